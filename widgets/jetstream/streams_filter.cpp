#include "widgets/jetstream/streams_filter.h"

#include "models/base/finding.h"
#include "models/jetstream/streams_model.h"

using natsdeck::jetstream::StreamKind;
using natsdeck::jetstream::StreamsModel;

namespace natsdeck::ui {

void StreamsFilter::setText(const QString &text)
{
    m_text = text.trimmed();
    invalidateFilter();
}

void StreamsFilter::setKind(Kind kind)
{
    m_kind = kind;
    invalidateFilter();
}

bool StreamsFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    const QModelIndex index = sourceModel()->index(row, 0, parent);
    const auto kind = static_cast<StreamKind>(index.data(StreamsModel::KindRole).toInt());
    if (m_kind == Kind::Attention && index.data(StreamsModel::HealthRole).toInt() < static_cast<int>(Severity::Warning))
        return false;
    if ((m_kind == Kind::KeyValue && kind != StreamKind::KeyValue) || (m_kind == Kind::Objects && kind != StreamKind::Objects))
        return false;
    return m_text.isEmpty() || index.data(StreamsModel::NameRole).toString().contains(m_text, Qt::CaseInsensitive) ||
           !index.data(StreamsModel::SubjectsRole).toStringList().filter(m_text, Qt::CaseInsensitive).isEmpty();
}

} // namespace natsdeck::ui
