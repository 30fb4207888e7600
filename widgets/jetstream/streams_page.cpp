#include "widgets/jetstream/streams_page.h"

#include "models/base/units.h"
#include "models/guard/gate.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/form.h"
#include "widgets/common/table_view.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/jetstream/sample_strip.h"
#include "widgets/jetstream/stream_inspector.h"
#include "widgets/jetstream/streams_filter.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QMenu>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::jetstream::StreamKind;
using natsdeck::jetstream::StreamsModel;
using natsdeck::jetstream::StreamsPresenter;

namespace natsdeck::ui {

StreamsPage::StreamsPage(const Theme &theme, jetstream::Client &client, guard::Gate &gate, const QString &systemId, bool samples,
                         QWidget *parent)
    : Page(theme, u"streams"_s, parent)
    , m_repository(client, m_clock)
    , m_presenter(m_repository)
    , m_samples(client, gate, systemId)
    , m_gate(gate)
    , m_offersSamples(samples)
    , m_filter(new StreamsFilter(this))
    , m_inspector(new StreamInspector(theme, m_presenter, this))
{
    m_inspector->hide();
    buildTable();
    m_footer = new TableFooter(theme, this);
    auto *column = new QVBoxLayout(content());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(m_table, 1);
    column->addWidget(new SampleStrip(theme, m_samples, this));
    column->addWidget(m_footer);
    connect(&m_presenter, &StreamsPresenter::changed, this, &StreamsPage::updateState);
    connect(&m_samples, &explorer::SamplePresenter::changed, this, &StreamsPage::updateState);
    connect(&m_samples, &explorer::SamplePresenter::finished, this, &StreamsPage::refresh);
    connect(&m_gate, &guard::Gate::lockChanged, this, &StreamsPage::updateState);
    connect(m_inspector, &StreamInspector::browse, this, [this](const QString &name) { emit navigate(u"explorer/"_s + name); });
    connect(m_inspector, &StreamInspector::closed, this, &StreamsPage::closeTopmost);
    updateState();
}

StreamsPage::~StreamsPage() = default;

QWidget *StreamsPage::buildBar()
{
    auto *bar = new QWidget(this);
    m_text = filterField(u"deck-filter"_s, tr("Name or subject"), bar);
    m_text->setMaximumWidth(280);
    m_kinds = new Segments(tr("Which streams"), bar);
    for (int i = 0; i < 4; ++i)
        m_kinds->addSegment(QString());
    auto *again = iconButton(u"deck-refresh"_s, tr("Refresh"), bar, QKeySequence::Refresh);
    auto *more = iconButton(u"deck-more"_s, tr("More"), bar);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme().metrics().l, 10, theme().metrics().m, 10);
    row->setSpacing(theme().metrics().s);
    row->addWidget(m_text, 1);
    row->addWidget(m_kinds);
    row->addStretch(1);
    row->addWidget(again);
    row->addWidget(more);
    more->setVisible(m_offersSamples);
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter->setText(text);
        updateCounts();
    });
    connect(m_kinds, &Segments::currentChanged, this, [this](int index) {
        m_filter->setKind(static_cast<StreamsFilter::Kind>(index));
        updateCounts();
    });
    connect(again, &QToolButton::clicked, this, &StreamsPage::refresh);
    connect(more, &QToolButton::clicked, this, &StreamsPage::showMenu);
    return bar;
}

void StreamsPage::buildTable()
{
    m_table = new TableView(theme(), tr("Streams"), TableView::Rows::Normal, this);
    m_filter->setSourceModel(&m_presenter.model());
    m_table->setModel(m_filter);
    m_table->setColumns({{u"MODEL_REGISTRY"_s, 26},
                         {u"orders.eu"_s, 0, true},
                         {u"88.8M"_s},
                         {u"888 GiB"_s, 62},
                         {u"88.8k/s"_s, 34},
                         {u"888"_s},
                         {u"nats-0"_s, 34},
                         {u"59 min"_s}});
    m_table->enableSorting(StreamsModel::NameColumn, Qt::AscendingOrder);
    m_table->setRowMenu([this](QMenu &menu, const QModelIndex &row) {
        const QString name = row.data(StreamsModel::NameRole).toString();
        menu.addAction(tintedIcon(u"deck-explorer"_s), tr("Open in Explorer"), this,
                       [this, name] { emit navigate(u"explorer/"_s + name); });
        menu.addAction(tintedIcon(u"deck-terminal"_s), tr("Copy as nats command"), this, [this, name] {
            if (const jetstream::StreamInfo *stream = m_presenter.model().find(name))
                QGuiApplication::clipboard()->setText(m_presenter.command(*stream));
        });
    });
    connect(m_table, &TableView::rowActivated, this,
            [this](const QModelIndex &index) { emit navigate(u"explorer/"_s + index.data(StreamsModel::NameRole).toString()); });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &StreamsPage::updateInspector);
    connect(&m_presenter.model(), &QAbstractItemModel::rowsRemoved, this, &StreamsPage::updateInspector);
}

QString StreamsPage::selectedName() const { return m_table->currentIndex().data(StreamsModel::NameRole).toString(); }

