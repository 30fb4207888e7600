#include "widgets/workloads/logs_pane_table.h"

#include "models/base/cell_roles.h"

#include "widgets/common/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;
using natsdeck::workloads::LogModel;
namespace LogColumn = natsdeck::workloads::LogColumn;

namespace natsdeck::ui {

namespace {

constexpr int inset = 8;         // as CellDelegate
constexpr int wrappedLines = 40; // more of one line is in the tooltip and in the copy
constexpr qsizetype drawnCharacters = 20'000;

// The words of a line, with what is searched for marked; wrapped when the row is higher than one line.
class LineDelegate final : public QStyledItemDelegate
{
public:
    LineDelegate(const Theme &theme, const LogModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
        , m_model(model)
    {}

    bool wrapped = false;

    [[nodiscard]] int heightFor(const QString &text, int width) const
    {
        QTextLayout layout(text.left(drawnCharacters), m_theme.font(TextRole::Mono));
        return static_cast<int>(laidOut(layout, width)) + 8;
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        QString text = item.text.left(drawnCharacters);
        item.text.clear();
        item.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
        const QRect area = item.rect.adjusted(inset, 0, -inset, 0);
        if (!wrapped)
            text = QFontMetrics(m_theme.font(TextRole::Mono)).elidedText(text, Qt::ElideRight, area.width());
        QTextLayout layout(text, m_theme.font(TextRole::Mono));
        const double height = laidOut(layout, wrapped ? area.width() : -1);
        painter->save();
        painter->setClipRect(area);
        const bool isMarker = m_model.lineAt(index.row()).level == workloads::LogLevel::Marker;
        const bool isMuted = isMarker || index.data(CellRole::Muted).toBool();
        painter->setPen(isMuted ? m_theme.tokens().textMuted : m_theme.tokens().text);
        const double top = wrapped ? area.top() + 4 : area.top() + (area.height() - height) / 2;
        layout.draw(painter, QPointF(area.left(), top), marks(text));
        painter->restore();
    }

private:
    // Width below zero: one line of any width.
    [[nodiscard]] double laidOut(QTextLayout &layout, int width) const
    {
        QTextOption option;
        option.setWrapMode(width < 0 ? QTextOption::NoWrap : QTextOption::WrapAtWordBoundaryOrAnywhere);
        layout.setTextOption(option);
        layout.beginLayout();
        double height = 0;
        for (int count = 0; count < wrappedLines; ++count) {
            QTextLine line = layout.createLine();
            if (!line.isValid())
                break;
            line.setLineWidth(width < 0 ? 1e6 : width);
            line.setPosition({0, height});
            height += line.height();
        }
        layout.endLayout();
        return height;
    }

    [[nodiscard]] QList<QTextLayout::FormatRange> marks(const QString &text) const
    {
        QList<QTextLayout::FormatRange> ranges;
        const QString &wanted = m_model.search();
        if (wanted.isEmpty())
            return ranges;
        QTextCharFormat format;
        format.setBackground(m_theme.tokens().of(Status::Warning).soft);
        format.setForeground(m_theme.tokens().of(Status::Warning).strong);
        for (qsizetype at = text.indexOf(wanted, 0, Qt::CaseInsensitive); at >= 0;
             at = text.indexOf(wanted, at + wanted.size(), Qt::CaseInsensitive))
            ranges.append({static_cast<int>(at), static_cast<int>(wanted.size()), format});
        return ranges;
    }

    const Theme &m_theme;
    const LogModel &m_model;
};

} // namespace

LogTable::LogTable(const Theme &theme, LogModel &model, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_model(model)
    , m_view(new TableView(theme, tr("Log"), TableView::Rows::Dense, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_view);
    m_view->setModel(&model);
    m_view->setItemDelegateForColumn(LogColumn::Text, new LineDelegate(theme, model, this));
    m_view->setColumns({{u"00:00:00.000"_s}, {u"nats-core-0"_s}, {u"Warning"_s, 18}, {u"text"_s, 0, true}});
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->installEventFilter(this);
    m_view->viewport()->installEventFilter(this);
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &LogTable::follow);
    const auto soon = qOverload<>(&QTimer::start);
    connect(&model, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { keepPlace(first, last, 1); });
    connect(&model, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { keepPlace(first, last, -1); });
    connect(&model, &QAbstractItemModel::modelReset, &m_soon, soon);
    connect(m_view->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_moving) {
            const bool atEnd = value >= m_view->verticalScrollBar()->maximum();
            if (std::exchange(m_atEnd, atEnd) != atEnd)
                emit atEndChanged(atEnd);
        }
        if (m_wrapped)
            m_soon.start();
    });
}

// Rows that come or go above what is looked at must not move it.
void LogTable::keepPlace(int first, int last, int direction)
{
    QScrollBar *bar = m_view->verticalScrollBar();
    const int top = m_view->rowAt(0);
    if (!m_atEnd && top >= 0 && first <= top) {
        m_moving = true;
        bar->setValue(bar->value() + direction * (last - first + 1) * m_view->verticalHeader()->defaultSectionSize());
        m_moving = false;
    }
    m_soon.start();
}

void LogTable::follow()
{
    m_moving = true;
    if (m_atEnd)
        m_view->scrollToBottom();
    if (m_wrapped) {
        measure();
        if (m_atEnd)
            m_view->scrollToBottom();
    }
    m_moving = false;
}

void LogTable::goToEnd()
{
    if (!std::exchange(m_atEnd, true))
        emit atEndChanged(true);
    follow();
}

void LogTable::goTo(int row)
{
    const QModelIndex index = m_model.index(row, LogColumn::Text);
    m_view->setCurrentIndex(index);
    m_view->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void LogTable::setWrapped(bool wrapped)
{
    m_wrapped = wrapped;
    auto *delegate = static_cast<LineDelegate *>(m_view->itemDelegateForColumn(LogColumn::Text));
    delegate->wrapped = wrapped;
    if (!wrapped) // gives every row its usual height back
        m_view->verticalHeader()->setDefaultSectionSize(m_view->verticalHeader()->defaultSectionSize());
    m_view->viewport()->update();
    m_soon.start();
}

void LogTable::measure()
{
    const auto *delegate = static_cast<LineDelegate *>(m_view->itemDelegateForColumn(LogColumn::Text));
    const int width = m_view->columnWidth(LogColumn::Text) - 2 * inset;
    QHeaderView *header = m_view->verticalHeader();
    int height = 0;
    for (int row = std::max(0, m_view->rowAt(0)); row < m_model.rowCount() && height < m_view->viewport()->height(); ++row) {
        const QString text = m_model.index(row, LogColumn::Text).data().toString();
        const int wanted = std::max(header->defaultSectionSize(), delegate->heightFor(text, width));
        if (header->sectionSize(row) != wanted)
            header->resizeSection(row, wanted);
        height += wanted;
    }
}

QString LogTable::selectedText() const
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList texts;
    for (const QModelIndex &row : std::as_const(rows))
        texts << m_model.fullText(row.row());
    return texts.join(u'\n');
}

bool LogTable::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_view && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy)) {
            if (const QString text = selectedText(); !text.isEmpty())
                QGuiApplication::clipboard()->setText(text);
            return true;
        }
        if (key->key() == Qt::Key_End && !key->modifiers()) {
            goToEnd();
            return true;
        }
    }
    if (watched == m_view->viewport() && event->type() == QEvent::Resize)
        m_soon.start();
    return QWidget::eventFilter(watched, event);
}

} // namespace natsdeck::ui
