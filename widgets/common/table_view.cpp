#include "widgets/common/table_view.h"

#include "models/base/cell_roles.h"
#include "widgets/common/cell_delegate.h"
#include "widgets/common/labels.h"
#include "widgets/common/tinted_icon.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

SortProxy::SortProxy(QObject *parent)
    : QSortFilterProxyModel(parent)
{
    setDynamicSortFilter(false);
    setSortCaseSensitivity(Qt::CaseInsensitive);
}

bool SortProxy::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const auto keyOf = [](const QModelIndex &index) {
        const QVariant key = index.data(CellRole::Sort);
        return key.isValid() ? key : index.data();
    };
    const QVariant a = keyOf(left);
    const QVariant b = keyOf(right);
    if (a.typeId() == QMetaType::QString || b.typeId() == QMetaType::QString)
        return QString::compare(a.toString(), b.toString(), Qt::CaseInsensitive) < 0;
    return QVariant::compare(a, b) == QPartialOrdering::Less;
}

TableView::TableView(const Theme &theme, const QString &accessibleName, Rows rows, QWidget *parent)
    : QTableView(parent)
    , m_theme(theme)
    , m_rows(rows)
{
    setAccessibleName(accessibleName);
    setItemDelegate(new CellDelegate(theme, this));
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setMouseTracking(true);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);

    QHeaderView *header = horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionsMovable(true);
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setMinimumSectionSize(36);
    header->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(header, &QHeaderView::customContextMenuRequested, this, &TableView::showColumnMenu);
    connect(header, &QHeaderView::sectionMoved, this, &TableView::columnsChanged);
    connect(header, &QHeaderView::sectionResized, this, &TableView::columnsChanged);
    connect(this, &QTableView::activated, this, &TableView::rowActivated);
    connect(&theme, &Theme::changed, this, &TableView::applyMetrics);
    applyMetrics();
}

void TableView::applyMetrics()
{
    const int line = static_cast<int>(QFontMetricsF(m_theme.font(TextRole::Body)).height());
    const int height = m_rows == Rows::Dense ? std::max(26, line + 8) : m_theme.metrics().rowHeight;
    verticalHeader()->setMinimumSectionSize(height);
    verticalHeader()->setDefaultSectionSize(height);
    viewport()->update();
}

void TableView::setColumns(const std::vector<TableColumn> &columns)
{
    m_columns = columns;
    QHeaderView *header = horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::Interactive);
    for (int column = 0; column < static_cast<int>(columns.size()); ++column) {
        header->resizeSection(column, naturalWidth(column));
        setColumnHidden(column, columns[static_cast<std::size_t>(column)].hidden);
    }
    fillWidth();
}

int TableView::naturalWidth(int column) const
{
    const TableColumn &wanted = m_columns[static_cast<std::size_t>(column)];
    const QFontMetrics strong(m_theme.font(TextRole::Strong));
    const QFontMetrics mono(m_theme.font(TextRole::Mono));
    const QFontMetrics caption(m_theme.font(TextRole::Caption));
    const QString title = model() ? model()->headerData(column, Qt::Horizontal).toString() : QString();
    const int text = std::max(strong.horizontalAdvance(wanted.widest), mono.horizontalAdvance(wanted.widest));
    return std::max(text + m_theme.metrics().scaled(wanted.extra), caption.horizontalAdvance(title) + 16) + 20;
}

// The stretching column takes what is left, but is never narrower than its content: QHeaderView::Stretch would be.
void TableView::fillWidth()
{
    int others = 0;
    int stretching = -1;
    for (int column = 0; column < static_cast<int>(m_columns.size()); ++column) {
        if (m_columns[static_cast<std::size_t>(column)].stretch)
            stretching = column;
        else
            others += isColumnHidden(column) ? 0 : columnWidth(column);
    }
    if (stretching >= 0 && !isColumnHidden(stretching))
        setColumnWidth(stretching, std::max(naturalWidth(stretching), viewport()->width() - others));
}

void TableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fillWidth();
}

void TableView::enableSorting(int column, Qt::SortOrder order)
{
    horizontalHeader()->setSortIndicator(column, order);
    setSortingEnabled(true);
}

QByteArray TableView::saveColumns() const { return horizontalHeader()->saveState(); }

bool TableView::restoreColumns(const QByteArray &state)
{
    if (state.isEmpty() || !model())
        return false;
    const int before = horizontalHeader()->count();
    const QByteArray fallback = horizontalHeader()->saveState();
    if (horizontalHeader()->restoreState(state) && horizontalHeader()->count() == before)
        return true;
    horizontalHeader()->restoreState(fallback);
    return false;
}

QString TableView::selectedText() const
{
    if (!model() || !selectionModel())
        return {};
    QModelIndexList rows = selectionModel()->selectedRows();
    if (rows.isEmpty() && currentIndex().isValid())
        rows << currentIndex();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int visual = 0; visual < horizontalHeader()->count(); ++visual) {
            const int column = horizontalHeader()->logicalIndex(visual);
            if (isColumnHidden(column))
                continue;
            const QModelIndex cell = row.siblingAtColumn(column);
            const QVariant copy = cell.data(CellRole::Copy);
            cells << (copy.isValid() ? copy.toString() : cell.data().toString());
        }
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

void TableView::copySelection() const
{
    if (const QString text = selectedText(); !text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void TableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        event->accept();
        return;
    }
    // Type-ahead would take the keys of the page.
    if (event->text() == u"/" || event->text() == u"?") {
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

void TableView::contextMenuEvent(QContextMenuEvent *event)
{
    const QModelIndex index = event->reason() == QContextMenuEvent::Keyboard ? currentIndex() : indexAt(event->pos());
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_rowMenu)
        m_rowMenu(*menu, index);
    if (!menu->isEmpty())
        menu->addSeparator();
    QAction *copy = menu->addAction(tintedIcon(u"deck-copy"_s), tr("Copy row"), this, &TableView::copySelection);
    copy->setShortcut(QKeySequence::Copy);
    menu->popup(event->reason() == QContextMenuEvent::Keyboard ? viewport()->mapToGlobal(visualRect(index).bottomLeft())
                                                               : event->globalPos());
}

void TableView::showColumnMenu(const QPoint &position)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const int clicked = horizontalHeader()->logicalIndexAt(position);
    if (clicked >= 0)
        menu->addAction(tr("Fit column to its content"), this, [this, clicked] { resizeColumnToContents(clicked); });
    menu->addAction(tr("Original columns"), this, [this] {
        for (int column = 0; column < horizontalHeader()->count(); ++column)
            horizontalHeader()->moveSection(horizontalHeader()->visualIndex(column), column);
        setColumns(m_columns);
        emit columnsChanged();
    });
    menu->addSeparator();
    for (int column = 1; column < horizontalHeader()->count(); ++column) { // the first one names the row
        QAction *action = menu->addAction(model()->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            setColumnHidden(column, !shown);
            fillWidth();
            emit columnsChanged();
        });
    }
    menu->popup(horizontalHeader()->mapToGlobal(position));
}

TableFooter::TableFooter(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_totals(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_age(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
{
    m_age->setProperty("tone", u"muted"_s);
    m_age->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, 6, theme.metrics().m, 6);
    row->addWidget(m_totals, 1);
    row->addWidget(m_age);
}

void TableFooter::setTotals(const QString &text) { m_totals->setText(text); }

void TableFooter::setAge(const QString &text) { m_age->setText(text); }

} // namespace natsdeck::ui
