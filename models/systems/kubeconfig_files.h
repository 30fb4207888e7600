#pragma once

#include "models/base/async.h"
#include "models/kube/kubeconfig.h"

#include <QFileSystemWatcher>
#include <QObject>
#include <QTimer>

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::systems {

// The kubeconfig files, read off this thread and followed through rewriting, replacing, moved symbolic links, truncation and deletion.
// What a file said last stays in force while it is damaged, empty or gone, before files that come after it: a half-written file never
// makes a context lead elsewhere. At most a third of a second after a change it is read.
class KubeconfigFiles final : public QObject
{
    Q_OBJECT

public:
    explicit KubeconfigFiles(settings::Settings &settings, QObject *parent = nullptr);

    void reload();
    // What an empty or missing file said is not to count any more. A damaged one is read again.
    void forget(const QString &file);

    [[nodiscard]] const kube::Kubeconfig &config() const { return m_config; } // problems name what is kept
    [[nodiscard]] bool isLoaded() const { return m_isLoaded; }

    static constexpr QStringView gone = u"kubeconfig-gone"; // reason of the problem of a missing or empty file

signals:
    void loaded(); // the files were read (again)

private:
    void take(const kube::Kubeconfig &read, const QStringList &files);
    void watch(const QStringList &files);
    [[nodiscard]] QStringList files() const;

    settings::Settings &m_settings;
    kube::Kubeconfig m_config;
    bool m_isLoaded = false;
    async::Generation m_loads;
    QFileSystemWatcher m_watcher;
    QTimer m_delay;
};

// `read` with what `last` said about the file: in place of what later files say under the same names. Pure, for tests.
void keepWhatItSaid(kube::Kubeconfig &read, const kube::Kubeconfig &last, const QString &file, const QStringList &order);

} // namespace natsdeck::systems
