#pragma once

#include "widgets/common/theme.h"

#include <QTabBar>
#include <QWidget>

class QToolButton;

namespace natsdeck::ui {

// One row of tabs with counts. What does not fit goes into a menu at its end; the active tab is always in view.
class TabRow final : public QWidget
{
    Q_OBJECT

public:
    explicit TabRow(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    int addTab(const QString &id, const QString &title); // returns its index
    void clear();
    void setCount(const QString &id, int count); // -1 = no number
    void setCurrent(const QString &id);
    QString current() const;
    int tabCount() const { return static_cast<int>(m_tabs.size()); }
    QString idAt(int index) const;
    QStringList folded() const; // ids that are in the menu now
    QTabBar *bar() const;
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

signals:
    void currentChanged(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Bar;
    struct Tab
    {
        QString id;
        QString title;
        int count = -1;
        QString text() const;
    };

    void fold();
    void showMenu();
    int indexOf(const QString &id) const;

    std::vector<Tab> m_tabs;
    Bar *m_bar;
    QToolButton *m_more;
    bool m_folding = false;
};

} // namespace natsdeck::ui
