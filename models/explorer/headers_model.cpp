#include "models/explorer/headers_model.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"

namespace natsdeck::explorer {

HeadersModel::HeadersModel(QObject *parent)
    : QAbstractTableModel(parent)
{}

void HeadersModel::setHeaders(const HeaderList &headers)
{
    beginResetModel();
    m_headers = headers;
    endResetModel();
}

int HeadersModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : static_cast<int>(m_headers.size()); }

int HeadersModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : 2; }

QVariant HeadersModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_headers.size())
        return {};
    const auto &[name, value] = m_headers.at(index.row());
    const QByteArray &bytes = index.column() == 0 ? name : value;
    switch (role) {
    case Qt::DisplayRole:
        return text::clean(bytes);
    case Qt::ToolTipRole:
        return text::clean(bytes, 4096).toHtmlEscaped();
    case CellRole::Copy:
        return QString::fromUtf8(bytes);
    case CellRole::Kind:
        return static_cast<int>(CellKind::Mono);
    case CellRole::Muted:
        return false;
    default:
        return {};
    }
}

QVariant HeadersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Header") : tr("Value");
}

} // namespace natsdeck::explorer
