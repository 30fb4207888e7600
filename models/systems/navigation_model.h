#pragma once

#include "models/systems/catalogue_node.h"

#include <QAbstractItemModel>

#include <memory>

namespace natsdeck::systems {

// The navigation tree. setTree() compares by key and inserts, removes, moves and changes rows; it never resets, so that
// selection, expansion and scroll stay.
class NavigationModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    explicit NavigationModel(QObject *parent = nullptr);
    ~NavigationModel() override;

    void setTree(const std::vector<CatalogueNode> &sections);
    [[nodiscard]] QModelIndex indexOf(const QString &key) const; // invalid when there is no such row

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row;
    void apply(Row &parent, const std::vector<CatalogueNode> &wanted);
    QModelIndex indexOf(const Row &row) const;
    const Row *rowAt(const QModelIndex &index) const;

    std::unique_ptr<Row> m_root;
};

} // namespace natsdeck::systems
