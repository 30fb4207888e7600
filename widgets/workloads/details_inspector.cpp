#include "widgets/workloads/details_inspector.h"

#include "widgets/common/buttons.h"
#include "widgets/common/capacity_bar.h"
#include "widgets/common/card.h"
#include "widgets/common/fact_list.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

DetailsInspector::DetailsInspector(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(buildBody(), 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(buildActions());
}

QWidget *DetailsInspector::buildHead()
{
    auto *head = new QWidget(this);
    m_icon = new IconLabel(m_theme, u"deck-server"_s, 18, head, QPalette::Link);
    m_name = new ElidedLabel(m_theme, {}, TextRole::Title, Qt::ElideMiddle, head);
    m_pill = new Pill(m_theme, {}, head);
    auto *close = iconButton(u"deck-close"_s, tr("Close the inspector"), head, Qt::Key_Escape);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(m_theme.metrics().l, 14, m_theme.metrics().s, m_theme.metrics().s);
    row->setSpacing(m_theme.metrics().s);
    row->addWidget(m_icon);
    row->addWidget(m_name, 1);
    row->addWidget(m_pill);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &DetailsInspector::closed);
    return head;
}

QWidget *DetailsInspector::buildBody()
{
    auto *inside = new QWidget;
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(m_theme.metrics().l, m_theme.metrics().m, m_theme.metrics().l, m_theme.metrics().m);
    m_column->setSpacing(m_theme.metrics().s);
    m_capacity = new CapacityBar(m_theme, inside);
    m_capacityText = wrappedLabel(m_theme, {}, TextRole::Caption, Tone::Muted, inside);
    m_column->addWidget(m_capacity);
    m_column->addWidget(m_capacityText);
    m_column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    inside->setAutoFillBackground(false); // the surface below shows through
    scroll->viewport()->setAutoFillBackground(false);
    return scroll;
}

QWidget *DetailsInspector::buildActions()
{
    auto *actions = new QWidget(this);
    auto *copy = pushButton(u"deck-terminal"_s, tr("Copy command"), ButtonVariant::Normal, actions);
    auto *row = new QHBoxLayout(actions);
    row->setContentsMargins(m_theme.metrics().l, 10, m_theme.metrics().l, 10);
    row->setSpacing(m_theme.metrics().s);
    m_actions = new QHBoxLayout;
    m_actions->setSpacing(m_theme.metrics().s);
    row->addLayout(m_actions);
    row->addWidget(copy);
    row->addStretch(1);
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_command); });
    setPlainToolTip(copy, tr("kubectl that shows the same, for a terminal"));
    return actions;
}

void DetailsInspector::show(const workloads::Details &details)
{
    m_command = details.command;
    m_icon->setIcon(details.icon);
    m_name->setText(details.title);
    m_pill->setVisible(!details.word.isEmpty());
    m_pill->setContent({details.word, details.severity ? statusOf(*details.severity) : Status::Unknown, {}});
    m_capacity->setVisible(details.capacity.has_value());
    m_capacityText->setVisible(details.capacity.has_value());
    if (details.capacity)
        m_capacity->setCapacity(*details.capacity);
    m_capacityText->setText(details.capacityText);
    while (m_groups.size() < static_cast<std::size_t>(details.groups.size())) {
        QWidget *inside = m_column->parentWidget();
        const Group group{plainLabel(m_theme, {}, TextRole::Strong, inside), new FactList(m_theme, inside)};
        m_column->insertWidget(m_column->count() - 1, group.title);
        m_column->insertWidget(m_column->count() - 1, group.facts);
        m_groups.push_back(group);
    }
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const workloads::Details::Group group = details.groups.value(static_cast<qsizetype>(i));
        QList<FactList::Fact> facts;
        for (const workloads::Details::Fact &fact : group.facts)
            facts << FactList::Fact{fact.label, fact.value, fact.mono ? TextRole::Mono : TextRole::Body,
                                    fact.severity ? std::optional(statusOf(*fact.severity)) : std::nullopt, fact.exact};
        m_groups[i].title->setText(group.title);
        m_groups[i].title->setVisible(!group.title.isEmpty());
        m_groups[i].facts->setFacts(facts);
        m_groups[i].facts->setVisible(!facts.isEmpty());
    }
}

} // namespace natsdeck::ui
