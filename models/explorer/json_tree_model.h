#pragma once

#include "models/explorer/json_nodes.h"

#include <QAbstractItemModel>

namespace natsdeck::explorer {

// A JSON payload as a tree of its tokens; one column. The widget paints key and value from the roles.
class JsonTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        KeyRole = Qt::UserRole + 200, // QString without quotes, empty for elements of arrays
        ValueRole,                    // QString: the token, or "{ 9 keys }", "[ 3 items ]"
        TypeRole,                     // int(JsonNode::Type)
        NoteRole                      // QString: muted words after the value: a time behind a number
    };

    explicit JsonTreeModel(QObject *parent = nullptr);

    void setDocument(JsonDocument document); // resets: another payload
    [[nodiscard]] const JsonDocument &document() const { return m_document; }

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    [[nodiscard]] int nodeOf(const QModelIndex &index) const { return static_cast<int>(index.internalId()); }
    [[nodiscard]] QString keyOf(const JsonNode &node) const;
    [[nodiscard]] QString valueOf(const JsonNode &node) const;
    [[nodiscard]] QString noteOf(const JsonNode &node) const;

    JsonDocument m_document;
};

} // namespace natsdeck::explorer
