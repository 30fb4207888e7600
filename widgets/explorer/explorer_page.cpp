#include "widgets/explorer/explorer_page.h"

#include "models/base/text.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/page_states.h"
#include "widgets/common/table_view.h"
#include "widgets/explorer/judged_field.h"
#include "widgets/explorer/live_bar.h"
#include "widgets/explorer/message_detail_pane.h"
#include "widgets/explorer/stored_bar.h"
#include "widgets/explorer/subjects_pane.h"
#include "widgets/explorer/table_anchor.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QSplitter>
#include <QStackedLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::explorer::ExplorerPresenter;
using natsdeck::explorer::LivePresenter;
using natsdeck::explorer::StoredPresenter;
namespace MessageColumn = natsdeck::explorer::MessageColumn;

namespace natsdeck::ui {

namespace {

constexpr int stripHeight = 38;

// A cell of this row that is on screen: a view neither scrolls to a hidden column nor moves on from one.
QModelIndex shownIndex(const TableView *table, int row)
{
    const QHeaderView *header = table->horizontalHeader();
    for (int visual = 0; visual < header->count(); ++visual) {
        if (!header->isSectionHidden(header->logicalIndex(visual)))
            return table->model()->index(row, header->logicalIndex(visual));
    }
    return table->model()->index(row, 0);
}

} // namespace

ExplorerPage::ExplorerPage(const Theme &theme, nats::Connection &connection, jetstream::Client &client, ExplorerPageOptions options,
                           QWidget *parent)
    : Page(theme, u"explorer"_s, parent)
    , m_presenter(connection, client, std::move(options.budget))
{
    m_presenter.payload().setPreviewLimit(options.previewBytes);
    m_presenter.setUtc(options.utc);
    m_subjects = new SubjectsPane(theme, m_presenter, this);
    m_detail = new MessageDetailPane(theme, m_presenter.payload(), this);

    auto *right = new QSplitter(Qt::Vertical);
    right->addWidget(buildMessages());
    right->addWidget(m_detail);
    right->setStretchFactor(0, 5);
    right->setStretchFactor(1, 4);
    right->setChildrenCollapsible(false);
    right->setHandleWidth(1);
    right->setSizes({440, 330});
    auto *whole = new QSplitter(Qt::Horizontal);
    whole->addWidget(m_subjects);
    whole->addWidget(right);
    whole->setStretchFactor(0, 0);
    whole->setStretchFactor(1, 1);
    whole->setChildrenCollapsible(false);
    whole->setHandleWidth(1);
    whole->setSizes({292, 900});
    auto *layout = new QHBoxLayout(content());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(whole);

    connectTables();
    connect(&m_presenter, &ExplorerPresenter::modeChanged, this, &ExplorerPage::updateMode);
    connect(&m_presenter.stored(), &StoredPresenter::changed, this, &ExplorerPage::updateStored);
    connect(&m_presenter.stored(), &StoredPresenter::rowWanted, this, &ExplorerPage::showRow);
    connect(&m_presenter.stored(), &StoredPresenter::messageFailed, this, [this](const Error &error) {
        m_presenter.payload().clear();
        m_detail->setError(error.kind == ErrorKind::NotFound
                               ? tr("This message is not in the stream any more.")
                               : error.summary + (error.detail.isEmpty() ? QString() : u": "_s + error.detail));
    });
    connect(&m_presenter.live(), &LivePresenter::figuresChanged, m_subjects, &SubjectsPane::updateSummary);
    connect(&m_presenter.tree(), &QAbstractItemModel::rowsInserted, m_subjects, &SubjectsPane::updateSummary);
    connect(m_detail, &MessageDetailPane::stepped, this, &ExplorerPage::step);
    setReady();
    updateMode();
    updateStored();
}

ExplorerPage::~ExplorerPage() = default;

QWidget *ExplorerPage::buildBar()
{
    auto *bar = new QWidget(this);
    m_modes = new Segments(tr("Stored or live messages"), bar);
    m_modes->addSegment(tr("Stored"));
    m_modes->addSegment(tr("Live"));
    m_storedBar = new StoredBar(theme(), m_presenter.stored(), bar);
    m_liveBar = new LiveBar(theme(), m_presenter, bar);
    m_bars = new QStackedWidget(bar);
    m_bars->addWidget(m_storedBar);
    m_bars->addWidget(m_liveBar);
    m_bars->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(theme().metrics().l, 10, theme().metrics().l, 4);
    row->setSpacing(theme().metrics().s);
    row->addWidget(m_modes, 0, Qt::AlignTop);
    row->addWidget(m_bars, 1);
    connect(m_modes, &Segments::currentChanged, this,
            [this](int index) { m_presenter.setMode(index == 0 ? ExplorerPresenter::Mode::Stored : ExplorerPresenter::Mode::Live); });
    return bar;
}

TableView *ExplorerPage::buildTable(QAbstractItemModel &model, const QString &name, bool live)
{
    auto *table = new TableView(theme(), name, TableView::Rows::Dense, this);
    table->setModel(&model);
    table->setColumns(
        {{u"88,888,888"_s, 0, false, live}, {u"00:00:00.000"_s}, {u"orders.eu.delivered"_s, 24}, {u"888 KiB"_s}, {u"{}"_s, 0, true}});
    return table;
}

QWidget *ExplorerPage::buildMessages()
{
    auto *pane = new QWidget;
    m_strips = new QStackedWidget(pane);
    m_strips->addWidget(new StoredStrip(theme(), m_presenter.stored(), pane));
    m_strips->addWidget(new LiveStrip(theme(), m_presenter.live(), pane));
    auto *strip = new QFrame(pane);
    strip->setProperty("surface", u"bar"_s);
    strip->setFixedHeight(stripHeight);
    auto *inside = new QVBoxLayout(strip);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->addWidget(m_strips);

    m_storedTable = buildTable(m_presenter.stored().model(), tr("Stored messages"), false);
    m_liveTable = buildTable(m_presenter.live().model(), tr("Live messages"), true);
    auto *stored = new QWidget(pane);
    m_storedStack = new QStackedLayout(stored);
    m_storedStack->setContentsMargins(0, 0, 0, 0);
    m_storedStack->addWidget(m_storedTable);
    m_tables = new QStackedWidget(pane);
    m_tables->addWidget(stored);
    m_tables->addWidget(m_liveTable);

    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(strip);
    column->addWidget(m_tables, 1);
    return pane;
}

void ExplorerPage::connectTables()
{
    m_storedAnchor = new TableAnchor(m_storedTable);
    connect(m_storedAnchor, &TableAnchor::visibleRowsChanged, &m_presenter.stored().model(), &explorer::StoredModel::setVisibleRows);
    connect(&m_presenter.stored().model(), &explorer::StoredModel::opened, m_storedAnchor, &TableAnchor::report);
    new TableAnchor(m_liveTable);
    // Rows that go away take their selection with them, and the view makes a neighbour the current row: nobody chose that one,
    // the message that was chosen stays in the detail. With single selection the view would even select it.
    for (TableView *table : {m_storedTable, m_liveTable}) {
        table->setSelectionMode(QAbstractItemView::ExtendedSelection);
        connect(table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this, table](const QItemSelection &selected) {
            if (table == this->table() && !selected.isEmpty())
                choose(table->currentIndex());
        });
    }
}

