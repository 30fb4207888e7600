#include "models/explorer/tap.h"

#include "models/nats/connection.h"

#include <algorithm>

namespace natsdeck::explorer {

using SteadyClock = std::chrono::steady_clock;

Tap::Tap(nats::Connection &connection, std::shared_ptr<TapBudget> budget, QObject *parent)
    : QObject(parent)
    , m_connection(connection)
    , m_budget(std::move(budget))
    , m_ring(std::make_shared<TapRing>(m_budget))
{
    m_timer.setInterval(tick);
    connect(&m_timer, &QTimer::timeout, this, &Tap::look);
}

Tap::~Tap() = default;

void Tap::start(const QList<QByteArray> &subjects)
{
    stop();
    m_ring->restart();
    clear();
    m_subjects = subjects;
    const auto share = static_cast<int>(std::max<qsizetype>(1, subjects.size()));
    nats::SubscribeOptions options;
    options.pendingMessages = std::max(1024, pendingMessages / share);
    options.pendingBytes = std::max(4 * 1024 * 1024, pendingBytes / share);
    options.onInterrupted = [ring = m_ring](quint64 interruptions) { ring->addInterruption(interruptions); };
    for (const QByteArray &subject : subjects) {
        m_subscriptions.push_back(m_connection.subscribe(
            subject, [ring = m_ring](nats::Message &&message) { ring->receive(std::move(message)); }, options));
    }
    m_timer.start();
    emit stateChanged();
}

void Tap::stop()
{
    if (m_subscriptions.empty())
        return;
    m_droppedBefore = dropped();
    m_subscriptions.clear();
    m_timer.stop();
    look();
    updateFigures();
    m_figures.messagesPerSecond = m_figures.bytesPerSecond = 0;
    m_samples.clear();
    emit figuresChanged();
    emit stateChanged();
}

void Tap::setPaused(bool paused)
{
    if (m_paused == paused)
        return;
    m_paused = paused;
    m_ring->setPaused(paused);
    emit stateChanged();
}

void Tap::clear()
{
    m_ring->clear();
    m_droppedAtClear = dropped();
    m_samples.clear();
    updateFigures();
    emit stateChanged();
    emit figuresChanged();
    emit ticked();
}

quint64 Tap::dropped() const
{
    quint64 all = m_droppedBefore;
    for (const auto &subscription : m_subscriptions)
        all += subscription->dropped();
    return all;
}

std::optional<Error> Tap::error() const
{
    for (const auto &subscription : m_subscriptions) {
        if (auto error = subscription->error())
            return error;
    }
    return std::nullopt;
}

void Tap::look()
{
    if (++m_ticks % 6 == 0) {
        updateFigures();
        emit figuresChanged();
    }
    emit ticked();
}

TapFigures Tap::measure() const
{
    TapFigures figures = m_figures;
    figures.counts = m_ring->counts();
    figures.lostInClient = dropped() - m_droppedAtClear;
    figures.memory = m_budget->used();
    figures.budget = m_budget->limit();
    return figures;
}

void Tap::updateFigures()
{
    m_figures = measure();
    const auto now = SteadyClock::now();
    m_samples.push_back({now, m_figures.sent(), m_figures.counts.payloadBytes});
    while (m_samples.size() > 2 && now - m_samples[1].time >= std::chrono::seconds(1))
        m_samples.pop_front();
    const Sample &oldest = m_samples.front();
    const double seconds = std::chrono::duration<double>(now - oldest.time).count();
    m_figures.messagesPerSecond = seconds > 0 ? static_cast<double>(m_figures.sent() - oldest.messages) / seconds : 0;
    m_figures.bytesPerSecond = seconds > 0 ? static_cast<double>(m_figures.counts.payloadBytes - oldest.bytes) / seconds : 0;
}

} // namespace natsdeck::explorer
