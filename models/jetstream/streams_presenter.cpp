#include "models/jetstream/streams_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/jetstream/stream_repository.h"

#include <QJsonDocument>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::jetstream {

namespace {

constexpr std::chrono::seconds period{3};
constexpr std::chrono::milliseconds collectFor{150};
constexpr int periodsPerList = 10;
constexpr int visibleLimit = 40; // asked one by one; beyond that the whole list is cheaper
constexpr std::chrono::seconds staleAfter{60};

QString minuteText(qint64 ns)
{
    return QDateTime::fromMSecsSinceEpoch(ns / 1'000'000, Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s) + u" UTC"_s;
}

} // namespace

StreamsPresenter::StreamsPresenter(StreamRepository &repository, QObject *parent)
    : QObject(parent)
    , m_repository(repository)
{
    m_timer.setInterval(period);
    connect(&m_timer, &QTimer::timeout, this, &StreamsPresenter::tick);
    m_collect.setInterval(collectFor);
    m_collect.setSingleShot(true);
    connect(&m_collect, &QTimer::timeout, this, &StreamsPresenter::take);
    connect(&m_repository, &StreamRepository::changed, this, [this] {
        if (m_model.rowCount() == 0)
            take();
        else if (!m_collect.isActive())
            m_collect.start();
    });
    connect(&m_repository, &StreamRepository::refreshingChanged, this, &StreamsPresenter::changed);
}

void StreamsPresenter::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    if (!active) {
        m_timer.stop();
        return;
    }
    m_ticks = 0;
    m_timer.start();
    refresh();
}

void StreamsPresenter::setVisible(const QStringList &names) { m_visible = names; }

void StreamsPresenter::refresh()
{
    m_asked.clear();
    m_repository.refresh();
}

void StreamsPresenter::tick()
{
    const bool whole =
        ++m_ticks % periodsPerList == 0 || m_visible.size() > visibleLimit || !m_repository.isKnown() || m_repository.error();
    if (whole) {
        refresh();
    } else if (!m_visible.isEmpty()) {
        m_asked = m_visible;
        for (const QString &name : std::as_const(m_visible))
            m_repository.refreshOne(name);
    }
    emit changed(); // the age
}

void StreamsPresenter::take()
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch() * 1'000'000;
    m_model.setStreams(m_repository.streams(), now, std::chrono::steady_clock::now(), m_asked);
    emit changed();
}

StreamsPresenter::State StreamsPresenter::state() const
{
    if (!m_repository.isKnown())
        return m_repository.error() ? State::Failed : State::Loading;
    if (m_repository.error() || m_repository.age() > staleAfter)
        return State::Stale;
    return m_model.rowCount() == 0 ? State::Empty : State::Ready;
}

const std::optional<Error> &StreamsPresenter::error() const { return m_repository.error(); }

int StreamsPresenter::needAttention() const
{
    int count = 0;
    for (int row = 0; row < m_model.rowCount(); ++row)
        count += healthOf(*m_model.streamAt(row)) >= Severity::Warning ? 1 : 0;
    return count;
}

int StreamsPresenter::ofKind(StreamKind kind) const
{
    int count = 0;
    for (int row = 0; row < m_model.rowCount(); ++row)
        count += kindOf(*m_model.streamAt(row)) == kind ? 1 : 0;
    return count;
}

QString StreamsPresenter::totals() const
{
    quint64 messages = 0;
    quint64 disk = 0;
    quint64 memory = 0;
    for (int row = 0; row < m_model.rowCount(); ++row) {
        const StreamInfo &info = *m_model.streamAt(row);
        messages += info.messages;
        (info.storage == Storage::Memory ? memory : disk) += info.bytes;
    }
    const QString streams = m_model.rowCount() == 1 ? tr("1 stream") : tr("%1 streams").arg(exactCount(m_model.rowCount()));
    const QString held = messages == 1 ? tr("1 message") : tr("%1 messages").arg(shortCount(static_cast<double>(messages)));
    QString text = tr("%1, %2, %3 on disk").arg(streams, held, shortBytes(static_cast<double>(disk)));
    if (memory > 0)
        text += tr(", %1 in memory").arg(shortBytes(static_cast<double>(memory)));
    if (const qsizetype missing = m_repository.missing().size(); missing > 0)
        text += tr("; no answer about %1").arg(missing);
    return text;
}