TableView *ExplorerPage::table() const { return m_presenter.mode() == ExplorerPresenter::Mode::Stored ? m_storedTable : m_liveTable; }

void ExplorerPage::updateMode()
{
    const int index = m_presenter.mode() == ExplorerPresenter::Mode::Stored ? 0 : 1;
    m_modes->setCurrent(index);
    m_bars->setCurrentIndex(index);
    m_strips->setCurrentIndex(index);
    m_tables->setCurrentIndex(index);
    if (const QModelIndex current = table()->currentIndex(); current.isValid() && table()->selectionModel()->isSelected(current))
        choose(current);
}

// What stands in the place of the stored messages when there are none to show.
void ExplorerPage::updateStored()
{
    StoredPresenter &stored = m_presenter.stored();
    const auto state = stored.state();
    const bool isError = state == StoredPresenter::State::Failed;
    if (!isError && stored.error() && state == StoredPresenter::State::Ready)
        setStale(m_presenter.streams().age(), stored.error()->summary);
    else if (this->state() == State::Stale)
        setReady();
    if (static_cast<int>(state) == m_shownState && !isError)
        return;
    m_shownState = static_cast<int>(state);
    if (m_storedSay)
        m_storedSay->deleteLater();
    m_storedSay = nullptr;
    const auto live = [this] { m_presenter.setMode(ExplorerPresenter::Mode::Live); };
    if (state == StoredPresenter::State::NoStreams) {
        m_storedSay = new EmptyView(theme(), {u"deck-stream"_s, tr("No streams yet"),
                                              tr("Stored messages are shown here as soon as a stream keeps some."),
                                              tr("Look at live messages"), live});
    } else if (state == StoredPresenter::State::Empty) {
        m_storedSay = new EmptyView(theme(), {u"deck-stream"_s, tr("%1 holds no messages").arg(text::clean(stored.stream(), 100)),
                                              tr("Nothing was published to its subjects, or everything was consumed, expired or purged."),
                                              tr("Look at live messages"), live});
    } else if (isError && stored.error()) {
        m_storedSay = new FailedView(theme(), *stored.error(), [this] { refresh(); });
    } else if (state == StoredPresenter::State::Loading || state == StoredPresenter::State::Reading) {
        m_storedSay = new SkeletonView(theme());
    }
    if (m_storedSay)
        m_storedStack->addWidget(m_storedSay);
    m_storedStack->setCurrentWidget(m_storedSay ? m_storedSay : m_storedTable);
}

