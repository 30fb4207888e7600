#include "models/explorer/subject_tree_model.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"
#include "models/base/units.h"

#include <algorithm>
#include <cmath>
#include <functional>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

struct SubjectTreeModel::Node
{
    QByteArray token; // as it came
    QString shown;    // cleaned
    Node *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<Node>> children; // sorted by token
    quint64 ownSeen = 0;                         // this very subject
    quint64 seen = 0;                            // here and below
    quint64 seenBefore = 0;                      // at the last measure()
    quint64 ownStored = 0;
    quint64 stored = 0;
    double rate = 0;
    bool isSubject = false;
    bool marked = false;
};

SubjectTreeModel::SubjectTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
    , m_root(std::make_unique<Node>())
{}

SubjectTreeModel::~SubjectTreeModel() = default;

SubjectTreeModel::Node *SubjectTreeModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex SubjectTreeModel::indexOf(const Node *node, int column) const
{
    return node == m_root.get() ? QModelIndex() : createIndex(node->row, column, const_cast<Node *>(node));
}

SubjectTreeModel::Node *SubjectTreeModel::childOf(Node *parent, QByteArrayView token, bool create)
{
    auto &children = parent->children;
    const auto at = std::lower_bound(children.begin(), children.end(), token,
                                     [](const auto &child, QByteArrayView wanted) { return QByteArrayView(child->token) < wanted; });
    if (at != children.end() && (*at)->token == token)
        return at->get();
    if (!create)
        return nullptr;
    auto node = std::make_unique<Node>();
    node->token = token.toByteArray();
    node->shown = token.isEmpty() ? tr("(empty)") : text::clean(node->token, 256);
    node->parent = parent;
    const int row = static_cast<int>(at - children.begin());
    beginInsertRows(indexOf(parent), row, row);
    Node *made = node.get();
    children.insert(at, std::move(node));
    for (int i = row; i < static_cast<int>(children.size()); ++i)
        children[static_cast<std::size_t>(i)]->row = i;
    ++m_nodes;
    endInsertRows();
    return made;
}

SubjectTreeModel::Node *SubjectTreeModel::find(QByteArrayView subject)
{
    const QByteArray key = QByteArray::fromRawData(subject.data(), subject.size());
    if (Node *known = m_bySubject.value(key))
        return known;
    const QList<QByteArray> tokens = key.split('.');
    if (m_nodes + tokens.size() > nodeLimit || tokens.size() > depthLimit) {
        if (m_refused.size() < 100'000 && !m_refused.contains(key)) {
            m_refused.insert(subject.toByteArray(), true);
            ++m_notShown;
        }
        return nullptr;
    }
    Node *node = m_root.get();
    for (const QByteArray &token : tokens)
        node = childOf(node, token, true);
    node->isSubject = true;
    ++m_subjects;
    m_bySubject.insert(subject.toByteArray(), node);
    return node;
}

void SubjectTreeModel::mark(Node *node)
{
    for (; node != m_root.get() && !node->marked; node = node->parent) {
        node->marked = true;
        m_marked.push_back(node);
    }
}

void SubjectTreeModel::setSeen(QByteArrayView subject, quint64 count)
{
    Node *leaf = find(subject);
    if (!leaf || count <= leaf->ownSeen)
        return;
    const quint64 more = count - leaf->ownSeen;
    leaf->ownSeen = count;
    for (Node *node = leaf; node; node = node->parent)
        node->seen += more;
    mark(leaf);
}

void SubjectTreeModel::setStored(const QList<std::pair<QByteArray, quint64>> &subjects)
{
    forEach(m_root.get(), [this](Node &node) {
        if (node.stored > 0)
            mark(&node);
        node.stored = node.ownStored = 0;
    });
    for (const auto &[subject, count] : subjects) {
        Node *leaf = find(subject);
        if (!leaf)
            continue;
        leaf->ownStored = count;
        for (Node *node = leaf; node; node = node->parent)
            node->stored += count;
        mark(leaf);
    }
    prune();
    publish();
}

void SubjectTreeModel::addStoredSubject(QByteArrayView subject) { static_cast<void>(find(subject)); }

void SubjectTreeModel::clearStored() { setStored({}); }

void SubjectTreeModel::clearSeen()
{
    forEach(m_root.get(), [this](Node &node) {
        if (node.seen > 0)
            mark(&node);
        node.seen = node.ownSeen = node.seenBefore = 0;
        node.rate = 0;
    });
    prune();
    publish();
}

void SubjectTreeModel::measure(double seconds)
{
    if (seconds <= 0)
        return;
    forEach(m_root.get(), [&](Node &node) {
        const double rate = static_cast<double>(node.seen - node.seenBefore) / seconds;
        node.seenBefore = node.seen;
        if (std::abs(rate - node.rate) > 1e-9) {
            node.rate = rate;
            mark(&node);
        }
    });
    publish();
}

