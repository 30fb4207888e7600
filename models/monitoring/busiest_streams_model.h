#pragma once

#include "models/monitoring/recorder.h"

#include <QAbstractTableModel>

namespace natsdeck::monitoring {

// The streams with the highest rates, the fullest after them: name, rate, size of limit, messages, consumers. A refresh moves
// rows, it never resets.
class BusiestStreamsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Rate, Size, Messages, Consumers, ColumnCount };
    static constexpr int shown = 8;

    using QAbstractTableModel::QAbstractTableModel;

    void setStreams(const std::vector<StreamsState::Stream> &streams);
    [[nodiscard]] QString nameAt(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QVariant textOf(const StreamsState::Stream &stream, int column) const;

    std::vector<StreamsState::Stream> m_rows;
};

} // namespace natsdeck::monitoring
