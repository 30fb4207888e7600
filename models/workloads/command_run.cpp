#include "models/workloads/command_run.h"

#include "models/base/text.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr std::chrono::milliseconds tick{50};
constexpr qsizetype longestLine = 64 * 1024;
constexpr qsizetype lineOverhead = 64;

} // namespace

CommandRun::CommandRun(QString pod, QString container, QStringList words, QObject *parent)
    : QObject(parent)
    , m_pod(std::move(pod))
    , m_container(std::move(container))
    , m_words(std::move(words))
    , m_queue(std::make_shared<BoundedQueue<Piece>>(byteLimit))
    , m_refused(std::make_shared<std::atomic<quint64>>(0))
{
    m_tick.setInterval(tick);
    connect(&m_tick, &QTimer::timeout, this, &CommandRun::takeOutput);
}

CommandRun::~CommandRun() { m_stop.request_stop(); }

void CommandRun::start(kube::Client &client, const guard::Permit &permit, const QString &nameSpace)
{
    kube::ExecCommand command{nameSpace, m_pod, m_container, m_words, {}, deadline};
    command.stop = m_stop.get_token();
    command.output = [queue = m_queue, refused = m_refused](bool isError, QByteArrayView bytes) {
        const auto size = static_cast<std::size_t>(bytes.size());
        const std::size_t before = queue->dropped();
        queue->push({isError, bytes.toByteArray()}, size);
        if (queue->dropped() != before)
            *refused += size;
    };
    m_clock.start();
    m_tick.start();
    async::deliver<kube::ExecOutput>(client.exec(permit, std::move(command)), this,
                                     [this](const Result<kube::ExecOutput> &output) { end(output); });
}

void CommandRun::cancel()
{
    if (m_state == State::Running)
        m_stop.request_stop();
}

std::chrono::milliseconds CommandRun::duration() const
{
    return m_state == State::Running && m_clock.isValid() ? std::chrono::milliseconds(m_clock.elapsed()) : m_duration;
}

void CommandRun::takeOutput()
{
    QList<RunLine> lines;
    for (const auto &[isError, bytes] : m_queue->takeAll())
        takeText(isError, bytes, lines);
    keep(lines);
    emit changed();
}

void CommandRun::takeText(bool isError, const QByteArray &bytes, QList<RunLine> &into)
{
    QByteArray &partial = m_partial[isError ? 1 : 0];
    partial += bytes;
    const QDateTime now = QDateTime::currentDateTimeUtc();
    qsizetype from = 0;
    for (qsizetype end = partial.indexOf('\n'); end >= 0; end = partial.indexOf('\n', from)) {
        QByteArray line = partial.mid(from, end - from);
        if (line.endsWith('\r'))
            line.chop(1);
        into.append({isError, now, text::clean(line, longestLine)});
        from = end + 1;
    }
    partial.remove(0, from);
    if (partial.size() > longestLine)
        into.append({isError, now, text::clean(std::exchange(partial, {}), longestLine + 1)});
}

void CommandRun::keep(const QList<RunLine> &lines)
{
    if (lines.isEmpty())
        return;
    for (const RunLine &line : lines) {
        m_lines.push_back(line);
        m_bytes += line.text.size() * 2 + lineOverhead;
    }
    while (m_lines.size() > lineLimit || m_bytes > byteLimit) {
        m_bytes -= m_lines.front().text.size() * 2 + lineOverhead;
        m_lines.pop_front();
        ++m_linesNotKept;
    }
    emit printed(lines);
}

void CommandRun::end(const Result<kube::ExecOutput> &output)
{
    takeOutput();
    QList<RunLine> rest;
    for (const int channel : {0, 1}) {
        if (!m_partial[channel].isEmpty())
            rest.append({channel == 1, QDateTime::currentDateTimeUtc(), text::clean(std::exchange(m_partial[channel], {}), longestLine)});
    }
    keep(rest);
    m_tick.stop();
    m_duration = std::chrono::milliseconds(m_clock.elapsed());
    if (output) {
        m_exitCode = output->exitCode;
        m_state = State::Ended;
    } else {
        m_error = output.error();
        m_state = output.error().kind == ErrorKind::Cancelled ? State::Cancelled : State::Failed;
    }
    emit changed();
    emit finished();
}

QString CommandRun::text() const
{
    QString all;
    for (const RunLine &line : m_lines)
        all += line.text + u'\n';
    return all;
}

} // namespace natsdeck::workloads
