#pragma once

#include "models/explorer/message_filter.h"

#include <QAbstractTableModel>

namespace natsdeck::explorer {

// The headers of one message: name and value, cleaned, in their order.
class HeadersModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit HeadersModel(QObject *parent = nullptr);

    void setHeaders(const HeaderList &headers); // resets: another message

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    HeaderList m_headers;
};

} // namespace natsdeck::explorer
