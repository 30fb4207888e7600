#include "models/settings/json_store.h"

#include "models/base/files.h"
#include "models/base/json.h"

#include <QDateTime>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace natsdeck::settings {

namespace {

Result<QJsonObject> readObject(const QString &path)
{
    const Result<QByteArray> bytes = files::read(path, JsonStore::budget);
    if (!bytes && bytes.error().kind == ErrorKind::NotFound)
        return QJsonObject();
    if (!bytes)
        return failure(bytes.error());
    return json::parseObject(*bytes, QFileInfo(path).fileName());
}

} // namespace

JsonStore::JsonStore(QString path, QObject *parent)
    : QObject(parent)
    , m_path(std::move(path))
{
    if (m_path.isEmpty())
        return;
    m_pool = std::make_unique<QThreadPool>();
    m_pool->setMaxThreadCount(1);
    load();
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, [this] { m_pool->start([this] { refresh(); }); });
    watch();
}

JsonStore::~JsonStore()
{
    if (!m_pool)
        return;
    m_watcher.disconnect(this);
    (void)flush();
}

void JsonStore::watch()
{
    const QString folder = QFileInfo(m_path).absolutePath();
    if (m_watcher.directories().isEmpty() && QFileInfo::exists(folder))
        m_watcher.addPath(folder);
}

void JsonStore::load()
{
    Result<QJsonObject> content = readObject(m_path);
    if (content)
        m_content = std::move(*content);
    else
        keepAside(content.error());
}

void JsonStore::keepAside(const Error &cause)
{
    const QString aside = u"%1.damaged-%2"_s.arg(m_path, QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-hhmmss-zzz"_s));
    Error error = cause;
    error.summary = tr("%1 could not be understood").arg(m_path);
    error.detail = cause.detail.isEmpty() ? cause.summary : cause.detail;
    if (QFile::rename(m_path, aside))
        error.remedy = tr("Defaults are in force. The damaged file was kept as %1.").arg(aside);
    else
        error.remedy = tr("Defaults are in force and nothing is saved until %1 is moved away.").arg(m_path);
    m_damage = error;
}

QJsonValue JsonStore::value(const QString &key) const
{
    const std::scoped_lock lock(m_mutex);
    return m_content.value(key);
}

QJsonObject JsonStore::all() const
{
    const std::scoped_lock lock(m_mutex);
    return m_content;
}

void JsonStore::set(const QString &key, const QJsonValue &value)
{
    {
        const std::scoped_lock lock(m_mutex);
        if (m_content.value(key) == value)
            return;
        if (value.isUndefined())
            m_content.remove(key);
        else
            m_content.insert(key, value);
        m_dirty.insert(key);
    }
    emit changed(key);
    scheduleWrite();
}

void JsonStore::refresh()
{
    if (m_path.isEmpty())
        return;
    QStringList differing;
    {
        const std::scoped_lock writing(m_writing); // or a key just written would come back as it was
        const Result<QJsonObject> file = readObject(m_path);
        if (!file)
            return;
        const std::scoped_lock lock(m_mutex);
        const auto take = [&](const QString &key) {
            if (m_dirty.contains(key) || m_content.value(key) == file->value(key))
                return;
            differing << key;
        };
        for (auto it = m_content.begin(); it != m_content.end(); ++it)
            take(it.key());
        for (auto it = file->begin(); it != file->end(); ++it) {
            if (!m_content.contains(it.key()))
                take(it.key());
        }
        for (const QString &key : std::as_const(differing)) {
            if (file->contains(key))
                m_content.insert(key, file->value(key));
            else
                m_content.remove(key);
        }
    }
    for (const QString &key : std::as_const(differing)) {
        emit changed(key);
        emit changedElsewhere(key);
    }
}

void JsonStore::scheduleWrite()
{
    if (!m_pool)
        return;
    const std::scoped_lock lock(m_mutex);
    if (m_scheduled)
        return; // the write under way has not taken its keys yet
    m_scheduled = true;
    m_pool->start([this] {
        if (const Result<void> written = write(); !written)
            emit writeFailed(written.error());
    });
}

Result<void> JsonStore::flush()
{
    if (!m_pool)
        return {};
    m_pool->waitForDone();
    return write();
}

// Only the keys that changed here are written over what the file says now.
Result<void> JsonStore::write()
{
    const std::scoped_lock writing(m_writing);
    QJsonObject mine;
    std::set<QString> dirty;
    {
        const std::scoped_lock lock(m_mutex);
        m_scheduled = false;
        if (m_dirty.empty())
            return {};
        dirty.swap(m_dirty);
        mine = m_content;
    }
    const auto giveBack = [&](Error error) {
        const std::scoped_lock lock(m_mutex);
        m_dirty.merge(dirty);
        return failure(std::move(error));
    };

    if (const Result<void> folder = files::makePrivateFolder(QFileInfo(m_path).absolutePath()); !folder)
        return giveBack(folder.error());
    const auto lock = files::Lock::acquireWithin(m_path + u".lock"_s, std::chrono::seconds(2));
    if (!lock)
        return giveBack(lock.error());
    Result<QJsonObject> whole = readObject(m_path);
    if (!whole)
        return giveBack(whole.error());
    for (const QString &key : dirty) {
        if (mine.contains(key))
            whole->insert(key, mine.value(key));
        else
            whole->remove(key);
    }
    if (const Result<void> written = files::writeAtomically(m_path, QJsonDocument(*whole).toJson()); !written)
        return giveBack(written.error());
    // The folder may be new; a watcher belongs to its object's thread.
    QMetaObject::invokeMethod(this, &JsonStore::watch, Qt::QueuedConnection);
    return {};
}

} // namespace natsdeck::settings
