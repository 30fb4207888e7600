#pragma once

#include "models/base/finding.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

namespace natsdeck::ui {

enum class OperationState { Running, Done, Failed, Cancelled };

// One long piece of work, as the Activity panel shows it.
struct Operation
{
    int id = 0;
    QString title;        // "Deploying nats to kind-dev"
    QString detail;       // "step 6 of 11: restarting nats-1"
    double progress = -1; // 0 to 1, or -1 when nobody knows
    QString rate;         // "84 MiB/s", may be empty
    std::optional<std::chrono::seconds> remaining;
    OperationState state = OperationState::Running;
    QDateTime started; // UTC
    QDateTime ended;
    std::function<void()> cancel; // none: cannot be cancelled
    std::function<void()> open;   // shows the place of the work, may be empty
};

// Something that happened while nobody may have looked. Errors never vanish by themselves.
struct Notification
{
    QDateTime time; // UTC
    Severity severity = Severity::Info;
    QString title;
    QString text;
    QString target; // where it is, for Page::navigate; may be empty
};

// What runs and what happened: operations stay readable after they ended, until someone clears them. GUI thread.
class Activity final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::size_t kept = 200; // of ended operations and of notifications; older ones leave

    using QObject::QObject;

    int start(Operation operation); // returns its id
    void update(int id, double progress, const QString &detail, const QString &rate = {},
                std::optional<std::chrono::seconds> remaining = {});
    void end(int id, OperationState state, const QString &detail);
    void notify(Notification notification);
    void clearEnded();
    void markRead();

    const std::vector<Operation> &operations() const { return m_operations; } // newest first
    const std::vector<Notification> &notifications() const { return m_notifications; }
    const Operation *find(int id) const;
    int running() const;
    int unread() const { return m_unread; }

signals:
    void operationsChanged();
    void operationChanged(int id);
    void notified(const natsdeck::ui::Notification &notification);
    void unreadChanged(int unread);

private:
    std::vector<Operation> m_operations;
    std::vector<Notification> m_notifications;
    int m_next = 1;
    int m_unread = 0;
};

} // namespace natsdeck::ui