void ExplorerPage::showRow(int row)
{
    const QModelIndex index = shownIndex(m_storedTable, row);
    m_storedTable->setCurrentIndex(index);
    m_storedTable->scrollTo(index, row == 0 ? QAbstractItemView::PositionAtTop : QAbstractItemView::PositionAtCenter);
    m_storedAnchor->report();
    choose(index); // also when it was the current one already
}

void ExplorerPage::step(int rows)
{
    const QModelIndex current = table()->currentIndex();
    const QModelIndex next = shownIndex(table(), current.isValid() ? current.row() + rows : 0);
    if (next.isValid())
        table()->setCurrentIndex(next);
}

void ExplorerPage::choose(const QModelIndex &current)
{
    m_detail->setCommand({});
    if (current.isValid() && m_presenter.mode() == ExplorerPresenter::Mode::Stored) {
        const quint64 sequence = current.siblingAtColumn(0).data(explorer::MessageRole::Sequence).toULongLong();
        m_detail->setCommand(u"nats stream get %1 %2"_s.arg(text::shellQuoted(m_presenter.stored().stream())).arg(sequence));
    }
    m_presenter.chooseRow(current.isValid() ? current.row() : -1);
}

void ExplorerPage::refresh()
{
    if (m_presenter.mode() == ExplorerPresenter::Mode::Stored)
        m_presenter.stored().refresh();
}

void ExplorerPage::focusFilter()
{
    const bool stored = m_presenter.mode() == ExplorerPresenter::Mode::Stored;
    QLineEdit *edit = (stored ? m_storedBar->jumpField() : m_liveBar->filterField())->edit();
    edit->setFocus(Qt::ShortcutFocusReason);
    edit->selectAll();
}

bool ExplorerPage::closeTopmost()
{
    if (!m_presenter.payload().hasMessage())
        return false;
    table()->clearSelection();
    table()->setCurrentIndex({});
    m_presenter.chooseRow(-1);
    return true;
}

void ExplorerPage::openItem(const QString &item)
{
    if (item.startsWith(u"live/")) {
        m_presenter.setMode(ExplorerPresenter::Mode::Live);
        m_liveBar->tap(item.mid(5));
        return;
    }
    m_presenter.setMode(ExplorerPresenter::Mode::Stored);
    m_presenter.stored().chooseStream(item.section(u'/', 0, 0));
    if (const quint64 sequence = item.section(u'/', 1).toULongLong(); sequence > 0)
        m_presenter.stored().jumpToSequence(sequence);
}

void ExplorerPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void ExplorerPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_presenter.setActive(false);
}

} // namespace natsdeck::ui
