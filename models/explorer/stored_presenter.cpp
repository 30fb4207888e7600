#include "models/explorer/stored_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/explorer/stream_source.h"
#include "models/explorer/subject_tree_model.h"
#include "models/jetstream/client.h"
#include "models/jetstream/stream_repository.h"
#include "models/nats/subjects.h"

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

constexpr std::chrono::seconds newerPeriod{3};

} // namespace

StoredPresenter::StoredPresenter(jetstream::Client &client, jetstream::StreamRepository &repository, SubjectTreeModel &tree,
                                 QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_repository(repository)
    , m_tree(tree)
{
    m_timer.setInterval(newerPeriod);
    connect(&m_timer, &QTimer::timeout, &m_model, &StoredModel::checkNewer);
    connect(&m_repository, &jetstream::StreamRepository::changed, this, &StoredPresenter::followStreams);
    connect(&m_repository, &jetstream::StreamRepository::refreshingChanged, this, &StoredPresenter::changed);
    connect(&m_model, &StoredModel::newerChanged, this, &StoredPresenter::changed);
    connect(&m_model, &StoredModel::failed, this, [this](const Error &error) {
        m_error = error;
        emit changed();
    });
    connect(&m_model, &StoredModel::opened, this, [this] {
        m_error.reset();
        emit changed();
        if (const auto wanted = std::exchange(m_pendingSequence, std::nullopt))
            goTo(*wanted > 0 ? *wanted : m_model.bounds().last);
    });
    connect(&m_model, &StoredModel::pageRead, this, [this](const QByteArrayList &subjects) {
        for (const QByteArray &subject : subjects)
            m_tree.addStoredSubject(subject);
    });
}

void StoredPresenter::setActive(bool active)
{
    m_active = active;
    if (!active) {
        m_timer.stop();
        return;
    }
    m_timer.start();
    if (!m_repository.isKnown())
        m_repository.refresh();
    else
        followStreams();
}

void StoredPresenter::setUtc(bool utc)
{
    m_utc = utc;
    m_model.setUtc(utc);
}

StoredPresenter::State StoredPresenter::state() const
{
    if (m_stream.isEmpty()) {
        if (!m_repository.isKnown())
            return m_repository.error() ? State::Failed : State::Loading;
        return State::NoStreams;
    }
    if (!m_model.isOpen())
        return m_error ? State::Failed : State::Reading;
    return m_model.rowCount() == 0 ? State::Empty : State::Ready;
}

QStringList StoredPresenter::streams() const
{
    QStringList names;
    for (const jetstream::StreamInfo &stream : m_repository.streams())
        names << stream.name;
    return names;
}

std::optional<jetstream::StreamInfo> StoredPresenter::streamInfo() const
{
    const jetstream::StreamInfo *info = m_repository.find(m_stream);
    return info ? std::optional(*info) : std::nullopt;
}

// The first stream with messages is opened by itself: a page that only asks "which one?" says nothing.
void StoredPresenter::followStreams()
{
    if (m_repository.error() && m_stream.isEmpty())
        m_error = m_repository.error();
    if (m_active && m_stream.isEmpty()) {
        const jetstream::StreamInfo *best = nullptr;
        for (const jetstream::StreamInfo &stream : m_repository.streams()) {
            if (!best || stream.messages > best->messages)
                best = &stream;
        }
        if (best)
            chooseStream(best->name);
    }
    emit streamsChanged();
    emit changed();
}

void StoredPresenter::chooseStream(const QString &name)
{
    if (name == m_stream)
        return;
    m_stream = name;
    m_error.reset();
    m_choice.next();
    m_jump.next();
    m_pendingSequence = 0;
    m_tree.clearStored();
    m_source = name.isEmpty() ? nullptr : std::make_shared<StreamSource>(m_client, name);
    m_model.setSource(m_source);
    readSubjects();
    emit changed();
}

void StoredPresenter::readSubjects()
{
    if (!m_source)
        return;
    async::deliver(m_source->subjects(), this, [this, source = m_source](const Result<QList<std::pair<QByteArray, quint64>>> &subjects) {
        if (source == m_source && subjects) // too many of them: the tree shows those of the messages read
            m_tree.setStored(*subjects);
    });
}

void StoredPresenter::refresh()
{
    m_repository.refresh();
    m_error.reset();
    m_model.refresh();
    readSubjects();
    emit changed();
}

QString StoredPresenter::summary() const
{
    const StreamBounds &bounds = m_model.bounds();
    if (!m_model.isOpen())
        return {};
    if (m_model.rowCount() == 0)
        return tr("no messages");
    const quint64 span = bounds.last - bounds.first + 1;
    QString text = tr("Sequence %1 to %2, %3 messages")
                       .arg(exactCount(static_cast<qint64>(bounds.first)), exactCount(static_cast<qint64>(bounds.last)),
                            exactCount(static_cast<qint64>(bounds.messages)));
    if (span > bounds.messages)
        text += tr(", %1 deleted between").arg(exactCount(static_cast<qint64>(span - bounds.messages)));
    if (m_model.isPart())
        text += tr("; shown %1 of %2 sequences").arg(exactCount(StoredModel::rowLimit), exactCount(static_cast<qint64>(span)));
    return text;
}

QString StoredPresenter::notice() const
{
    const auto info = streamInfo();
    if (!info)
        return {};
    if (info->retention == jetstream::Retention::WorkQueue)
        return tr("Work queue: looking takes nothing from it");
    return info->retention == jetstream::Retention::Interest ? tr("Interest stream: looking adds no interest") : QString();
}

QString StoredPresenter::holderOf(const QList<QByteArray> &subjects) const
{
    QStringList holders;
    for (const jetstream::StreamInfo &stream : m_repository.streams()) {
        for (const QString &own : stream.subjects) {
            const bool holds = std::any_of(subjects.begin(), subjects.end(),
                                           [&](const QByteArray &each) { return nats::subjects::overlap(own.toUtf8(), each); });
            if (holds && !holders.contains(stream.name))
                holders << stream.name;
        }
    }
    if (holders.isEmpty())
        return {};
    return holders.size() == 1 ? tr("held by stream %1").arg(text::clean(holders.first(), 100))
                               : tr("held by %1 streams").arg(holders.size());
}

FieldState StoredPresenter::judgeJump(const QString &text) const
{
    JumpInput input = parseJump(text, QDateTime::currentMSecsSinceEpoch() * 1'000'000, m_utc);
    if (input.sequence && m_model.isOpen() && m_model.rowCount() > 0 &&
        (*input.sequence < m_model.bounds().first || *input.sequence > m_model.bounds().last)) {
        input.state = {FieldState::Validity::Warning, tr("Outside of the stream: the nearest one is shown")};
    }
    return input.state;
}

void StoredPresenter::jump(const QString &text)
{
    const JumpInput input = parseJump(text, QDateTime::currentMSecsSinceEpoch() * 1'000'000, m_utc);
    if (input.sequence)
        jumpToSequence(*input.sequence);
    if (!input.timeNs || !m_source)
        return;
    const quint64 generation = m_jump.next();
    async::deliver(m_source->sequenceAtTime(*input.timeNs), this, [this, generation](const Result<quint64> &sequence) {
        if (!m_jump.isCurrent(generation))
            return;
        if (sequence)
            goTo(*sequence);
        else
            emit messageFailed(sequence.error());
    });
}

void StoredPresenter::jumpFirst() { goTo(m_model.bounds().first); }

void StoredPresenter::jumpLast()
{
    if (!m_source)
        return;
    if (m_model.newer() == 0) {
        goTo(m_model.bounds().last);
        return;
    }
    m_pendingSequence = 0;
    m_model.refresh();
}

void StoredPresenter::jumpToSequence(quint64 sequence)
{
    if (!m_model.isOpen()) {
        m_pendingSequence = sequence;
        return;
    }
    goTo(sequence);
}

void StoredPresenter::goTo(quint64 sequence)
{
    m_jump.next();
    const int row = m_model.showSequence(sequence);
    if (row >= 0)
        emit rowWanted(row);
}

void StoredPresenter::jumpToNewestOf(const QByteArray &subjectFilter)
{
    if (!m_source)
        return;
    const quint64 generation = m_jump.next();
    async::deliver(m_source->newestOf(subjectFilter), this, [this, generation](const Result<quint64> &sequence) {
        if (!m_jump.isCurrent(generation))
            return;
        if (sequence)
            goTo(*sequence);
        else
            emit messageFailed(sequence.error());
    });
}

void StoredPresenter::choose(int row)
{
    if (!m_source || row < 0 || row >= m_model.rowCount() || m_model.kindAt(row) == RowKind::Deleted)
        return;
    const quint64 generation = m_choice.next();
    async::deliver(m_source->message(m_model.sequenceAt(row)), this, [this, generation](const Result<MessageDetail> &message) {
        if (!m_choice.isCurrent(generation))
            return;
        if (message)
            emit messageRead(*message);
        else
            emit messageFailed(message.error());
    });
}

} // namespace natsdeck::explorer
