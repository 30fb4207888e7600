#pragma once

#include "widgets/common/theme.h"

#include <QPersistentModelIndex>
#include <QWidget>

class QAbstractItemModel;
class QLineEdit;
class QMimeData;
class QSortFilterProxyModel;
class QToolButton;
class QTreeView;

namespace natsdeck::ui {

// The left side: mark, name, "+", filter, and the tree of what can be opened (roles: models/systems/navigation_roles.h).
class NavigationPanel final : public QWidget
{
    Q_OBJECT

public:
    NavigationPanel(const Theme &theme, QAbstractItemModel &model, QWidget *parent = nullptr);

    QString current() const;                    // key of the current row, empty for none
    void setCurrent(const QString &key);        // selects without activating
    QStringList collapsed() const;              // keys of rows that someone closed
    void setCollapsed(const QStringList &keys); // applies to rows that come later, too
    QTreeView *tree() const { return m_tree; }
    QLineEdit *filter() const { return m_filter; }
    QToolButton *addButton() const { return m_add; }
    QSize sizeHint() const override { return {248, 400}; }

signals:
    void activated(const QString &key); // clicked or Enter; arrow keys only select
    void addRequested();
    void contextMenuWanted(const QString &key, const QPoint &globalPosition);
    void collapsedChanged();
    void filesDropped(const QStringList &files); // local ones
    void textDropped(const QString &text);       // dropped, or pasted into the tree

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void addHead();
    void addTree(QAbstractItemModel &model);
    void expandNew(const QModelIndex &parent, int first, int last);
    void activate(const QModelIndex &index);
    bool offer(const QMimeData &what); // false: nothing in it
    QModelIndex find(const QString &key, const QModelIndex &below = {}) const;

    const Theme &m_theme;
    QSortFilterProxyModel *m_proxy;
    QTreeView *m_tree;
    QLineEdit *m_filter;
    QToolButton *m_add;
    QStringList m_collapsed;
};

} // namespace natsdeck::ui
