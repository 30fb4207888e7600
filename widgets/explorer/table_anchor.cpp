#include "widgets/explorer/table_anchor.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QTableView>
#include <QTimer>

namespace natsdeck::ui {

TableAnchor::TableAnchor(QTableView *view)
    : QObject(view)
    , m_view(view)
    , m_timer(new QTimer(this))
{
    m_timer->setSingleShot(true);
    m_timer->setInterval(0);
    connect(m_timer, &QTimer::timeout, this, &TableAnchor::report);
    QAbstractItemModel *model = view->model();
    connect(model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) { shift(first, last, 1); });
    connect(model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) { shift(first, last, -1); });
    connect(model, &QAbstractItemModel::modelReset, this, &TableAnchor::later);
    connect(view->verticalScrollBar(), &QScrollBar::valueChanged, this, &TableAnchor::later);
    view->viewport()->installEventFilter(this);
}

void TableAnchor::later()
{
    if (!m_timer->isActive())
        m_timer->start();
}

void TableAnchor::shift(int first, int last, int sign)
{
    QScrollBar *bar = m_view->verticalScrollBar();
    const int height = m_view->verticalHeader()->defaultSectionSize();
    if (bar->value() > 0 && qint64(first) * height < bar->value()) {
        const qint64 delta = qint64(last - first + 1) * height * sign;
        const qint64 wanted = std::max<qint64>(0, bar->value() + delta);
        if (wanted > bar->maximum()) // the view lays itself out later; until then the range is the old one
            bar->setMaximum(static_cast<int>(wanted));
        bar->setValue(static_cast<int>(wanted));
    }
    later();
}

void TableAnchor::report()
{
    const int rows = m_view->model()->rowCount();
    if (rows == 0 || !m_view->isVisible())
        return;
    const int height = std::max(1, m_view->verticalHeader()->defaultSectionSize());
    const int first = std::clamp(m_view->verticalScrollBar()->value() / height, 0, rows - 1);
    const int last = std::min(rows - 1, first + m_view->viewport()->height() / height + 1);
    emit visibleRowsChanged(first, last);
}

bool TableAnchor::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize || event->type() == QEvent::Show)
        later();
    return QObject::eventFilter(watched, event);
}

} // namespace natsdeck::ui
