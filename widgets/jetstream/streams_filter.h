#pragma once

#include "widgets/common/table_view.h"

namespace natsdeck::ui {

// The streams that are shown: a text in name or subjects, and the kind chosen above the table.
class StreamsFilter final : public SortProxy
{
    Q_OBJECT

public:
    enum class Kind { All, Attention, KeyValue, Objects };

    using SortProxy::SortProxy;

    void setText(const QString &text);
    void setKind(Kind kind);
    [[nodiscard]] bool isFiltering() const { return !m_text.isEmpty() || m_kind != Kind::All; }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_text;
    Kind m_kind = Kind::All;
};

} // namespace natsdeck::ui
