#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace natsdeck::ui {

class ElidedLabel;
class IconLabel;

// How the link runs and as whom; what is running; budgets; the time zone.
class StatusBar final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(const Theme &theme, QWidget *parent = nullptr);

    void setWay(const QString &way, const QString &login); // both empty: "No connection"
    void setRunning(int operations);
    void setBudget(const QString &text); // "Message cache 212 of 512 MiB"
    void setZone(const QString &text);   // "Times in UTC"

signals:
    void activityRequested();

private:
    IconLabel *m_icon;
    ElidedLabel *m_way;
    QPushButton *m_running;
    ElidedLabel *m_right;
    QString m_budget;
    QString m_zone;

    void showRight();
};

} // namespace natsdeck::ui
