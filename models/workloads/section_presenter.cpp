#include "models/workloads/section_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr std::chrono::milliseconds collectFor{30};
constexpr std::chrono::seconds forgiven{5}; // a stream that is made again at once is no news

} // namespace

SectionPresenter::SectionPresenter(const Workload &workload, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
{
    m_timer.setInterval(1000);
    m_soon.setSingleShot(true);
    m_soon.setInterval(collectFor);
    connect(&m_timer, &QTimer::timeout, this, [this] {
        tick();
        emit changed();
    });
    connect(&m_soon, &QTimer::timeout, this, [this] {
        update();
        emit changed();
    });
}

void SectionPresenter::follow(Followed &main)
{
    m_main = &main;
    alsoFollow(main);
}

void SectionPresenter::alsoFollow(Followed &other)
{
    m_followed << &other;
    connect(&other, &Followed::changed, this, &SectionPresenter::updateSoon);
}

void SectionPresenter::updateSoon()
{
    if (m_started && !m_soon.isActive())
        m_soon.start();
}

void SectionPresenter::setActive(bool active)
{
    if (active == m_timer.isActive())
        return;
    if (!active)
        return m_timer.stop();
    m_timer.start();
    if (std::exchange(m_started, true))
        return tick();
    for (Followed *followed : std::as_const(m_followed))
        followed->start();
    start();
    update();
    emit changed();
}

void SectionPresenter::refresh()
{
    for (Followed *followed : std::as_const(m_followed))
        followed->refresh();
}

SectionPresenter::State SectionPresenter::state() const
{
    if (!m_main->isKnown())
        return m_main->error() ? State::Failed : State::Loading;
    if (!m_main->isPolled() && m_main->staleFor() > forgiven)
        return State::Stale;
    return count() == 0 ? State::Empty : State::Ready;
}

std::optional<Error> SectionPresenter::error() const { return m_main->error(); }

std::chrono::milliseconds SectionPresenter::staleFor() const { return m_main->staleFor(); }

QString SectionPresenter::age() const
{
    if (!m_main->isKnown())
        return {};
    if (m_main->isPolled())
        return tr("read every 30 s");
    return m_main->staleFor() > forgiven ? tr("from %1").arg(natsdeck::age(m_main->staleFor())) : tr("live");
}

QStringList SectionPresenter::notices() const
{
    return m_main->isPolled() ? QStringList{notice(m_main->error(), tr("changes are seen every 30 s only"))} : QStringList();
}

Details SectionPresenter::details(const QString &) const { return {}; }

QString SectionPresenter::notice(const std::optional<Error> &error, const QString &consequence)
{
    return error ? tr("%1: %2").arg(text::clean(error->summary), consequence) : QString();
}

QString SectionPresenter::kubectl(const QString &rest) const
{
    return u"kubectl --context %1 -n %2 %3"_s.arg(text::shellQuoted(m_workload.context), text::shellQuoted(m_workload.found.nameSpace),
                                                  rest);
}

} // namespace natsdeck::workloads
