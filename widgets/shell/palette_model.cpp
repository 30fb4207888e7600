#include "widgets/shell/palette_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <map>
#include <optional>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

QString paletteGroupName(PaletteGroup group)
{
    switch (group) {
    case PaletteGroup::Recent:
        return QCoreApplication::translate("Palette", "Recent");
    case PaletteGroup::Streams:
        return QCoreApplication::translate("Palette", "Streams");
    case PaletteGroup::Consumers:
        return QCoreApplication::translate("Palette", "Consumers");
    case PaletteGroup::Subjects:
        return QCoreApplication::translate("Palette", "Subjects");
    case PaletteGroup::Systems:
        return QCoreApplication::translate("Palette", "Systems");
    case PaletteGroup::Pages:
        return QCoreApplication::translate("Palette", "Pages");
    case PaletteGroup::Actions:
        break;
    }
    return QCoreApplication::translate("Palette", "Actions");
}

PaletteModel::PaletteModel(QObject *parent)
    : QAbstractListModel(parent)
{}

void PaletteModel::setSources(std::vector<PaletteSource> sources) { m_sources = std::move(sources); }

void PaletteModel::setQuery(const QString &query)
{
    QString wanted = query.trimmed();
    std::optional<PaletteGroup> only;
    if (wanted.startsWith(u'>'))
        only = PaletteGroup::Actions;
    else if (wanted.startsWith(u':'))
        only = PaletteGroup::Pages;
    else if (wanted.startsWith(u'@'))
        only = PaletteGroup::Systems;
    if (only)
        wanted = wanted.mid(1).trimmed();

    std::map<PaletteGroup, std::vector<Row>> groups;
    for (const PaletteSource &source : m_sources) {
        const QList<PaletteEntry> entries = source(wanted);
        for (const PaletteEntry &entry : entries) {
            if (only && entry.group != *only)
                continue;
            if (entry.group == PaletteGroup::Recent && !wanted.isEmpty())
                continue; // what was typed is found in its own group
            if (std::optional<PaletteMatch> match = paletteMatch(entry.text, wanted))
                groups[entry.group].push_back({false, entry, std::move(*match)});
        }
    }

    beginResetModel();
    m_rows.clear();
    for (auto &[group, rows] : groups) {
        std::stable_sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) { return a.match.rank < b.match.rank; });
        Row caption{true, {}, {}};
        caption.entry.group = group;
        caption.entry.text = paletteGroupName(group);
        const int hidden = static_cast<int>(rows.size()) - perGroup;
        if (hidden > 0 && !only) {
            caption.entry.caption = tr("%n more", nullptr, hidden);
            rows.resize(perGroup);
        }
        m_rows.push_back(caption);
        m_rows.insert(m_rows.end(), rows.begin(), rows.end());
    }
    endResetModel();
}

int PaletteModel::firstEntry() const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (!isCaption(row) && entryAt(row).reason.isEmpty())
            return row;
    }
    return -1;
}

int PaletteModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Row &row = m_rows[static_cast<std::size_t>(index.row())];
    if (role == Qt::DisplayRole)
        return row.entry.text;
    if (role == Qt::AccessibleTextRole) {
        const QString fact = row.entry.reason.isEmpty() ? row.entry.caption : tr("not available: %1").arg(row.entry.reason);
        return fact.isEmpty() ? row.entry.text : QString(row.entry.text + u", "_s + fact);
    }
    return {};
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    if (!index.isValid() || isCaption(index.row()))
        return Qt::NoItemFlags;
    return entryAt(index.row()).reason.isEmpty() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::ItemIsSelectable;
}

} // namespace natsdeck::ui
