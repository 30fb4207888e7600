#include "widgets/common/page.h"

#include "models/base/units.h"
#include "widgets/common/banner.h"
#include "widgets/common/page_states.h"

#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

namespace natsdeck::ui {

namespace {

constexpr std::chrono::milliseconds skeletonDelay{300};

} // namespace

Page::Page(const Theme &theme, QString pageId, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_pageId(std::move(pageId))
    , m_layout(new QVBoxLayout(this))
    , m_stack(new QStackedLayout)
    , m_blank(new QWidget(this))
    , m_skeleton(new SkeletonView(theme, this))
    , m_content(new QWidget(this))
    , m_skeletonTimer(new QTimer(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addLayout(m_stack, 1);
    for (QWidget *widget : {m_blank, m_skeleton, m_content})
        m_stack->addWidget(widget);
    m_skeletonTimer->setSingleShot(true);
    m_skeletonTimer->setInterval(skeletonDelay);
    connect(m_skeletonTimer, &QTimer::timeout, this, [this] { m_stack->setCurrentWidget(m_skeleton); });
    m_stack->setCurrentWidget(m_blank);
    m_skeletonTimer->start();
}

Page::~Page() = default;

void Page::switchTo(State state, QWidget *widget)
{
    m_skeletonTimer->stop();
    if (m_banner && state != State::Stale) {
        m_banner->deleteLater();
        m_banner = nullptr;
    }
    m_stack->setCurrentWidget(widget);
    if (state == m_state)
        return;
    m_state = state;
    emit stateChanged(state);
}

void Page::setLoading()
{
    const bool hasValues = m_state == State::Ready || m_state == State::Stale;
    if (m_state == State::Loading)
        return;
    if (hasValues) { // old rows stay while new ones are on their way
        m_state = State::Loading;
        emit stateChanged(m_state);
        return;
    }
    switchTo(State::Loading, m_blank);
    m_skeletonTimer->start();
}

QWidget *Page::replace(QWidget *&slot, QWidget *fresh)
{
    if (slot) {
        m_stack->removeWidget(slot);
        slot->deleteLater();
    }
    slot = fresh;
    m_stack->addWidget(fresh);
    return fresh;
}

void Page::setEmpty(const EmptyState &empty) { switchTo(State::Empty, replace(m_empty, new EmptyView(m_theme, empty, this))); }

void Page::setReady() { switchTo(State::Ready, m_content); }

void Page::setStale(std::chrono::milliseconds age, const QString &why)
{
    switchTo(State::Stale, m_content);
    const QString title = tr("Values from %1").arg(natsdeck::age(age));
    if (!m_banner) {
        m_banner = new Banner(m_theme, Status::Warning, title, why, this);
        m_layout->insertWidget(0, m_banner);
        return;
    }
    m_banner->setContent(Status::Warning, title, why);
}

void Page::setFailed(const natsdeck::Error &error, std::function<void()> retry)
{
    switchTo(State::Failed, replace(m_failed, new FailedView(m_theme, error, std::move(retry), this)));
}

void Page::setCount(int count)
{
    if (count == m_count)
        return;
    m_count = count;
    emit countChanged(count);
}

} // namespace natsdeck::ui
