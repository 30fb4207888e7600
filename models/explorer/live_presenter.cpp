#include "models/explorer/live_presenter.h"

#include "models/base/units.h"
#include "models/explorer/subject_tree_model.h"
#include "models/nats/connection.h"

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

constexpr std::size_t subjectsPerTick = 200; // a frame has room for no more
constexpr std::chrono::seconds ratePeriod{1};

QString count(quint64 value) { return exactCount(static_cast<qint64>(value)); }

} // namespace

LivePresenter::LivePresenter(nats::Connection &connection, std::shared_ptr<TapBudget> budget, SubjectTreeModel &tree, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_tree(tree)
    , m_tap(connection, std::move(budget))
{
    m_model.setRing(&m_tap.ring());
    connect(&m_tap, &Tap::ticked, this, &LivePresenter::tick);
    connect(&m_tap, &Tap::figuresChanged, this, &LivePresenter::figuresChanged);
    connect(&m_tap, &Tap::stateChanged, this, &LivePresenter::changed);
    connect(&m_connection, &nats::Connection::statusChanged, this, &LivePresenter::changed);
}

void LivePresenter::tick()
{
    m_model.update();
    feedTree();
}

void LivePresenter::feedTree()
{
    for (const SubjectCounts::Change &change : m_tap.ring().takeSubjects(subjectsPerTick))
        m_tree.setSeen(change.subject, change.count);
    const auto now = std::chrono::steady_clock::now();
    if (now - m_measured < ratePeriod)
        return;
    m_tree.measure(std::chrono::duration<double>(now - m_measured).count());
    m_measured = now;
}

LivePresenter::State LivePresenter::state() const
{
    if (!m_tap.isRunning())
        return State::Stopped;
    if (m_tap.error())
        return State::Refused;
    if (!m_connection.status().isConnected())
        return State::Disconnected;
    return m_tap.isPaused() ? State::Paused : State::Live;
}

QString LivePresenter::stateText() const
{
    switch (state()) {
    case State::Stopped:
        return tr("Stopped");
    case State::Live:
        return tr("Live");
    case State::Paused:
        return tr("Paused");
    case State::Disconnected:
        return tr("Connection lost");
    case State::Refused:
        return tr("Refused");
    }
    return {};
}

std::optional<Error> LivePresenter::error() const
{
    if (auto refused = m_tap.error())
        return refused;
    return state() == State::Disconnected ? m_connection.status().reason : std::nullopt;
}

QList<LivePresenter::Figure> LivePresenter::figures() const
{
    const TapFigures &now = m_tap.figures();
    QList<Figure> list;
    if (m_tap.isRunning())
        list << Figure{
            {}, shortRate(now.messagesPerSecond), tr("%1 per second over the last second").arg(shortBytes(now.bytesPerSecond)), false};
    if (!m_model.isFiltered()) // otherwise "matched x of y" says it
        list << Figure{tr("Received"), count(now.sent()), {}, false};
    list << Figure{tr("Kept"), count(now.counts.kept), {}, false};
    list << Figure{tr("Not kept"), count(now.notKept()),
                   tr("%1 gave way to newer ones, %2 found no room while paused, %3 came faster than this program could take them")
                       .arg(count(now.counts.evicted), count(now.counts.refused), count(now.lostInClient)),
                   now.lostInClient > 0 || now.counts.refused > 0};
    if (now.counts.gaps > 0)
        list << Figure{tr("Gaps"), count(now.counts.gaps), tr("The connection was lost: gaps of unknown size"), true};
    if (m_model.isFiltered()) {
        list << Figure{tr("Matched"), tr("%1 of %2").arg(count(m_model.matched()), count(m_model.examined())), {}, false};
        if (m_model.notExamined() > 0)
            list << Figure{tr("Not examined"), count(m_model.notExamined()),
                           tr("They gave way to newer ones before the filter came to them"), true};
    }
    list << Figure{tr("Memory"),
                   tr("%1 of %2").arg(shortBytes(static_cast<double>(now.memory)), shortBytes(static_cast<double>(now.budget))),
                   {},
                   false};
    return list;
}

QString LivePresenter::arrived() const
{
    const quint64 received = m_tap.figures().counts.received;
    if (!m_tap.isPaused() || received <= m_receivedAtPause)
        return {};
    return tr("%1 since").arg(count(received - m_receivedAtPause));
}

FieldState LivePresenter::setSubjects(const QString &text)
{
    m_subjects = parseSubjects(text);
    emit changed();
    return m_subjects.state;
}

FieldState LivePresenter::setFilter(const QString &text)
{
    ParsedFilter parsed = parseFilter(text);
    if (!parsed.filter) {
        m_filter = {FieldState::Validity::Invalid, tr("Column %1: %2").arg(parsed.column).arg(parsed.reason)};
    } else {
        const int terms = parsed.filter->terms();
        m_filter = terms == 0 ? FieldState()
                              : FieldState{FieldState::Validity::Valid, terms == 1 ? tr("Valid") : tr("Valid, %1 terms").arg(terms)};
        m_model.setFilter(std::move(*parsed.filter));
    }
    emit changed();
    emit figuresChanged();
    return m_filter;
}

void LivePresenter::start()
{
    if (!canStart())
        return;
    setPaused(false);
    m_tree.clearSeen();
    m_measured = std::chrono::steady_clock::now();
    m_tap.start(m_subjects.subjects);
}

void LivePresenter::stop()
{
    m_tap.stop();
    m_tree.measure(1);
}

void LivePresenter::setPaused(bool paused)
{
    if (paused == m_tap.isPaused())
        return;
    m_receivedAtPause = m_tap.measure().counts.received;
    // The ring first: what the view is about to show must not be given up meanwhile.
    m_tap.setPaused(paused);
    m_model.setPaused(paused);
    emit changed();
}

void LivePresenter::clear()
{
    setPaused(false);
    m_tap.clear();
    m_model.setRing(&m_tap.ring());
    m_tree.clearSeen();
    emit changed();
}

} // namespace natsdeck::explorer
