#include "models/kube/log_worker.h"

#include "models/base/text.h"

#include <QPointer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qsizetype longestLine = 256 * 1024; // then it is cut, marked
constexpr qint64 readBuffer = 1024 * 1024;
constexpr int maxFailures = 5; // in a row; then the reason is shown

// RFC 3339 as text that sorts: trailing zeros of the fraction are left out by the server, the zone is one node's.
QByteArray comparable(const QByteArray &time)
{
    constexpr qsizetype wholeSeconds = 19;
    qsizetype end = wholeSeconds;
    while (end < time.size() && (time[end] == '.' || (time[end] >= '0' && time[end] <= '9')))
        ++end;
    return time.left(wholeSeconds) + time.mid(wholeSeconds, end - wholeSeconds).leftJustified(10, '0').replace(0, 1, ".");
}

} // namespace

QByteArray logPath(const QString &nameSpace, const QString &pod)
{
    return "/api/v1/namespaces/" + segment(nameSpace) + "/pods/" + segment(pod) + "/log";
}

QByteArray logQuery(const LogOptions &options)
{
    QByteArrayList query;
    if (!options.container.isEmpty())
        query << "container=" + QUrl::toPercentEncoding(options.container);
    if (options.tailLines)
        query << "tailLines=" + QByteArray::number(*options.tailLines);
    if (options.sinceSeconds)
        query << "sinceSeconds=" + QByteArray::number(*options.sinceSeconds);
    if (!options.sinceTime.isEmpty())
        query << "sinceTime=" + QUrl::toPercentEncoding(options.sinceTime);
    if (options.previous)
        query << "previous=true";
    if (options.timestamps)
        query << "timestamps=true";
    return query.join('&');
}

LogWorker::LogWorker(Session &session, QString nameSpace, QString pod, LogOptions options)
    : m_session(session)
    , m_nameSpace(std::move(nameSpace))
    , m_pod(std::move(pod))
    , m_options(std::move(options))
{
    m_options.timestamps = true;
    m_options.previous = false;
    m_lastTime = std::exchange(m_options.sinceTime, {}).toLatin1();
}

void LogWorker::start() { openStream(); }

void LogWorker::openStream()
{
    LogOptions options = m_options;
    QByteArray since;
    if (!m_lastTime.isEmpty()) {
        options.tailLines.reset();
        options.sinceSeconds.reset();
        since = "&sinceTime=" + QUrl::toPercentEncoding(QString::fromLatin1(m_lastTime));
    }
    m_partial.clear();
    m_cut = false;
    m_stream = new HttpStream(m_session, logPath(m_nameSpace, m_pod), logQuery(options) + "&follow=true" + since,
                              u"get pods/log of %1/%2"_s.arg(text::clean(m_nameSpace), text::clean(m_pod)), this);
    m_stream->setReadBufferSize(readBuffer);
    m_stream->setQuietest(m_session.tuning().shortWatch);
    m_resumed = !m_lastTime.isEmpty();
    connect(m_stream, &HttpStream::data, this, &LogWorker::take);
    connect(m_stream, &HttpStream::ended, this, &LogWorker::streamEnded);
    m_stream->start();
}

void LogWorker::take(const QByteArray &chunk)
{
    m_failures = 0;
    QList<LogLine> batch;
    m_partial += chunk;
    qsizetype from = 0;
    for (qsizetype end = m_partial.indexOf('\n'); end >= 0; end = m_partial.indexOf('\n', from)) {
        if (!std::exchange(m_cut, false))
            takeLine(m_partial.mid(from, end - from), batch);
        from = end + 1;
    }
    m_partial.remove(0, from);
    if (m_partial.size() > longestLine) {
        if (!std::exchange(m_cut, true)) // what follows up to the end of the line has no time stamp
            takeLine(m_partial, batch);
        m_partial.clear();
    }
    if (batch.isEmpty())
        return;
    if (waitingBytes + chunk.size() > qint64(LogStream::queueBytes)) {
        emit droppedLines(quint64(batch.size()));
        return;
    }
    waitingBytes += chunk.size();
    emit lines(batch, chunk.size());
}

void LogWorker::takeLine(const QByteArray &line, QList<LogLine> &into)
{
    const qsizetype space = line.indexOf(' ');
    const QByteArray time = space > 0 ? line.left(space) : QByteArray();
    // Whole seconds are asked for again; what is not newer was shown.
    if (!m_lastTime.isEmpty() && comparable(time) <= comparable(m_lastTime) && m_resumed)
        return;
    if (!time.isEmpty())
        m_lastTime = time;
    into.append({QString::fromLatin1(time), text::clean(line.mid(space + 1), longestLine)});
}

void LogWorker::streamEnded(const std::optional<Error> &error)
{
    m_stream->deleteLater();
    m_stream = nullptr;
    if (error && error->reason == u"stream-silent") // perhaps it only has nothing to say: ask from the last line on
        return openStream();
    const bool linkFault = error && (error->kind == ErrorKind::Unreachable || error->kind == ErrorKind::Timeout);
    if (!linkFault || ++m_failures > maxFailures) {
        emit ended(error);
        return;
    }
    QTimer::singleShot(std::chrono::milliseconds(500) * m_failures, this, &LogWorker::openStream);
}

} // namespace natsdeck::kube
