#include "models/base/files.h"
#include "models/base/text.h"
#include "models/kube/kubeconfig.h"

#include <QDir>
#include <QFileInfo>
#include <QSet>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

template <typename Entry> void addNew(QList<Entry> &into, const QList<Entry> &from)
{
    QSet<QString> known;
    for (const Entry &entry : into)
        known.insert(entry.name);
    for (const Entry &entry : from) {
        if (!known.contains(entry.name))
            into.append(entry);
    }
}

void merge(Kubeconfig &into, const Kubeconfig &from)
{
    addNew(into.contexts, from.contexts);
    addNew(into.clusters, from.clusters);
    addNew(into.users, from.users);
    if (into.currentContext.isEmpty())
        into.currentContext = from.currentContext;
    for (auto it = from.extensions.begin(); it != from.extensions.end(); ++it) {
        if (!into.extensions.contains(it.key()))
            into.extensions.insert(it.key(), it.value());
    }
    into.files += from.files;
}

Result<Kubeconfig> readOne(const QString &file)
{
    if (QFileInfo(file).isDir())
        return failure(ErrorKind::Io, u"The kubeconfig could not be read"_s, u"%1 is a folder"_s.arg(text::clean(file)));
    const Result<QByteArray> bytes = files::read(file, kubeconfigBytes);
    if (!bytes)
        return Failure(bytes.error());
    return parseKubeconfig(*bytes, QFileInfo(file).absoluteFilePath());
}

} // namespace

QStringList kubeconfigFiles(const QString &explicitPath)
{
    if (!explicitPath.isEmpty())
        return {explicitPath};
    const QString list = qEnvironmentVariable("KUBECONFIG");
    if (list.isEmpty())
        return {QDir::homePath() + u"/.kube/config"_s};
    QStringList files = list.split(QDir::listSeparator(), Qt::SkipEmptyParts);
    files.removeDuplicates();
    return files;
}

Kubeconfig readKubeconfigs(const QStringList &files)
{
    Kubeconfig merged;
    for (const QString &file : files) {
        if (!QFileInfo::exists(file) && !QFileInfo(file).isSymLink())
            continue;
        const Result<Kubeconfig> one = readOne(file);
        if (one) {
            merge(merged, *one);
            continue;
        }
        Error error = one.error();
        if (error.remedy.isEmpty())
            error.remedy =
                u"Correct %1, then choose it here to read it again; the other files are used meanwhile."_s.arg(text::clean(file));
        merged.problems.append({file, error});
    }
    return merged;
}

async::Future<Kubeconfig> loadKubeconfigs(const QStringList &files)
{
    auto promise = std::make_shared<QPromise<Result<Kubeconfig>>>();
    async::Future<Kubeconfig> future = promise->future();
    promise->start();
    // A thread of its own: the parser needs more stack than pools and secondary threads promise.
    std::thread([promise, files] {
        promise->addResult(Result<Kubeconfig>(readKubeconfigs(files)));
        promise->finish();
    }).detach();
    return future;
}

} // namespace natsdeck::kube
