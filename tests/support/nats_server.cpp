#include "tests/support/nats_server.h"

#include <QDeadlineTimer>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QVersionNumber>

#include <csignal>
#include <netinet/in.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace natsdeck::test {

using namespace Qt::StringLiterals;

namespace {

// Two ports at a time, so that they differ.
QList<quint16> freePorts(int count)
{
    QList<quint16> ports;
    QList<int> sockets;
    for (int i = 0; i < count; ++i) {
        const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address);
        socklen_t length = sizeof address;
        ::getsockname(descriptor, reinterpret_cast<sockaddr *>(&address), &length);
        ports << ntohs(address.sin_port);
        sockets << descriptor;
    }
    for (const int descriptor : std::as_const(sockets))
        ::close(descriptor);
    return ports;
}

QByteArray quoted(const QByteArray &text) { return '"' + text + '"'; }

QByteArray userBlock(const NatsServerOptions &options)
{
    QByteArray user = "{ ";
    if (!options.nkey.isEmpty())
        user += "nkey: " + options.nkey;
    else
        user += "user: " + quoted(options.user) + ", password: " + quoted(options.password);
    if (!options.permissions.isEmpty())
        user += ", permissions: " + options.permissions;
    return user + " }";
}

QByteArray loginBlock(const NatsServerOptions &options)
{
    const bool named = !options.user.isEmpty() || !options.nkey.isEmpty();
    if (options.systemUser) {
        const QByteArray users = "users: [ " + (named ? userBlock(options) : QByteArray("{ user: app, password: app }")) + " ]";
        return "accounts {\n  APP { " + QByteArray(options.jetstream ? "jetstream: enabled, " : "") + users +
               " }\n  SYS { users: [ { user: sys, password: \"sys-secret\" } ] }\n}\nsystem_account: SYS\n" +
               (named ? QByteArray() : QByteArray("no_auth_user: app\n"));
    }
    if (named)
        return "authorization { users: [ " + userBlock(options) + " ] }\n";
    if (!options.token.isEmpty())
        return "authorization { token: " + quoted(options.token) + " }\n";
    return {};
}

// Waits until the log says so, the process ends or time is up; woken by the file system, not by a clock.
bool waitForLog(const QString &path, const QByteArray &needle, QProcess &process, std::chrono::milliseconds limit)
{
    const int watch = ::inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
    ::inotify_add_watch(watch, QFile::encodeName(path).constData(), IN_MODIFY);
    const QDeadlineTimer deadline(limit);
    bool found = false;
    while (!found && !deadline.hasExpired()) {
        QFile file(path);
        if (file.open(QIODevice::ReadOnly) && file.readAll().contains(needle)) {
            found = true;
            break;
        }
        if (process.waitForFinished(1) || process.state() == QProcess::NotRunning)
            break;
        pollfd waiting{watch, POLLIN, 0};
        ::poll(&waiting, 1, 20);
        char events[4096];
        while (::read(watch, events, sizeof events) > 0) {
        }
    }
    ::close(watch);
    return found;
}

} // namespace

QString NatsServer::debianBinary()
{
    const QString found = QStandardPaths::findExecutable(u"nats-server"_s);
    return found.isEmpty() ? QStandardPaths::findExecutable(u"nats-server"_s, {u"/usr/sbin"_s, u"/usr/local/bin"_s}) : found;
}

QString NatsServer::binary(const QString &version)
{
    const QString folder = qEnvironmentVariable("NATSDECK_TEST_BIN");
    const QString path = folder + u"/nats-server-"_s + version;
    return !folder.isEmpty() && QFile::exists(path) ? path : QString();
}

QString NatsServer::newestBinary()
{
    const QString folder = qEnvironmentVariable("NATSDECK_TEST_BIN");
    if (folder.isEmpty())
        return {};
    QString newest;
    QVersionNumber best;
    for (const QString &name : QDir(folder).entryList({u"nats-server-*"_s}, QDir::Files)) {
        const QVersionNumber version = QVersionNumber::fromString(name.mid(12));
        if (newest.isEmpty() || best < version) {
            best = version;
            newest = folder + u'/' + name;
        }
    }
    return newest;
}

