#include "widgets/explorer/subjects_pane.h"

#include "models/explorer/explorer_presenter.h"
#include "widgets/common/card.h"
#include "widgets/common/cell_delegate.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/common/tinted_icon.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::explorer::SubjectTreeModel;

namespace natsdeck::ui {

SubjectsPane::SubjectsPane(const Theme &theme, explorer::ExplorerPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_proxy(new QSortFilterProxyModel(this))
    , m_tree(new QTreeView(this))
    , m_filter(filterField(u"deck-filter"_s, tr("Filter subjects"), this))
    , m_summary(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
{
    m_proxy->setSourceModel(&presenter.tree());
    m_proxy->setRecursiveFilteringEnabled(true);
    m_proxy->setAutoAcceptChildRows(true);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setDynamicSortFilter(false);
    m_tree->setModel(m_proxy);
    auto *delegate = new CellDelegate(theme, m_tree);
    delegate->setRowHeight(26);
    m_tree->setItemDelegate(delegate);
    m_tree->setAccessibleName(tr("Subjects"));
    m_tree->setUniformRowHeights(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setMouseTracking(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QHeaderView *header = m_tree->header();
    header->setStretchLastSection(false);
    header->setSectionsMovable(false);
    header->setSectionResizeMode(SubjectTreeModel::SubjectColumn, QHeaderView::Stretch);
    const QFontMetrics metrics(theme.font(TextRole::Body));
    for (const int column : {int(SubjectTreeModel::StoredColumn), int(SubjectTreeModel::RateColumn)}) {
        header->setSectionResizeMode(column, QHeaderView::Fixed);
        header->resizeSection(column, metrics.horizontalAdvance(u"88.8k/s"_s) + 22);
    }
    const Metrics &space = theme.metrics();
    auto *top = new QVBoxLayout;
    top->setContentsMargins(space.l, 10, space.l, 8);
    top->addWidget(m_filter);
    auto *bottom = new QVBoxLayout;
    bottom->setContentsMargins(space.l, 5, space.l, 5);
    bottom->addWidget(m_summary);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(m_tree, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addLayout(bottom);

    connect(m_filter, &QLineEdit::textChanged, this, &SubjectsPane::filter);
    connect(m_tree, &QTreeView::activated, this, &SubjectsPane::use);
    connect(m_tree, &QTreeView::customContextMenuRequested, this, &SubjectsPane::showMenu);
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &at) {
        if (!at.isValid() && m_proxy->rowCount() == 1)
            m_tree->expand(m_proxy->index(0, 0)); // one root says nothing by itself
        updateSummary();
    });
    connect(m_proxy, &QAbstractItemModel::rowsRemoved, this, &SubjectsPane::updateSummary);
    updateSummary();
}

void SubjectsPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void SubjectsPane::updateSummary() { m_summary->setText(m_presenter.treeSummary()); }

void SubjectsPane::filter(const QString &text)
{
    m_proxy->setFilterFixedString(text);
    if (!text.isEmpty())
        m_tree->expandToDepth(4);
}

void SubjectsPane::use(const QModelIndex &index)
{
    m_presenter.useSubject(index.siblingAtColumn(0).data(SubjectTreeModel::PathRole).toByteArray(),
                           index.siblingAtColumn(0).data(SubjectTreeModel::LeafRole).toBool());
}

void SubjectsPane::showMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position).siblingAtColumn(0);
    if (!index.isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool live = m_presenter.mode() == explorer::ExplorerPresenter::Mode::Live;
    menu->addAction(tintedIcon(live ? u"deck-record"_s : u"deck-last"_s), live ? tr("Tap this subject") : tr("Show its newest message"),
                    this, [this, at = QPersistentModelIndex(index)] { use(at); });
    menu->addSeparator();
    menu->addAction(tintedIcon(u"deck-copy"_s), tr("Copy subject"), this, [path = index.data(SubjectTreeModel::PathRole).toByteArray()] {
        QGuiApplication::clipboard()->setText(QString::fromUtf8(path));
    });
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace natsdeck::ui
