#include "widgets/common/fact_list.h"

#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QGridLayout>

namespace natsdeck::ui {

namespace {

constexpr int labelWidth = 112;

} // namespace

FactList::FactList(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(theme.metrics().xs);
    m_grid->setVerticalSpacing(theme.metrics().xs + 2);
    m_grid->setColumnMinimumWidth(0, theme.metrics().scaled(labelWidth));
    m_grid->setColumnStretch(2, 1);
}

void FactList::addRow(int index)
{
    Row row{mutedLabel(m_theme, {}, TextRole::Body, this), new Glyph(m_theme, Status::Unknown, 14, this),
            wrappedLabel(m_theme, {}, TextRole::Body, Tone::Normal, this)};
    row.value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_grid->addWidget(row.label, index, 0, Qt::AlignTop);
    m_grid->addWidget(row.glyph, index, 1, Qt::AlignTop);
    m_grid->addWidget(row.value, index, 2);
    m_rows.push_back(row);
}

void FactList::setFacts(const QList<Fact> &facts)
{
    while (m_rows.size() < static_cast<std::size_t>(facts.size()))
        addRow(static_cast<int>(m_rows.size()));
    for (std::size_t i = 0; i < m_rows.size(); ++i) {
        const Row &row = m_rows[i];
        const bool used = i < static_cast<std::size_t>(facts.size());
        row.label->setVisible(used);
        row.value->setVisible(used);
        if (!used) {
            row.glyph->hide();
            continue;
        }
        const Fact &fact = facts[static_cast<qsizetype>(i)];
        if (row.label->text() != fact.label)
            row.label->setText(fact.label);
        if (row.value->text() != fact.value) // setText() would drop the selection
            row.value->setText(fact.value);
        row.value->setFont(m_theme.font(fact.role));
        row.value->setAccessibleName(fact.label);
        row.glyph->setVisible(fact.status.has_value());
        if (fact.status)
            row.glyph->setStatus(*fact.status);
        setPlainToolTip(row.value, fact.exact);
    }
}

} // namespace natsdeck::ui
