#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>
#include <optional>

class QProcess;

namespace natsdeck::test {

// How a real nats-server is to be started. Ports are chosen free; the login kinds combine with JetStream as they like.
struct NatsServerOptions
{
    QString binary; // empty = NatsServer::debianBinary()
    bool jetstream = false;
    qint64 maxFileStore = 2LL * 1024 * 1024 * 1024;
    bool monitoring = false;
    bool systemUser = false; // account SYS with sys/sys-secret beside whatever else
    QByteArray token;        // one of: token, user + password, nkey (public key "U…")
    QByteArray user;
    QByteArray password;
    QByteArray nkey;
    QByteArray permissions; // "{ publish: …, subscribe: … }" of that user
    QByteArray extra;       // further lines of nats.conf
    QByteArray config;      // the whole file instead; %PORT%, %HTTP%, %DIR% are replaced
};

// A real server process of a test's own: own port, own folder, ended with the object. Readiness is waited for by its log, every wait
// has a deadline.
class NatsServer final
{
public:
    static QString debianBinary();                 // PATH, /usr/sbin
    static QString binary(const QString &version); // "2.12.15" from NATSDECK_TEST_BIN; empty when absent
    static QString newestBinary();                 // of NATSDECK_TEST_BIN, else empty

    // Null when it could not be started; `why` says so.
    static std::unique_ptr<NatsServer> start(NatsServerOptions options = {}, QString *why = nullptr);
    ~NatsServer();

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] quint16 monitoringPort() const { return m_monitoringPort; }
    [[nodiscard]] QString url() const;           // nats://127.0.0.1:port
    [[nodiscard]] QString monitoringUrl() const; // http://127.0.0.1:port
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] QString configPath() const;
    [[nodiscard]] qint64 pid() const;
    [[nodiscard]] QByteArray log() const;
    [[nodiscard]] QString version() const; // "2.9.10"

    void kill();        // SIGKILL, and waits
    void stopProcess(); // SIGTERM, and waits
    void pause();       // SIGSTOP
    void resume();      // SIGCONT
    void signalProcess(int signal);
    bool restart(); // on the same ports and folder; true when it is ready

private:
    NatsServer();
    bool launch(QString *why);

    NatsServerOptions m_options;
    QTemporaryDir m_folder;
    std::unique_ptr<QProcess> m_process;
    quint16 m_port = 0;
    quint16 m_monitoringPort = 0;
};

} // namespace natsdeck::test