NatsServer::NatsServer() = default;

NatsServer::~NatsServer()
{
    if (m_process && m_process->state() != QProcess::NotRunning)
        kill();
}

std::unique_ptr<NatsServer> NatsServer::start(NatsServerOptions options, QString *why)
{
    if (options.binary.isEmpty())
        options.binary = debianBinary();
    if (options.binary.isEmpty()) {
        if (why)
            *why = u"no nats-server in PATH"_s;
        return nullptr;
    }
    std::unique_ptr<NatsServer> server(new NatsServer);
    server->m_options = std::move(options);
    for (int attempt = 0; attempt < 3; ++attempt) { // another process may take the port between choosing and starting
        const QList<quint16> ports = freePorts(2);
        server->m_port = ports.at(0);
        server->m_monitoringPort = ports.at(1);
        if (server->launch(why))
            return server;
    }
    return nullptr;
}

bool NatsServer::launch(QString *why)
{
    QByteArray config = m_options.config;
    if (config.isEmpty()) {
        config = "server_name: test\nlisten: \"127.0.0.1:%PORT%\"\n";
        if (m_options.monitoring)
            config += "http: \"127.0.0.1:%HTTP%\"\n";
        if (m_options.jetstream)
            config += "jetstream { store_dir: \"%DIR%/js\", max_file_store: " + QByteArray::number(m_options.maxFileStore) +
                      ", max_memory_store: 268435456 }\n";
        config += loginBlock(m_options) + m_options.extra + '\n';
    }
    config.replace("%PORT%", QByteArray::number(m_port)).replace("%HTTP%", QByteArray::number(m_monitoringPort));
    config.replace("%DIR%", QFile::encodeName(m_folder.path()));
    const QString logPath = m_folder.filePath(u"server.log"_s);
    QFile file(configPath());
    QFile log(logPath);
    if (!file.open(QIODevice::WriteOnly) || file.write(config) != config.size() || !log.open(QIODevice::WriteOnly | QIODevice::Truncate))
        return false;
    file.close();
    log.close();

    m_process = std::make_unique<QProcess>();
    m_process->setStandardOutputFile(QProcess::nullDevice());
    m_process->setStandardErrorFile(logPath, QIODevice::Append);
    m_process->setChildProcessModifier([] { ::prctl(PR_SET_PDEATHSIG, SIGKILL); });
    m_process->start(m_options.binary, {u"-c"_s, configPath()});
    if (m_process->waitForStarted(10'000) && waitForLog(logPath, "Server is ready", *m_process, std::chrono::seconds(30)))
        return true;
    if (why)
        *why = m_process->errorString() + u"\n"_s + QString::fromUtf8(this->log());
    kill();
    return false;
}

QString NatsServer::url() const { return u"nats://127.0.0.1:%1"_s.arg(m_port); }
QString NatsServer::monitoringUrl() const { return u"http://127.0.0.1:%1"_s.arg(m_monitoringPort); }
QString NatsServer::configPath() const { return m_folder.filePath(u"nats.conf"_s); }
qint64 NatsServer::pid() const { return m_process ? m_process->processId() : 0; }

QByteArray NatsServer::log() const
{
    QFile file(m_folder.filePath(u"server.log"_s));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString NatsServer::version() const
{
    static const QRegularExpression expression(u"Version:\\s+(\\S+)"_s);
    return expression.match(QString::fromUtf8(log())).captured(1);
}

void NatsServer::signalProcess(int signal)
{
    if (pid() > 0)
        ::kill(pid_t(pid()), signal);
}

void NatsServer::kill()
{
    signalProcess(SIGKILL);
    m_process->waitForFinished(10'000);
}

void NatsServer::stopProcess()
{
    signalProcess(SIGTERM);
    m_process->waitForFinished(20'000);
}

void NatsServer::pause() { signalProcess(SIGSTOP); }
void NatsServer::resume() { signalProcess(SIGCONT); }

bool NatsServer::restart()
{
    if (m_process->state() != QProcess::NotRunning)
        stopProcess();
    return launch(nullptr);
}

} // namespace natsdeck::test
