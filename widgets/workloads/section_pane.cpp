#include "widgets/workloads/section_pane.h"

#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/workloads/details_inspector.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::workloads::RowsModel;
using natsdeck::workloads::SectionPresenter;

namespace natsdeck::ui {

SectionPane::SectionPane(const Theme &theme, SectionPresenter &presenter, const QString &id, QWidget *parent)
    : Page(theme, id, parent)
    , m_presenter(presenter)
    , m_inspector(new DetailsInspector(theme, this))
    , m_notices(new QVBoxLayout)
    , m_footer(new TableFooter(theme, this))
{
    m_inspector->hide();
    m_column = new QVBoxLayout(content());
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(0);
    m_notices->setSpacing(theme.metrics().xs);
    m_column->addLayout(m_notices);
    m_column->addWidget(m_footer);
    connect(&m_presenter, &SectionPresenter::changed, this, &SectionPane::update);
    connect(m_inspector, &DetailsInspector::closed, this, &SectionPane::closeTopmost);
}

void SectionPane::add(QWidget *widget, int stretch) { m_column->insertWidget(m_column->count() - 1, widget, stretch); }

TableView *SectionPane::addTable(RowsModel &model, const QString &name, const std::vector<TableColumn> &columns, int stretch,
                                 SortProxy *proxy)
{
    auto *table = new TableView(theme(), name, TableView::Rows::Normal, this);
    if (!proxy)
        proxy = new SortProxy(table);
    proxy->setSourceModel(&model);
    table->setModel(proxy);
    table->setColumns(columns);
    table->enableSorting(-1, Qt::AscendingOrder);
    add(table, stretch);
    m_tables << table;
    m_models << &model;
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this, table](const QModelIndex &current) {
        if (!current.isValid())
            return;
        for (TableView *other : std::as_const(m_tables)) {
            if (other != table) {
                other->clearSelection();
                other->setCurrentIndex({});
            }
        }
        m_key = current.data(RowsModel::KeyRole).toString();
        showDetails();
    });
    connect(&model, &QAbstractItemModel::rowsRemoved, this, [this] { showDetails(); });
    return table;
}

void SectionPane::update()
{
    switch (m_presenter.state()) {
    case SectionPresenter::State::Loading:
        setLoading();
        break;
    case SectionPresenter::State::Failed:
        setFailed(*m_presenter.error(), [this] { m_presenter.refresh(); });
        break;
    case SectionPresenter::State::Stale:
        setStale(m_presenter.staleFor(), m_presenter.error() ? m_presenter.error()->summary : tr("The stream of changes is broken"));
        break;
    case SectionPresenter::State::Empty:
        // Made again only when it says something else: it would lose the focus every second.
        if (const EmptyState empty = emptyState(); state() != State::Empty || m_emptyShown != empty.text) {
            m_emptyShown = empty.text;
            setEmpty(empty);
        }
        break;
    case SectionPresenter::State::Ready:
        setReady();
        break;
    }
    for (RowsModel *model : std::as_const(m_models))
        model->setStale(m_presenter.state() == SectionPresenter::State::Stale);
    const bool isKnown = m_presenter.state() != SectionPresenter::State::Loading && m_presenter.state() != SectionPresenter::State::Failed;
    setCount(isKnown ? m_presenter.count() : -1);
    m_footer->setTotals(m_presenter.totals());
    m_footer->setAge(m_presenter.age());
    emit ageChanged(isKnown ? m_presenter.age() : QString());
    showNotices();
    updated();
    if (!m_wanted.isEmpty())
        openItem(std::exchange(m_wanted, {}));
    showDetails();
}

void SectionPane::showNotices()
{
    QStringList notices = m_presenter.notices();
    notices.removeAll(QString());
    if (notices == m_noticesShown)
        return;
    m_noticesShown = notices;
    while (QLayoutItem *item = m_notices->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const QString &text : std::as_const(notices)) {
        auto *line = new QWidget(content());
        auto *row = new QHBoxLayout(line);
        row->setContentsMargins(theme().metrics().l, theme().metrics().s, theme().metrics().l, 0);
        row->setSpacing(theme().metrics().s);
        row->addWidget(new Glyph(theme(), Status::Info, 14, line), 0, Qt::AlignTop);
        row->addWidget(wrappedLabel(theme(), text, TextRole::Body, Tone::Muted, line), 1);
        m_notices->addWidget(line);
    }
    m_notices->setContentsMargins(0, 0, 0, notices.isEmpty() ? 0 : theme().metrics().s);
}

void SectionPane::showDetails()
{
    const workloads::Details details = m_key.isEmpty() ? workloads::Details() : m_presenter.details(m_key);
    const bool wasShown = m_inspector->property("used").toBool();
    if (details.title.isEmpty())
        m_key.clear();
    else
        m_inspector->show(details);
    m_inspector->setProperty("used", !m_key.isEmpty());
    if (wasShown != !m_key.isEmpty())
        emit inspectorChanged();
}

QWidget *SectionPane::inspector() { return m_key.isEmpty() ? nullptr : m_inspector; }

bool SectionPane::closeTopmost()
{
    if (m_key.isEmpty())
        return false;
    for (TableView *table : std::as_const(m_tables)) {
        table->clearSelection();
        table->setCurrentIndex({});
    }
    m_key.clear();
    showDetails();
    return true;
}

void SectionPane::select(const QString &key)
{
    for (TableView *table : std::as_const(m_tables)) {
        const QModelIndexList found = table->model()->match(table->model()->index(0, 0), RowsModel::KeyRole, key, 1, Qt::MatchExactly);
        if (!found.isEmpty()) {
            table->setCurrentIndex(found.constFirst());
            table->scrollTo(found.constFirst());
            return;
        }
    }
}

void SectionPane::openItem(const QString &item)
{
    for (TableView *table : std::as_const(m_tables)) {
        const QModelIndexList found = table->model()->match(table->model()->index(0, 0), Qt::DisplayRole, item, 1, Qt::MatchExactly);
        if (!found.isEmpty())
            return table->setCurrentIndex(found.constFirst());
    }
    m_wanted = item;
}

void SectionPane::refresh() { m_presenter.refresh(); }

void SectionPane::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void SectionPane::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_presenter.setActive(false);
}

TablePane::TablePane(const Theme &theme, SectionPresenter &presenter, const QString &id, RowsModel &model, const QString &name,
                     const std::vector<TableColumn> &columns, QWidget *parent)
    : SectionPane(theme, presenter, id, parent)
{
    addTable(model, name, columns);
}

} // namespace natsdeck::ui
