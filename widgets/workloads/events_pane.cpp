#include "widgets/workloads/events_pane.h"

#include "widgets/common/buttons.h"
#include "widgets/common/form.h"
#include "widgets/workloads/events_strip.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>

using namespace Qt::StringLiterals;
using natsdeck::workloads::EventsPresenter;

namespace natsdeck::ui {

class EventsPane::Filter final : public SortProxy
{
public:
    using SortProxy::SortProxy;

    void setText(const QString &text)
    {
        m_text = text.trimmed();
        invalidateFilter();
    }
    void setWarningsOnly(bool only)
    {
        m_warningsOnly = only;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const auto cell = [&](int column) { return sourceModel()->index(row, column, parent); };
        if (m_warningsOnly && !cell(EventsPresenter::ReasonColumn).data(CellRole::Status).isValid())
            return false;
        for (const int column : {EventsPresenter::ReasonColumn, EventsPresenter::ObjectColumn, EventsPresenter::MessageColumn}) {
            if (m_text.isEmpty() || cell(column).data().toString().contains(m_text, Qt::CaseInsensitive))
                return true;
        }
        return false;
    }

private:
    QString m_text;
    bool m_warningsOnly = false;
};

EventsPane::EventsPane(const Theme &theme, EventsPresenter &presenter, QWidget *parent)
    : SectionPane(theme, presenter, u"kubernetes/events"_s, parent)
    , m_presenter(presenter)
    , m_filter(new Filter(this))
    , m_strip(new EventsStrip(theme, this))
{
    setEmptyState({u"deck-event"_s,
                   tr("No events"),
                   tr("The cluster reports here what it does with the pods, volumes and Services. It forgets after about an hour."),
                   {},
                   {}});
    add(buildBar());
    add(m_strip);
    TableView *table = addTable(presenter.model(), tr("Events"),
                                {{u"59 min ago"_s},
                                 {u"FailedScheduling"_s, 22},
                                 {u"StatefulSet nats-core"_s},
                                 {u"Message"_s, 0, true},
                                 {u"8,888"_s},
                                 {u"kubelet, node-1"_s}},
                                1, m_filter);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] { m_strip->setCurrent(selectedKey()); });
    connect(m_strip, &EventsStrip::activated, this, &EventsPane::select);
}

QWidget *EventsPane::buildBar()
{
    auto *bar = new QWidget(this);
    m_text = filterField(u"deck-filter"_s, tr("Reason, object or message"), bar);
    m_text->setMaximumWidth(280);
    m_kinds = new Segments(tr("Which events"), bar);
    m_kinds->addSegment(tr("All"));
    m_kinds->addSegment(tr("Warnings"));
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme().metrics().l, 10, theme().metrics().m, 2);
    row->setSpacing(theme().metrics().s);
    row->addWidget(m_text, 1);
    row->addWidget(m_kinds);
    row->addStretch(1);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) { m_filter->setText(text); });
    connect(m_kinds, &Segments::currentChanged, this, [this](int index) { m_filter->setWarningsOnly(index == 1); });
    return bar;
}

void EventsPane::updated()
{
    m_strip->setTicks(m_presenter.ticks(), QDateTime::currentDateTimeUtc());
    m_strip->setCurrent(selectedKey());
    m_kinds->setSegmentText(0, tr("All %1").arg(m_presenter.count()));
    m_kinds->setSegmentText(1, tr("Warnings %1").arg(m_presenter.warnings()));
}

void EventsPane::focusFilter()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

} // namespace natsdeck::ui