QString StreamsPresenter::age() const
{
    return m_repository.isKnown() ? tr("updated %1").arg(natsdeck::age(m_repository.age())) : QString();
}

QList<StreamsPresenter::Fact> StreamsPresenter::overview(const StreamInfo &stream) const
{
    QList<Fact> facts;
    facts << Fact{tr("Subjects"), stream.subjects.isEmpty() ? u"–"_s : text::clean(stream.subjects.join(", "_L1), 4096), {}, true};
    if (!stream.description.isEmpty())
        facts << Fact{tr("Description"), text::clean(stream.description, 4096)};
    facts << Fact{tr("Messages"), exactCount(static_cast<qint64>(stream.messages))};
    if (stream.messages > 0 || stream.lastSequence > 0)
        facts << Fact{tr("Sequence"), tr("%1 to %2")
                                          .arg(exactCount(static_cast<qint64>(stream.firstSequence)),
                                               exactCount(static_cast<qint64>(stream.lastSequence)))};
    if (stream.messages > 0 && stream.firstTimeNs != noTime)
        facts << Fact{tr("Oldest message"), minuteText(stream.firstTimeNs), QString::fromLatin1(formatTime(stream.firstTimeNs))};
    if (stream.messages > 0 && stream.lastTimeNs != noTime)
        facts << Fact{tr("Newest message"), minuteText(stream.lastTimeNs), QString::fromLatin1(formatTime(stream.lastTimeNs))};
    facts << Fact{tr("Deleted inside"), exactCount(static_cast<qint64>(stream.deleted))};
    facts << Fact{tr("Different subjects"), exactCount(static_cast<qint64>(stream.subjectCount))};
    facts << Fact{tr("Consumers"), exactCount(static_cast<qint64>(stream.consumers))};
    if (stream.createdNs != noTime)
        facts << Fact{tr("Created"), minuteText(stream.createdNs)};
    return facts;
}

QList<StreamsPresenter::Fact> StreamsPresenter::limits(const StreamInfo &stream) const
{
    const auto limit = [this](qint64 value, auto format) { return value > 0 ? format(value) : tr("no limit"); };
    const auto bytes = [](qint64 value) { return shortBytes(static_cast<double>(value)); };
    const auto span = [](qint64 ns) { return shortDuration(std::chrono::milliseconds(ns / 1'000'000)); };
    const bool discardsNew = stream.config.value("discard"_L1).toString() == "new"_L1;
    return {Fact{tr("Retention"),
                 retentionWord(stream.retention) + u", "_s + (discardsNew ? tr("refuses when full") : tr("discards the oldest"))},
            Fact{tr("Storage"), stream.storage == Storage::File ? tr("File") : tr("Memory")},
            Fact{tr("Replicas"), QString::number(stream.replicas)},
            Fact{tr("Maximum size"), limit(stream.maxBytes, bytes), stream.maxBytes > 0 ? exactBytes(stream.maxBytes) : QString()},
            Fact{tr("Maximum messages"), limit(stream.maxMessages, exactCount)},
            Fact{tr("Maximum age"), limit(stream.maxAgeNs, span)},
            Fact{tr("Largest message"), limit(stream.maxMessageSize, bytes)},
            Fact{tr("Duplicate window"), limit(stream.config.value("duplicate_window"_L1).toInteger(), span)}};
}

QByteArray StreamsPresenter::configuration(const StreamInfo &stream) const
{
    return QJsonDocument(stream.config).toJson(QJsonDocument::Indented);
}

QString StreamsPresenter::command(const StreamInfo &stream) const { return u"nats stream info "_s + text::shellQuoted(stream.name); }

} // namespace natsdeck::jetstream
