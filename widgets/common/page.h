#pragma once

#include "models/base/error.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <chrono>
#include <functional>

class QStackedLayout;
class QTimer;
class QVBoxLayout;

namespace natsdeck::ui {

class Banner;

// What an empty page says: what would be here, why it is not, and the next step as a button.
struct EmptyState
{
    QString icon; // for tintedIcon()
    QString title;
    QString text;
    QString actionText; // empty = no button
    std::function<void()> action;
};

// The base of every page of an open system, with the five designed states. A subclass puts its layout into content()
// and says in which state it is; texts may come from outside, they are shown as plain text only.
class Page : public QWidget
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, Ready, Stale, Failed };

    Page(const Theme &theme, QString pageId, QWidget *parent = nullptr);
    ~Page() override;

    // Where a subclass sets its layout. Shown in Ready and Stale, and while loading again after that.
    QWidget *content() const { return m_content; }
    State state() const { return m_state; }
    QString pageId() const { return m_pageId; }
    int count() const { return m_count; } // shown in the tab; -1 = no number

    // Rows stay while loading again; a page that never showed anything shows skeletons, after 300 ms.
    void setLoading();
    void setEmpty(const EmptyState &empty);
    void setReady();
    // Keeps the values and puts a banner above them.
    void setStale(std::chrono::milliseconds age, const QString &why);
    // In the place of the content: cause, detail, remedy, Try again (when there is a `retry`).
    void setFailed(const natsdeck::Error &error, std::function<void()> retry);

    virtual void refresh() {}                                     // F5
    virtual void focusFilter() {}                                 // '/'
    virtual QWidget *inspector() { return nullptr; }              // the pane at the right, or none
    virtual QWidget *pageControls() { return nullptr; }           // at the right end of the tab row: time range, pause
    virtual bool closeTopmost() { return false; }                 // Esc; true if something was closed
    virtual void openItem(const QString &item) { Q_UNUSED(item) } // the rest of a target: "streams/ORDERS" → "ORDERS"

signals:
    void stateChanged(natsdeck::ui::Page::State state);
    void countChanged(int count);
    void navigate(const QString &target); // "streams/ORDERS"
    void inspectorChanged();              // another widget, or shown and hidden
    void ageChanged(const QString &text); // "updated 2 s ago", at the right end of the tab row

protected:
    const Theme &theme() const { return m_theme; }
    void setCount(int count);

private:
    void switchTo(State state, QWidget *widget);
    QWidget *replace(QWidget *&slot, QWidget *fresh);

    const Theme &m_theme;
    QString m_pageId;
    State m_state = State::Loading;
    int m_count = -1;
    QVBoxLayout *m_layout;
    QStackedLayout *m_stack;
    QWidget *m_blank;
    QWidget *m_skeleton;
    QWidget *m_content;
    QWidget *m_empty = nullptr;
    QWidget *m_failed = nullptr;
    Banner *m_banner = nullptr;
    QTimer *m_skeletonTimer;
};

} // namespace natsdeck::ui
