#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QLineEdit;
class QSortFilterProxyModel;
class QTreeView;

namespace natsdeck::explorer {
class ExplorerPresenter;
}

namespace natsdeck::ui {

class ElidedLabel;

// The tree of subjects at the left of the Explorer: what the open stream holds and what the tap has seen.
class SubjectsPane final : public QWidget
{
    Q_OBJECT

public:
    SubjectsPane(const Theme &theme, explorer::ExplorerPresenter &presenter, QWidget *parent = nullptr);

    void focusFilter();
    void updateSummary();

private:
    void use(const QModelIndex &index);
    void showMenu(const QPoint &position);
    void filter(const QString &text);

    const Theme &m_theme;
    explorer::ExplorerPresenter &m_presenter;
    QSortFilterProxyModel *m_proxy;
    QTreeView *m_tree;
    QLineEdit *m_filter;
    ElidedLabel *m_summary;
};

} // namespace natsdeck::ui
