#include "widgets/common/labels.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

QLabel *plainLabel(const Theme &theme, const QString &text, TextRole role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setFont(theme.font(role));
    label->setText(text);
    return label;
}

QLabel *mutedLabel(const Theme &theme, const QString &text, TextRole role, QWidget *parent)
{
    QLabel *label = plainLabel(theme, text, role, parent);
    label->setProperty("tone", u"muted"_s);
    return label;
}

QLabel *wrappedLabel(const Theme &theme, const QString &text, TextRole role, Tone tone, QWidget *parent)
{
    QLabel *label = plainLabel(theme, text, role, parent);
    label->setWordWrap(true);
    if (tone != Tone::Normal)
        label->setProperty("tone", tone == Tone::Muted ? u"muted"_s : u"accent"_s);
    return label;
}

QString plainToolTip(const QString &text)
{
    if (text.isEmpty())
        return {};
    QString escaped = text.toHtmlEscaped();
    escaped.replace(u'\n', u"<br>"_s);
    return u"<span>"_s + escaped + u"</span>"_s;
}

void setPlainToolTip(QWidget *widget, const QString &text) { widget->setToolTip(plainToolTip(text)); }

ElidedLabel::ElidedLabel(const Theme &theme, const QString &text, TextRole role, Qt::TextElideMode mode, QWidget *parent)
    : QLabel(parent)
    , m_mode(mode)
{
    setTextFormat(Qt::PlainText);
    setFont(theme.font(role));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setText(text);
}

QSize ElidedLabel::sizeHint() const
{
    const QFontMetrics metrics(font());
    return {metrics.horizontalAdvance(text()) + 1, metrics.height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    const QFontMetrics metrics(font());
    return {std::min(metrics.horizontalAdvance(text()) + 1, metrics.horizontalAdvance(u'm') * 4), metrics.height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(isEnabled() ? QPalette::Normal : QPalette::Disabled, foregroundRole()));
    painter.drawText(contentsRect(), static_cast<int>(alignment()) | Qt::TextSingleLine,
                     fontMetrics().elidedText(text(), m_mode, contentsRect().width()));
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip && toolTip().isEmpty()) {
        const bool cut = fontMetrics().horizontalAdvance(text()) > contentsRect().width();
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), cut ? plainToolTip(text()) : QString(), this);
        return true;
    }
    return QLabel::event(event);
}

} // namespace natsdeck::ui
