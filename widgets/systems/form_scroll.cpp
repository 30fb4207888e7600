#include "widgets/systems/form_scroll.h"

#include <QEvent>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace natsdeck::ui {

namespace {

constexpr int leastLines = 8; // of text, before it is no use any more

} // namespace

FormScroll::FormScroll(int spacing, QWidget *parent)
    : QScrollArea(parent)
    , m_column(nullptr)
{
    auto *inside = new QWidget;
    m_column = new QVBoxLayout(inside);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(spacing);
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    setWidget(inside);
    viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    inside->installEventFilter(this);
}

QSize FormScroll::sizeHint() const
{
    const QSize wanted = m_column->totalSizeHint();
    const int width = viewport()->width();
    const int height = m_column->hasHeightForWidth() && width > 0 ? m_column->totalHeightForWidth(width) : wanted.height();
    return {wanted.width(), height};
}

QSize FormScroll::minimumSizeHint() const { return {1, std::min(sizeHint().height(), leastLines * fontMetrics().height())}; }

bool FormScroll::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QScrollArea::eventFilter(watched, event);
}

void FormScroll::resizeEvent(QResizeEvent *event)
{
    QScrollArea::resizeEvent(event);
    if (event->size().width() != event->oldSize().width()) // texts wrap elsewhere
        updateGeometry();
}

} // namespace natsdeck::ui
