#pragma once

#include "widgets/shell/page_registry.h"
#include "widgets/shell/shell_system.h"

#include <QHash>
#include <QPointer>
#include <QWidget>

#include <memory>

class QFrame;
class QHBoxLayout;
class QSplitter;
class QStackedWidget;

namespace natsdeck::ui {

class Banner;
class ElidedLabel;
class TabRow;

// The middle of the window: tabs, pages, inspector. Pages are made when they are first shown and kept per open system.
class Workspace final : public QWidget
{
    Q_OBJECT

public:
    Workspace(const Theme &theme, const PageRegistry &registry, QWidget *parent = nullptr);
    ~Workspace() override;

    // At the page it was left at, or the first. The system must outlive forget() of it.
    void showSystem(ShellSystem &system);
    void forget(const QString &systemId);                           // its pages are deleted
    bool showPage(const QString &id, const QString &item = {});     // of the shown system; false when there is no such page
    [[nodiscard]] bool isOffered(const PageDescriptor &page) const; // to the shown system
    ShellSystem *system() const { return m_shown ? m_shown->system : nullptr; }
    Page *page() const; // null when no system is shown
    QString pageId() const;
    QWidget *inspector() const { return m_inspector; }
    QSplitter *splitter() const { return m_splitter; }
    TabRow *tabs() const { return m_tabs; }
    void setInspectorFolded(bool folded); // the window is too narrow
    QList<Page *> pages() const;          // made so far, of the shown system

signals:
    void located(const QString &systemId, const QString &page, const QString &item);
    void navigate(const QString &target);
    void pageMade(natsdeck::ui::Page *page);
    void retryRequested(); // of the shown system's link
    void diagnoseRequested();

private:
    struct Opened
    {
        ShellSystem *system = nullptr;
        std::unique_ptr<PageContext> context;
        QHash<QString, Page *> pages;
        QString current;
    };

    Page *pageOf(Opened &opened, const QString &id);
    void bind(Page *page);
    void showTabs();
    void showInspector();
    void showControls();
    void showLink();

    const Theme &m_theme;
    const PageRegistry &m_registry;
    QHash<QString, std::shared_ptr<Opened>> m_opened;
    std::shared_ptr<Opened> m_shown;
    TabRow *m_tabs;
    ElidedLabel *m_age;
    QHBoxLayout *m_controls;
    QFrame *m_linkHost;
    Banner *m_link; // why there is no way in, in the place where one looks
    QStackedWidget *m_stack;
    QSplitter *m_splitter;
    QWidget *m_inspectorHost;
    // Both belong to their page and only visit here; they go back before another one comes.
    QPointer<QWidget> m_inspector;
    QPointer<Page> m_inspectorOwner;
    QPointer<QWidget> m_pageControls;
    QPointer<Page> m_controlsOwner;
    bool m_folded = false;
};

} // namespace natsdeck::ui
