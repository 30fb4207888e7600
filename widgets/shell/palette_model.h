#pragma once

#include "widgets/shell/palette_entry.h"
#include "widgets/shell/palette_match.h"

#include <QAbstractListModel>

#include <vector>

namespace natsdeck::ui {

// The rows of the palette: captions of groups and the entries that match, the best first within their group.
// A query may start with '>' (actions only), ':' (pages) or '@' (systems).
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    static constexpr int perGroup = 8; // the rest is counted in the caption of the group

    explicit PaletteModel(QObject *parent = nullptr);

    void setSources(std::vector<PaletteSource> sources);
    void setQuery(const QString &query);

    bool isCaption(int row) const { return m_rows[static_cast<std::size_t>(row)].caption; }
    const PaletteEntry &entryAt(int row) const { return m_rows[static_cast<std::size_t>(row)].entry; }
    const PaletteMatch &matchAt(int row) const { return m_rows[static_cast<std::size_t>(row)].match; }
    int firstEntry() const; // row, or -1

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        bool caption = false;
        PaletteEntry entry; // of a caption: text and group
        PaletteMatch match;
    };

    std::vector<PaletteSource> m_sources;
    std::vector<Row> m_rows;
};

} // namespace natsdeck::ui
