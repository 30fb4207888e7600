#include "models/deployment/local_process.h"

#include "models/deployment/texts.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QFileInfo>
#include <QProcess>
#include <QProcessEnvironment>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.read(64 * 1024) : QByteArray();
}

QString bootId()
{
    static const QString id = QString::fromLatin1(contentOf(u"/proc/sys/kernel/random/boot_id"_s).trimmed());
    return id;
}

// A handle that cannot come to mean another process.
class Handle
{
public:
    explicit Handle(qint64 pid)
        : m_descriptor(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0)))
    {}
    ~Handle()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Handle(const Handle &) = delete;
    Handle &operator=(const Handle &) = delete;

    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    // 0, or errno.
    [[nodiscard]] int send(int signal) const { return ::syscall(SYS_pidfd_send_signal, m_descriptor, signal, nullptr, 0) == 0 ? 0 : errno; }
    [[nodiscard]] bool waitForEnd(int milliseconds) const
    {
        pollfd entry{m_descriptor, POLLIN, 0};
        return ::poll(&entry, 1, milliseconds) > 0;
    }

private:
    int m_descriptor;
};

bool namesConfig(qint64 pid, const QString &configPath) { return argumentsOf(pid).contains(QFile::encodeName(configPath)); }

} // namespace

std::optional<ProcessMark> markOf(qint64 pid)
{
    if (pid <= 0)
        return std::nullopt;
    // "pid (name) state ppid …": the name may hold spaces and brackets, so count from the last ')'.
    const QByteArray stat = contentOf(u"/proc/%1/stat"_s.arg(pid));
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    constexpr int startTime = 22 - 3;
    if (fields.size() <= startTime || fields[0] == "Z" || fields[0] == "X")
        return std::nullopt;
    return ProcessMark{pid, fields[startTime].toULongLong(), bootId()};
}

bool isAlive(const ProcessMark &mark) { return mark.pid > 0 && markOf(mark.pid) == mark; }

QByteArrayList argumentsOf(qint64 pid) { return contentOf(u"/proc/%1/cmdline"_s.arg(pid)).split('\0'); }

std::optional<ProcessMark> findServer(const ProcessMark &remembered, const QString &pidFile, const QString &configPath)
{
    if (isAlive(remembered) && namesConfig(remembered.pid, configPath))
        return remembered;
    const qint64 pid = contentOf(pidFile).trimmed().toLongLong();
    const std::optional<ProcessMark> mark = markOf(pid);
    return mark && namesConfig(pid, configPath) ? mark : std::nullopt;
}

Result<ProcessMark> startDetached(const guard::Permit &, const QString &program, const QStringList &arguments, const QString &workingFolder,
                                  const QString &outputPath)
{
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    process.setWorkingDirectory(workingFolder);
    process.setStandardInputFile(QProcess::nullDevice());
    process.setStandardOutputFile(outputPath, QIODevice::Append);
    process.setStandardErrorFile(outputPath, QIODevice::Append);
    const QProcessEnvironment own = QProcessEnvironment::systemEnvironment();
    QProcessEnvironment environment;
    for (const QString &name : {u"PATH"_s, u"HOME"_s, u"LANG"_s, u"TMPDIR"_s, u"TZ"_s}) {
        if (own.contains(name))
            environment.insert(name, own.value(name));
    }
    process.setProcessEnvironment(environment);
    qint64 pid = 0;
    if (!process.startDetached(&pid)) {
        const bool missing = !QFileInfo(program).isExecutable();
        return failure(missing ? ErrorKind::NotFound : ErrorKind::Io, Texts::tr("%1 could not be started").arg(program),
                       process.errorString(), missing ? Texts::tr("Choose another nats-server") : QString());
    }
    const std::optional<ProcessMark> mark = markOf(pid);
    if (!mark)
        return failure(ErrorKind::Io, Texts::tr("%1 ended as soon as it was started").arg(QFileInfo(program).fileName()));
    return *mark;
}

Result<void> stopProcess(const guard::Permit &, const ProcessMark &mark, std::chrono::milliseconds patience, const std::stop_token &stop)
{
    const Handle handle(mark.pid);
    if (!handle.isOpen() || !isAlive(mark)) // looked at after the handle was taken: it is this one or none
        return {};
    if (const int error = handle.send(SIGTERM); error != 0 && error != ESRCH)
        return failure(error == EPERM ? ErrorKind::Forbidden : ErrorKind::Io, Texts::tr("The server could not be stopped"),
                       QString::fromLocal8Bit(std::strerror(error)), {}, error);
    for (const QDeadlineTimer deadline(patience); !deadline.hasExpired();) {
        if (handle.waitForEnd(50) || !isAlive(mark))
            return {};
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, Texts::tr("Cancelled while the server was stopping"));
    }
    (void)handle.send(SIGKILL);
    if (handle.waitForEnd(5000) || !isAlive(mark))
        return {};
    return failure(ErrorKind::Timeout, Texts::tr("The server did not end"),
                   Texts::tr("Process %1 did not end even by SIGKILL").arg(mark.pid));
}

} // namespace natsdeck::deployment