void StreamsPage::updateState()
{
    switch (m_presenter.state()) {
    case StreamsPresenter::State::Loading:
        setLoading();
        break;
    case StreamsPresenter::State::Failed:
        setFailed(*m_presenter.error(), [this] { refresh(); });
        break;
    case StreamsPresenter::State::Stale:
        setStale(m_repository.age(), m_presenter.error() ? m_presenter.error()->summary : tr("No answer since"));
        break;
    case StreamsPresenter::State::Empty: {
        EmptyState empty{u"deck-stream"_s,
                         tr("No streams yet"),
                         tr("Streams keep the messages of the subjects they are given. This account has none."),
                         {},
                         {}};
        if (m_offersSamples && m_samples.isAllowed() && !m_samples.isRunning()) {
            empty.actionText = tr("Add sample data");
            empty.action = [this] { m_samples.add(); };
        } else if (m_offersSamples && !m_samples.isRunning()) {
            empty.text += u' ' + tr("Allow changes in the top bar to add sample data.");
        }
        if (m_samples.isRunning() || m_samples.hasResult())
            setReady(); // the strip says what happens
        else
            setEmpty(empty);
        break;
    }
    case StreamsPresenter::State::Ready:
        setReady();
        break;
    }
    m_presenter.model().setStale(m_presenter.state() == StreamsPresenter::State::Stale);
    setCount(m_presenter.state() == StreamsPresenter::State::Loading || m_presenter.state() == StreamsPresenter::State::Failed
                 ? -1
                 : m_presenter.count());
    updateCounts();
    if (const int row = m_wanted.isEmpty() ? -1 : m_presenter.model().rowOf(m_wanted); row >= 0) {
        m_wanted.clear();
        m_table->setCurrentIndex(m_filter->mapFromSource(m_presenter.model().index(row, 0)));
        m_table->scrollTo(m_table->currentIndex());
    }
    updateInspector();
    updateVisible();
}

void StreamsPage::updateCounts()
{
    m_kinds->setSegmentText(0, tr("All %1").arg(m_presenter.count()));
    m_kinds->setSegmentText(1, tr("Needs attention %1").arg(m_presenter.needAttention()));
    m_kinds->setSegmentText(2, tr("Key-value %1").arg(m_presenter.ofKind(StreamKind::KeyValue)));
    m_kinds->setSegmentText(3, tr("Objects %1").arg(m_presenter.ofKind(StreamKind::Objects)));
    const QString totals = m_presenter.totals();
    m_footer->setTotals(m_filter->isFiltering() ? tr("shown %1 of %2").arg(m_filter->rowCount()).arg(totals) : totals);
    m_footer->setAge(m_presenter.age());
    emit ageChanged(m_presenter.age());
}

// The streams on screen are asked again more often than the rest.
void StreamsPage::updateVisible()
{
    QStringList names;
    const int first = std::max(0, m_table->rowAt(0));
    const int last = m_table->rowAt(m_table->viewport()->height() - 1);
    for (int row = first; row <= (last < 0 ? m_filter->rowCount() - 1 : last); ++row)
        names << m_filter->index(row, 0).data(StreamsModel::NameRole).toString();
    m_presenter.setVisible(names);
}

void StreamsPage::updateInspector()
{
    const jetstream::StreamInfo *stream = m_presenter.model().find(selectedName());
    if (stream)
        m_inspector->show(*stream);
    if ((stream != nullptr) != m_inspectorShown) {
        m_inspectorShown = stream != nullptr;
        emit inspectorChanged();
    }
}

QWidget *StreamsPage::inspector() { return m_inspectorShown ? m_inspector : nullptr; }

bool StreamsPage::closeTopmost()
{
    if (!m_inspectorShown)
        return false;
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    updateInspector();
    return true;
}

bool StreamsPage::hasSamples()
{
    for (const jetstream::StreamInfo &stream : m_repository.streams()) {
        if (explorer::isSampleStream(stream))
            return true;
    }
    return false;
}

void StreamsPage::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *add = menu->addAction(tintedIcon(u"deck-plus"_s), tr("Add sample data"), this, [this] { m_samples.add(); });
    QAction *remove = menu->addAction(tintedIcon(u"deck-trash"_s), tr("Remove sample data…"), this, &StreamsPage::removeSamples);
    add->setEnabled(m_samples.isAllowed() && !m_samples.isRunning());
    remove->setEnabled(m_samples.isAllowed() && !m_samples.isRunning() && hasSamples());
    if (!m_samples.isAllowed())
        menu->addAction(tr("Read-only: allow changes in the top bar first"))->setEnabled(false);
    menu->popup(QCursor::pos());
}

void StreamsPage::removeSamples()
{
    quint64 streams = 0;
    quint64 messages = 0;
    for (const jetstream::StreamInfo &stream : m_repository.streams()) {
        if (explorer::isSampleStream(stream)) {
            ++streams;
            messages += stream.messages;
        }
    }
    Confirmation confirmation;
    confirmation.impact = guard::Impact::Configuration;
    confirmation.title = tr("Remove the sample data?");
    confirmation.text =
        tr("The streams that NatsDeck filled with sample data are deleted with their messages. Other streams are not touched.");
    confirmation.actionText = tr("Remove sample data");
    confirmation.effects = {{tr("Streams"), exactCount(static_cast<qint64>(streams)), {}, false},
                            {tr("Messages"), exactCount(static_cast<qint64>(messages)), {}, false}};
    confirm(theme(), this, confirmation, [this](bool) { m_samples.remove(); });
}

void StreamsPage::refresh() { m_presenter.refresh(); }

void StreamsPage::focusFilter()
{
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void StreamsPage::openItem(const QString &item)
{
    m_wanted = item;
    updateState();
}

void StreamsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void StreamsPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_presenter.setActive(false);
}

} // namespace natsdeck::ui
