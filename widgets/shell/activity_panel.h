#pragma once

#include "models/base/logging.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QHBoxLayout;
class QStackedWidget;
class QTimer;
class QVBoxLayout;

namespace natsdeck::ui {

class Activity;
class LogView;
class TabRow;

// The bottom panel: operations with progress and Cancel, the program's log, notifications.
class ActivityPanel final : public QWidget
{
    Q_OBJECT

public:
    // `log` may be null (tests): then the Log tab is not there.
    ActivityPanel(const Theme &theme, Activity &activity, const logging::Sink *log, QWidget *parent = nullptr);

    void showTab(const QString &id); // "operations", "log", "notifications"

signals:
    void closeRequested();
    void navigate(const QString &target);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeList(QVBoxLayout *&column, const QString &name);
    void rebuildSoon(); // once per turn of the event loop, and only while someone can see it
    void rebuildOperations();
    void rebuildNotifications();
    void updateOperation(int id);
    void readLog();
    QWidget *makeNotification(int index);

    const Theme &m_theme;
    Activity &m_activity;
    const logging::Sink *m_log;
    TabRow *m_tabs;
    QStackedWidget *m_stack;
    QVBoxLayout *m_operations = nullptr;
    QVBoxLayout *m_notifications = nullptr;
    LogView *m_logView = nullptr;
    QTimer *m_logTimer;
    QTimer *m_rebuild;
    quint64 m_lastLine = 0;
};

} // namespace natsdeck::ui
