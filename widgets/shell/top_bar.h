#pragma once

#include "widgets/shell/shell_system.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QMenu;
class QPushButton;
class QToolButton;

namespace natsdeck::ui {

class LinkStateButton;
class Pill;

// Sidebar switch, breadcrumb, environment, state of the link, lock, command field, notifications, menu.
class TopBar final : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(const Theme &theme, QWidget *parent = nullptr);

    void showFacts(const ShellFacts &facts);
    void showNothing(); // no system is open
    void setUnread(int count);
    void setMenu(QMenu *menu);
    QToolButton *sidebarButton() const { return m_sidebar; }
    QToolButton *lockButton() const { return m_lock; }
    QPushButton *commandField() const { return m_command; }

signals:
    void sidebarToggled();
    void lockRequested(bool locked); // what the person wants; the button shows what holds
    void commandRequested();
    void notificationsRequested();
    void retryRequested();
    void diagnoseRequested();
    void certificateCheckRequested(); // where it was switched off for this system

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showBreadcrumb(const QStringList &parts);
    void showLock(bool locked);
    void showLinkMenu();

    const Theme &m_theme;
    QToolButton *m_sidebar;
    QHBoxLayout *m_crumbs;
    QStringList m_parts;
    Pill *m_environment;
    LinkStateButton *m_link;
    QToolButton *m_lock;
    QPushButton *m_command;
    QToolButton *m_bell;
    QToolButton *m_menu;
    bool m_locked = true;
    bool m_linkFailed = false;
    bool m_unverified = false;
};

} // namespace natsdeck::ui
