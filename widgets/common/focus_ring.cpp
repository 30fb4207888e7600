#include "widgets/common/focus_ring.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QFocusEvent>
#include <QFocusFrame>

namespace natsdeck::ui {

namespace {

bool fromKeyboard(Qt::FocusReason reason)
{
    return reason == Qt::TabFocusReason || reason == Qt::BacktabFocusReason || reason == Qt::ShortcutFocusReason;
}

} // namespace

FocusRing::FocusRing(QApplication &app) { app.installEventFilter(this); }

bool FocusRing::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    if (type != QEvent::FocusIn && type != QEvent::FocusOut && type != QEvent::StyleChange)
        return false;
    auto *widget = qobject_cast<QWidget *>(watched);
    if (!widget)
        return false;

    if (type == QEvent::StyleChange) {
        // QFocusFrame hides itself when the style sheet changes, after this filter has run: show it again later.
        if (m_frame && m_frame->widget() == widget)
            QMetaObject::invokeMethod(this, &FocusRing::showAgain, Qt::QueuedConnection);
        return false;
    }
    const bool show = type == QEvent::FocusIn && fromKeyboard(static_cast<QFocusEvent *>(event)->reason());
    showAround(show ? widget : nullptr);
    return false;
}

void FocusRing::showAgain()
{
    QWidget *widget = m_frame ? m_frame->widget() : nullptr;
    if (!widget)
        return;
    m_frame->setWidget(nullptr); // setting the same widget again does nothing
    m_frame->setWidget(widget);
}

void FocusRing::showAround(QWidget *widget)
{
    // Views show the focus by their active selection; a ring around a whole table would say nothing.
    if (!widget || widget->isWindow() || qobject_cast<QAbstractItemView *>(widget)) {
        if (m_frame)
            m_frame->setWidget(nullptr);
        return;
    }
    if (!m_frame)
        m_frame = new QFocusFrame; // setWidget() moves it into the focused widget's window, which may delete it
    m_frame->setWidget(widget);
}

} // namespace natsdeck::ui