void SubjectTreeModel::forEach(Node *node, const std::function<void(Node &)> &visit)
{
    visit(*node);
    for (const auto &child : node->children)
        forEach(child.get(), visit);
}

// Takes away what neither the stream nor the tap shows any more.
void SubjectTreeModel::prune()
{
    m_refused.clear();
    m_notShown = 0;
    const auto isGone = [](const Node *node) { return node->seen == 0 && node->stored == 0; };
    m_bySubject.removeIf([&](const auto &entry) { return isGone(entry.value()); });
    std::erase_if(m_marked, isGone);
    m_subjects = static_cast<int>(m_bySubject.size());
    pruneBelow(m_root.get());
}

void SubjectTreeModel::pruneBelow(Node *node)
{
    auto &children = node->children;
    for (int row = static_cast<int>(children.size()) - 1; row >= 0; --row) {
        Node *child = children[static_cast<std::size_t>(row)].get();
        if (child->seen > 0 || child->stored > 0) {
            pruneBelow(child);
            continue;
        }
        int removed = 0;
        forEach(child, [&removed](Node &) { ++removed; });
        beginRemoveRows(indexOf(node), row, row);
        m_nodes -= removed;
        children.erase(children.begin() + row);
        for (int i = row; i < static_cast<int>(children.size()); ++i)
            children[static_cast<std::size_t>(i)]->row = i;
        endRemoveRows();
    }
}

// One signal for each parent, from its first to its last changed child.
void SubjectTreeModel::publish()
{
    QHash<Node *, std::pair<int, int>> ranges;
    for (Node *node : m_marked) {
        node->marked = false;
        auto range = ranges.find(node->parent);
        if (range == ranges.end())
            range = ranges.insert(node->parent, {node->row, node->row});
        range->first = std::min(range->first, node->row);
        range->second = std::max(range->second, node->row);
    }
    m_marked.clear();
    for (auto it = ranges.cbegin(); it != ranges.cend(); ++it) {
        const QModelIndex parent = indexOf(it.key());
        emit dataChanged(index(it->first, StoredColumn, parent), index(it->second, RateColumn, parent), {Qt::DisplayRole});
    }
}

QModelIndex SubjectTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (row < 0 || column < 0 || column >= ColumnCount || row >= rowCount(parent))
        return {};
    return createIndex(row, column, nodeOf(parent)->children[static_cast<std::size_t>(row)].get());
}

QModelIndex SubjectTreeModel::parent(const QModelIndex &child) const
{
    return child.isValid() ? indexOf(nodeOf(child)->parent) : QModelIndex();
}

int SubjectTreeModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int SubjectTreeModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return ColumnCount;
}

QVariant SubjectTreeModel::display(const Node &node, int column) const
{
    switch (column) {
    case SubjectColumn:
        return node.shown;
    case StoredColumn:
        return node.stored > 0 ? shortCount(static_cast<double>(node.stored)) : u"–"_s;
    default:
        if (node.seen == 0)
            return u"–"_s;
        return node.rate > 0 ? shortRate(node.rate) : tr("idle");
    }
}

QVariant SubjectTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Node &node = *nodeOf(index);
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return display(node, column);
    case CellRole::Kind:
        if (column == SubjectColumn)
            return static_cast<int>(CellKind::Mono);
        return static_cast<int>(CellKind::Number);
    case CellRole::Muted:
        return column == StoredColumn ? node.stored == 0 : column == RateColumn && node.rate <= 0;
    case CellRole::Sort:
        return column == SubjectColumn ? QVariant(node.shown) : column == StoredColumn ? QVariant(node.stored) : QVariant(node.rate);
    case CellRole::Copy:
        return column == SubjectColumn ? QVariant(node.shown) : QVariant();
    case Qt::TextAlignmentRole:
        return column == SubjectColumn ? QVariant() : QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::ToolTipRole: {
        if (column == SubjectColumn)
            return text::clean(index.data(PathRole).toByteArray()).toHtmlEscaped();
        if (column == StoredColumn)
            return tr("%1 stored in the open stream").arg(exactCount(static_cast<qint64>(node.stored)));
        return tr("%1 seen live").arg(exactCount(static_cast<qint64>(node.seen)));
    }
    case PathRole: {
        QByteArray path = node.token;
        for (const Node *up = node.parent; up && up != m_root.get(); up = up->parent)
            path.prepend('.').prepend(up->token);
        return path;
    }
    case LeafRole:
        return node.children.empty();
    case SeenRole:
        return node.seen;
    default:
        return {};
    }
}

QVariant SubjectTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((section == SubjectColumn ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SubjectColumn:
        return tr("Subject");
    case StoredColumn:
        return tr("Stored");
    default:
        return tr("Rate");
    }
}

} // namespace natsdeck::explorer
