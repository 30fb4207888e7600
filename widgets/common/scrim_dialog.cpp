#include "widgets/common/scrim_dialog.h"

#include <QApplication>
#include <QEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScreen>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int margin = 24;
constexpr int topPlace = 96;
constexpr int shadowReach = 18;

} // namespace

// A child widget of its window, not a window: window managers place windows where they like, and a scrim has to lie
// exactly on what it dims.
ScrimDialog::ScrimDialog(const Theme &theme, QWidget *parent, int width, Place place)
    : QDialog(parent->window())
    , m_theme(theme)
    , m_panel(new QFrame(this))
    , m_panelLayout(new QVBoxLayout(m_panel))
    , m_place(place)
    , m_width(width)
{
    setWindowFlags(Qt::Widget);
    setAttribute(Qt::WA_DeleteOnClose);
    m_panel->setProperty("surface", u"raised"_s);
    m_panel->setAutoFillBackground(true);
    m_panelLayout->setSizeConstraint(QLayout::SetDefaultConstraint);
    parent->window()->installEventFilter(this);
    m_panel->installEventFilter(this);
    qApp->installEventFilter(this);
    connect(&theme, &Theme::changed, this, [this] { this->place(); });
    hide();
}

void ScrimDialog::open()
{
    m_before = QApplication::focusWidget();
    setGeometry(parentWidget()->rect());
    raise();
    show();
    place();
    focusFirst(Qt::OtherFocusReason);
}

void ScrimDialog::done(int result)
{
    const QPointer<QWidget> before = m_before;
    QDialog::done(result);
    if (before)
        before->setFocus(Qt::OtherFocusReason);
}

void ScrimDialog::place()
{
    const QSize room = size() - QSize(2 * margin, 2 * margin);
    const int scale = std::max(100, m_theme.metrics().controlHeight * 100 / 30);
    const int width = std::min(room.width(), m_width * scale / 100);
    int height = m_panelLayout->hasHeightForWidth() ? m_panelLayout->totalHeightForWidth(width) : m_panelLayout->totalSizeHint().height();
    height = std::min(height, room.height());
    const int top =
        m_place == Place::Top ? std::min(topPlace, std::max(margin, this->height() - height - margin)) : (this->height() - height) / 2;
    m_panel->setGeometry((this->width() - width) / 2, top, width, height);
    update();
}

// The keys of the window below do nothing while something lies on it.
bool ScrimDialog::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept();
        return true;
    }
    return QDialog::event(event);
}

void ScrimDialog::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().scrim);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF box = m_panel->geometry();
    for (int reach = shadowReach; reach > 0; reach -= 3) {
        painter.setBrush(QColor(0, 0, 0, 9));
        painter.drawRoundedRect(box.adjusted(-reach * 0.6, -reach * 0.4, reach * 0.6, reach * 0.9), 8 + reach, 8 + reach);
    }
}

bool ScrimDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
        place();
    } else if (watched == m_panel && event->type() == QEvent::LayoutRequest) {
        QMetaObject::invokeMethod(
            this, [this] { place(); }, Qt::QueuedConnection);
    } else if (event->type() == QEvent::FocusIn && isTopmost()) {
        // Tab must not wander out below the scrim. Popups and other windows are not our business.
        auto *widget = qobject_cast<QWidget *>(watched);
        if (widget && widget != this && widget->window() == window() && !isAncestorOf(widget))
            QMetaObject::invokeMethod(this, &ScrimDialog::catchFocus, Qt::QueuedConnection);
    }
    return QDialog::eventFilter(watched, event);
}

bool ScrimDialog::isTopmost() const
{
    if (!isVisible())
        return false;
    const QObjectList &siblings = parentWidget()->children();
    for (auto it = siblings.crbegin(); it != siblings.crend(); ++it) {
        const auto *dialog = qobject_cast<const ScrimDialog *>(*it);
        if (dialog && dialog->isVisible())
            return dialog == this;
    }
    return false;
}

void ScrimDialog::catchFocus()
{
    const QWidget *focus = QApplication::focusWidget();
    if (isTopmost() && focus && !isAncestorOf(focus))
        focusFirst(Qt::TabFocusReason);
}

void ScrimDialog::focusFirst(Qt::FocusReason reason)
{
    const QList<QWidget *> inside = m_panel->findChildren<QWidget *>();
    for (QWidget *widget : inside) {
        if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisibleTo(this) && widget->isEnabled()) {
            widget->setFocus(reason);
            return;
        }
    }
    setFocus(reason);
}

void ScrimDialog::mousePressEvent(QMouseEvent *event)
{
    if (m_closesOutside && !m_panel->geometry().contains(event->position().toPoint()))
        reject();
    event->accept();
}

} // namespace natsdeck::ui
