#include "models/explorer/json_tree_model.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"

#include <QDateTime>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

constexpr qsizetype shownToken = 4096;

QString cleaned(QByteArrayView token) { return text::clean(token.toByteArray(), shownToken); }

} // namespace

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{}

void JsonTreeModel::setDocument(JsonDocument document)
{
    beginResetModel();
    m_document = std::move(document);
    endResetModel();
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (column != 0 || row < 0 || row >= rowCount(parent))
        return {};
    const int node = parent.isValid() ? m_document.child(nodeOf(parent), row) : 0;
    return createIndex(row, 0, static_cast<quintptr>(node));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const int parent = m_document.nodes[static_cast<std::size_t>(nodeOf(child))].parent;
    if (parent < 0)
        return {};
    return createIndex(m_document.nodes[static_cast<std::size_t>(parent)].row, 0, static_cast<quintptr>(parent));
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_document.isValid())
        return 0;
    return parent.isValid() ? m_document.nodes[static_cast<std::size_t>(nodeOf(parent))].children : 1;
}

int JsonTreeModel::columnCount(const QModelIndex &parent) const
{
    Q_UNUSED(parent)
    return 1;
}

QString JsonTreeModel::keyOf(const JsonNode &node) const
{
    if (node.keyTo <= node.keyFrom + 1)
        return {};
    return cleaned(m_document.token(node.keyFrom + 1, node.keyTo - 1));
}

QString JsonTreeModel::valueOf(const JsonNode &node) const
{
    const QString more = node.cut ? u" …"_s : QString();
    if (node.type == JsonNode::Type::Object)
        return u"{ %1 }"_s.arg(tr("%n key(s)", nullptr, node.children)) + more;
    if (node.type == JsonNode::Type::Array)
        return u"[ %1 ]"_s.arg(tr("%n item(s)", nullptr, node.children)) + more;
    return cleaned(m_document.token(node.from, node.to)) + more;
}

// Numbers that can only be a time of our century, in seconds, milliseconds, microseconds or nanoseconds.
QString JsonTreeModel::noteOf(const JsonNode &node) const
{
    if (node.type != JsonNode::Type::Number)
        return {};
    const QByteArray key = m_document.token(node.keyFrom, node.keyTo).toByteArray().toLower();
    const bool named =
        key.contains("time") || key.contains("_at\"") || key.endsWith("at\"") || key.contains("date") || key.contains("ts\"");
    if (!named)
        return {};
    const QByteArray token = m_document.token(node.from, node.to).toByteArray();
    bool ok = false;
    double seconds = token.toDouble(&ok);
    for (int i = 0; i < 3 && seconds >= 1e11; ++i)
        seconds /= 1000;
    if (!ok || seconds < 978'307'200 || seconds > 4'102'444'800.0)
        return {};
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(seconds * 1000), Qt::UTC);
    return time.toString(u"yyyy-MM-dd HH:mm:ss"_s) + u" UTC"_s;
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const JsonNode &node = m_document.nodes[static_cast<std::size_t>(nodeOf(index))];
    switch (role) {
    case KeyRole:
        return keyOf(node);
    case ValueRole:
        return valueOf(node);
    case TypeRole:
        return static_cast<int>(node.type);
    case NoteRole:
        return noteOf(node);
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return node.keyTo > 0 ? keyOf(node) + u": "_s + valueOf(node) : valueOf(node);
    case CellRole::Copy:
        return QString::fromUtf8(m_document.token(node.from, node.to));
    case CellRole::Kind:
        return static_cast<int>(CellKind::Mono);
    default:
        return {};
    }
}

} // namespace natsdeck::explorer
