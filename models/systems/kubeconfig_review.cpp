#include "models/systems/kubeconfig_review.h"

#include "models/base/files.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <algorithm>
#include <thread>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

async::Future<QList<ReviewedContext>> checkApart(const KubeconfigOffer &offer, const kube::Kubeconfig &loaded)
{
    auto promise = std::make_shared<QPromise<Result<QList<ReviewedContext>>>>();
    async::Future<QList<ReviewedContext>> future = promise->future();
    promise->start();
    // A thread of its own: the parser needs more stack than pools and secondary threads promise.
    std::thread([promise, offer, loaded] {
        promise->addResult(Result<QList<ReviewedContext>>(checkKubeconfigs(offer, loaded)));
        promise->finish();
    }).detach();
    return future;
}

// The name is taken first, empty and private: what stands there already is never written over, whoever is quicker.
Result<void> saveNew(const QString &path, const QByteArray &content)
{
    if (const Result<void> folder = files::makePrivateFolder(QFileInfo(path).absolutePath()); !folder)
        return folder;
    QFile file(path);
    if (!file.open(QFile::WriteOnly | QFile::NewOnly, files::privateFile)) {
        if (QFileInfo::exists(path))
            return failure(ErrorKind::Conflict, KubeconfigReview::tr("%1 is there already").arg(path), {},
                           KubeconfigReview::tr("Choose another name."));
        return failure(ErrorKind::Io, KubeconfigReview::tr("%1 cannot be written").arg(path), file.errorString(),
                       KubeconfigReview::tr("Choose another folder."));
    }
    file.close();
    const Result<void> written = files::writeAtomically(path, content);
    if (!written)
        QFile::remove(path);
    return written;
}

} // namespace

int ReviewedContexts::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant ReviewedContexts::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const ReviewedContext &row = m_rows.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return row.context;
    case FileRole:
        return row.file;
    case UsableRole:
        return row.isUsable;
    default:
        return {};
    }
}

void ReviewedContexts::setRows(const QList<ReviewedContext> &rows)
{
    const auto holds = [](const QList<ReviewedContext> &list, const QString &key) {
        return std::any_of(list.begin(), list.end(), [&](const ReviewedContext &row) { return row.key == key; });
    };
    for (int at = static_cast<int>(m_rows.size()) - 1; at >= 0; --at) {
        if (holds(rows, m_rows.at(at).key))
            continue;
        beginRemoveRows({}, at, at);
        m_rows.removeAt(at);
        endRemoveRows();
    }
    for (int at = 0; at < rows.size(); ++at) {
        int old = at;
        while (old < m_rows.size() && m_rows.at(old).key != rows.at(at).key)
            ++old;
        if (old == m_rows.size()) {
            beginInsertRows({}, at, at);
            m_rows.insert(at, rows.at(at));
            endInsertRows();
            continue;
        }
        if (old != at) {
            beginMoveRows({}, old, old, {}, at);
            m_rows.move(old, at);
            endMoveRows();
        }
        if (m_rows.at(at) != rows.at(at)) {
            m_rows[at] = rows.at(at);
            emit dataChanged(index(at), index(at));
        }
    }
}

KubeconfigReview::KubeconfigReview(kube::Kubeconfig loaded, QString folder, QObject *parent)
    : QObject(parent)
    , m_loaded(std::move(loaded))
    , m_folder(folder.isEmpty() ? QDir::homePath() + u"/.kube"_s : std::move(folder))
{
    m_offer.pastedPath = defaultPath({});
}

void KubeconfigReview::addFiles(const QStringList &files)
{
    for (const QString &file : files) {
        const QString path = QFileInfo(file).absoluteFilePath();
        if (!file.isEmpty() && !m_offer.files.contains(path))
            m_offer.files << path;
    }
    read();
}

void KubeconfigReview::setPasted(const QString &text)
{
    m_offer.pasted = text.toUtf8();
    read();
}

void KubeconfigReview::setPath(const QString &path)
{
    const QString typed = path.trimmed();
    m_isPathChosen = !typed.isEmpty();
    const QString whole = typed.startsWith("~/"_L1) ? QDir::homePath() + typed.mid(1) : typed;
    m_offer.pastedPath = m_isPathChosen ? QDir::cleanPath(QDir(m_folder).absoluteFilePath(whole)) : defaultPath(m_contexts.rows());
    read();
}

void KubeconfigReview::read()
{
    const quint64 generation = m_reads.next();
    m_isReading = true;
    emit changed();
    async::deliver<QList<ReviewedContext>>(checkApart(m_offer, m_loaded), this,
                                           [this, generation](const Result<QList<ReviewedContext>> &rows) {
                                               if (rows && m_reads.isCurrent(generation))
                                                   take(*rows);
                                           });
}

void KubeconfigReview::take(const QList<ReviewedContext> &rows)
{
    m_contexts.setRows(rows);
    m_isReading = false;
    // The folder stays, and with it what relative paths mean: only the name follows the text. The rows name the file they would lie in.
    if (const QString wanted = defaultPath(rows); !m_isPathChosen && wanted != m_offer.pastedPath) {
        m_offer.pastedPath = wanted;
        read();
        return;
    }
    emit changed();
}

QString KubeconfigReview::defaultPath(const QList<ReviewedContext> &rows) const
{
    QString slug = u"pasted"_s;
    for (const ReviewedContext &row : rows) {
        if (row.file == m_offer.pastedPath && !row.slug.isEmpty()) {
            slug = row.slug;
            break;
        }
    }
    const QString stem = m_folder + u"/natsdeck-"_s + slug;
    QString path = stem + u".yaml"_s;
    for (int number = 2; QFileInfo::exists(path) || QFileInfo(path).isSymLink(); ++number)
        path = stem + u'-' + QString::number(number) + u".yaml"_s;
    return path;
}

QString KubeconfigReview::pathProblem() const
{
    const QFileInfo info(m_offer.pastedPath);
    if (hasPasted() && (info.exists() || info.isSymLink()))
        return tr("%1 is there already. Choose another name").arg(m_offer.pastedPath);
    return {};
}

int KubeconfigReview::usable() const
{
    return static_cast<int>(
        std::count_if(m_contexts.rows().begin(), m_contexts.rows().end(), [](const auto &row) { return row.isUsable; }));
}

QString KubeconfigReview::reason() const
{
    if (m_offer.files.isEmpty() && !hasPasted())
        return tr("Choose a file or paste a kubeconfig");
    if (m_isReading)
        return tr("Reading it");
    if (usable() == 0)
        return tr("Nothing in it can be added");
    return pathProblem();
}

async::Future<QStringList> KubeconfigReview::save() const
{
    QStringList wanted;
    for (const ReviewedContext &row : m_contexts.rows()) {
        if (row.isUsable && !wanted.contains(row.file))
            wanted << row.file;
    }
    if (!hasPasted() || !wanted.contains(m_offer.pastedPath))
        return async::ready<QStringList>(wanted);
    return async::run(*QThreadPool::globalInstance(),
                      [wanted, path = m_offer.pastedPath, content = m_offer.pasted]() -> Result<QStringList> {
                          if (const Result<void> saved = saveNew(path, content); !saved)
                              return Failure(saved.error());
                          return wanted;
                      });
}

} // namespace natsdeck::systems
