#include "models/systems/kubeconfig_files.h"

#include "models/settings/settings.h"

#include <QFileInfo>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::milliseconds delay(300); // an editor writes in several steps

template <typename Entry> bool says(const QList<Entry> &entries, const QString &file)
{
    return std::any_of(entries.begin(), entries.end(), [&](const Entry &entry) { return entry.origin == file; });
}

bool saysAnything(const kube::Kubeconfig &config, const QString &file)
{
    return says(config.contexts, file) || says(config.clusters, file) || says(config.users, file);
}

template <typename Entry> void keepEntries(QList<Entry> &read, const QList<Entry> &last, const QString &file, const QStringList &order)
{
    for (const Entry &entry : last) {
        if (entry.origin != file)
            continue;
        const auto same = std::find_if(read.begin(), read.end(), [&](const Entry &other) { return other.name == entry.name; });
        if (same == read.end())
            read.append(entry);
        else if (order.indexOf(same->origin) > order.indexOf(file))
            *same = entry;
    }
}

} // namespace

void keepWhatItSaid(kube::Kubeconfig &read, const kube::Kubeconfig &last, const QString &file, const QStringList &order)
{
    keepEntries(read.contexts, last.contexts, file, order);
    keepEntries(read.clusters, last.clusters, file, order);
    keepEntries(read.users, last.users, file, order);
}

KubeconfigFiles::KubeconfigFiles(settings::Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
{
    m_delay.setSingleShot(true);
    m_delay.setInterval(delay);
    connect(&m_delay, &QTimer::timeout, this, &KubeconfigFiles::reload);
    // Not started again by further changes: a file that is written all the time is still read.
    const auto soon = [this] {
        if (!m_delay.isActive())
            m_delay.start();
    };
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, this, soon);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, this, soon);
    connect(&m_settings, &settings::Settings::changed, this, [this](const QString &name) {
        if (name == settings::keys::kubeconfigFiles.name)
            reload();
    });
}

QStringList KubeconfigFiles::files() const
{
    QStringList files = kube::kubeconfigFiles();
    for (const QString &file : m_settings.value(settings::keys::kubeconfigFiles)) {
        if (!files.contains(file))
            files << file;
    }
    return files;
}

void KubeconfigFiles::reload()
{
    const QStringList wanted = files();
    watch(wanted); // before it is read: what changes while reading is read again
    const quint64 generation = m_loads.next();
    async::deliver<kube::Kubeconfig>(kube::loadKubeconfigs(wanted), this,
                                     [this, wanted, generation](const Result<kube::Kubeconfig> &config) {
                                         if (config && m_loads.isCurrent(generation))
                                             take(*config, wanted);
                                     });
}

void KubeconfigFiles::take(const kube::Kubeconfig &read, const QStringList &files)
{
    kube::Kubeconfig next = read;
    for (const kube::KubeconfigProblem &problem : read.problems)
        keepWhatItSaid(next, m_config, problem.file, files);
    for (const QString &file : files) {
        const bool isDamaged = std::any_of(read.problems.begin(), read.problems.end(),
                                           [&](const kube::KubeconfigProblem &problem) { return problem.file == file; });
        if (isDamaged || saysAnything(read, file) || !saysAnything(m_config, file))
            continue;
        const bool isThere = QFileInfo::exists(file);
        Error error{ErrorKind::NotFound,
                    isThere ? tr("%1 is empty").arg(QFileInfo(file).fileName()) : tr("%1 has gone").arg(QFileInfo(file).fileName()),
                    tr("What it said before is still in force"),
                    tr("Activate this row when it is meant to be so"),
                    0,
                    {}};
        error.reason = gone.toString();
        next.problems.append({file, error});
        keepWhatItSaid(next, m_config, file, files);
    }
    m_config = next;
    m_isLoaded = true;
    emit loaded();
}

void KubeconfigFiles::forget(const QString &file)
{
    const auto isOf = [&](const auto &entry) { return entry.origin == file; };
    const bool isMeant = std::any_of(m_config.problems.begin(), m_config.problems.end(), [&](const kube::KubeconfigProblem &problem) {
        return problem.file == file && problem.error.reason == gone;
    });
    if (!isMeant)
        return reload(); // damaged: read again, and until then it counts
    m_config.contexts.removeIf(isOf);
    m_config.clusters.removeIf(isOf);
    m_config.users.removeIf(isOf);
    reload();
}

// Folders too: editors and tools replace the file, and then the watch on the old one is gone; with a symbolic link those on both sides
// of it. Files are watched anew each time: a watch stays with what a link led to before.
void KubeconfigFiles::watch(const QStringList &files)
{
    QStringList paths;
    for (const QString &file : files) {
        const QFileInfo info(file);
        QString folder = info.absolutePath();
        if (!QFileInfo::exists(folder))
            folder = QFileInfo(folder).absolutePath(); // until ~/.kube is made
        paths << folder;
        if (info.exists())
            paths << info.absoluteFilePath() << QFileInfo(info.canonicalFilePath()).absolutePath();
    }
    paths.removeDuplicates();
    const QStringList folders = m_watcher.directories();
    for (const QString &folder : folders) {
        if (!paths.contains(folder))
            m_watcher.removePath(folder);
    }
    if (const QStringList watched = m_watcher.files(); !watched.isEmpty())
        m_watcher.removePaths(watched);
    for (const QString &path : std::as_const(paths)) {
        if (!folders.contains(path) && QFileInfo::exists(path))
            m_watcher.addPath(path);
    }
}

} // namespace natsdeck::systems
