#pragma once

#include "models/explorer/json_tree_model.h"
#include "widgets/common/theme.h"

#include <QStyledItemDelegate>
#include <QTreeView>

namespace natsdeck::ui {

// Key in one colour, value in the colour of its type, a note behind it.
class JsonDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit JsonDelegate(const Theme &theme, QObject *parent = nullptr);

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    const Theme &m_theme;
};

// A payload as a tree of its tokens. Opens the first levels as far as they fit; Ctrl+C copies the value as it came.
class JsonView final : public QTreeView
{
    Q_OBJECT

public:
    JsonView(const Theme &theme, explorer::JsonTreeModel &model, QWidget *parent = nullptr);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void openFirstLevels();
    void copy(bool withKey);
};

} // namespace natsdeck::ui
