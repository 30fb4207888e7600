#include "widgets/shell/activity.h"

#include <algorithm>

namespace natsdeck::ui {

int Activity::start(Operation operation)
{
    operation.id = m_next++;
    operation.state = OperationState::Running;
    if (!operation.started.isValid())
        operation.started = QDateTime::currentDateTimeUtc();
    m_operations.insert(m_operations.begin(), std::move(operation));
    for (std::size_t i = m_operations.size(); i-- > 0 && m_operations.size() > kept;) {
        if (m_operations[i].state != OperationState::Running)
            m_operations.erase(m_operations.begin() + static_cast<std::ptrdiff_t>(i));
    }
    emit operationsChanged();
    return m_next - 1;
}

const Operation *Activity::find(int id) const
{
    const auto found = std::find_if(m_operations.begin(), m_operations.end(), [id](const Operation &one) { return one.id == id; });
    return found == m_operations.end() ? nullptr : &*found;
}

void Activity::update(int id, double progress, const QString &detail, const QString &rate, std::optional<std::chrono::seconds> remaining)
{
    auto *operation = const_cast<Operation *>(find(id));
    if (!operation || operation->state != OperationState::Running)
        return;
    operation->progress = progress;
    operation->detail = detail;
    operation->rate = rate;
    operation->remaining = remaining;
    emit operationChanged(id);
}

void Activity::end(int id, OperationState state, const QString &detail)
{
    auto *operation = const_cast<Operation *>(find(id));
    if (!operation || operation->state != OperationState::Running)
        return;
    operation->state = state;
    operation->detail = detail;
    operation->remaining.reset();
    operation->rate.clear();
    operation->cancel = nullptr;
    operation->ended = QDateTime::currentDateTimeUtc();
    const Notification notification{
        operation->ended, state == OperationState::Failed ? Severity::Critical : Severity::Ok, operation->title, detail, {}};
    emit operationsChanged();
    if (state != OperationState::Cancelled)
        notify(notification);
}

void Activity::notify(Notification notification)
{
    if (!notification.time.isValid())
        notification.time = QDateTime::currentDateTimeUtc();
    m_notifications.insert(m_notifications.begin(), notification);
    if (m_notifications.size() > kept)
        m_notifications.pop_back();
    ++m_unread;
    emit notified(notification);
    emit unreadChanged(m_unread);
}

void Activity::clearEnded()
{
    std::erase_if(m_operations, [](const Operation &one) { return one.state != OperationState::Running; });
    emit operationsChanged();
}

void Activity::markRead()
{
    m_unread = 0;
    emit unreadChanged(0);
}

int Activity::running() const
{
    return static_cast<int>(
        std::count_if(m_operations.begin(), m_operations.end(), [](const Operation &one) { return one.state == OperationState::Running; }));
}

} // namespace natsdeck::ui
