#include "models/systems/navigation_model.h"

#include <algorithm>

namespace natsdeck::systems {

struct NavigationModel::Row
{
    CatalogueNode node; // its children are not used
    Row *parent = nullptr;
    std::vector<std::unique_ptr<Row>> children;

    int position() const
    {
        const auto found =
            std::find_if(parent->children.begin(), parent->children.end(), [this](const auto &row) { return row.get() == this; });
        return static_cast<int>(found - parent->children.begin());
    }

    const Row *find(const QString &key) const
    {
        if (node.key == key && parent != nullptr)
            return this;
        for (const auto &child : children) {
            if (const Row *found = child->find(key))
                return found;
        }
        return nullptr;
    }
};

namespace {

CatalogueNode withoutChildren(const CatalogueNode &node)
{
    CatalogueNode own = node;
    own.children.clear();
    return own;
}

} // namespace

NavigationModel::NavigationModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Row>())
{}

NavigationModel::~NavigationModel() = default;

void NavigationModel::setTree(const std::vector<CatalogueNode> &sections) { apply(*m_root, sections); }

// Brings the children of `parent` to `wanted`: first what is gone, then from the top what is new, elsewhere or different.
void NavigationModel::apply(Row &parent, const std::vector<CatalogueNode> &wanted)
{
    const QModelIndex parentIndex = indexOf(parent);
    auto &rows = parent.children;
    for (int i = static_cast<int>(rows.size()) - 1; i >= 0; --i) {
        const QString &key = rows[static_cast<std::size_t>(i)]->node.key;
        if (std::none_of(wanted.begin(), wanted.end(), [&](const CatalogueNode &node) { return node.key == key; })) {
            beginRemoveRows(parentIndex, i, i);
            rows.erase(rows.begin() + i);
            endRemoveRows();
        }
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto from = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(i), rows.end(),
                                       [&](const auto &row) { return row->node.key == wanted[i].key; });
        const int at = static_cast<int>(i);
        if (from == rows.end()) {
            auto row = std::make_unique<Row>();
            row->node = withoutChildren(wanted[i]);
            row->parent = &parent;
            beginInsertRows(parentIndex, at, at);
            rows.insert(rows.begin() + at, std::move(row));
            endInsertRows();
        } else if (const int source = static_cast<int>(from - rows.begin()); source != at) {
            beginMoveRows(parentIndex, source, source, parentIndex, at);
            std::rotate(rows.begin() + at, rows.begin() + source, rows.begin() + source + 1);
            endMoveRows();
        }
        Row &row = *rows[i];
        if (CatalogueNode fresh = withoutChildren(wanted[i]); row.node != fresh) {
            row.node = std::move(fresh);
            const QModelIndex index = indexOf(row);
            emit dataChanged(index, index);
        }
        apply(row, wanted[i].children);
    }
}

QModelIndex NavigationModel::indexOf(const Row &row) const
{
    if (row.parent == nullptr)
        return {};
    return createIndex(row.position(), 0, &row);
}

QModelIndex NavigationModel::indexOf(const QString &key) const
{
    const Row *row = m_root->find(key);
    return row == nullptr ? QModelIndex() : indexOf(*row);
}

const NavigationModel::Row *NavigationModel::rowAt(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<const Row *>(index.constInternalPointer()) : m_root.get();
}

QModelIndex NavigationModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, rowAt(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex NavigationModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    return indexOf(*rowAt(child)->parent);
}

int NavigationModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(rowAt(parent)->children.size());
}

int NavigationModel::columnCount(const QModelIndex &) const { return 1; }

QVariant NavigationModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CatalogueNode &node = rowAt(index)->node;
    switch (role) {
    case Qt::DisplayRole:
        return node.name;
    case Qt::ToolTipRole:
        return node.toolTip.isEmpty() ? QVariant() : node.toolTip.toHtmlEscaped();
    case Qt::AccessibleTextRole:
        return node.statusWord.isEmpty() ? node.name : tr("%1, %2", "system and its state").arg(node.name, node.statusWord);
    case NavigationRole::Kind:
        return int(node.kind);
    case NavigationRole::Status:
        return node.status;
    case NavigationRole::StatusWord:
        return node.statusWord;
    case NavigationRole::Icon:
        return node.icon;
    case NavigationRole::Key:
        return node.key;
    case NavigationRole::Detail:
        return node.detail;
    case NavigationRole::Busy:
        return node.busy;
    default:
        return {};
    }
}

Qt::ItemFlags NavigationModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    return rowAt(index)->node.kind == NavigationKind::Section ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

} // namespace natsdeck::systems
