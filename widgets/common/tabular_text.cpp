#include "widgets/common/tabular_text.h"

#include <QFontMetricsF>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

double digitWidth(const QFontMetricsF &metrics)
{
    double width = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        width = std::max(width, metrics.horizontalAdvance(QChar(digit)));
    return width;
}

bool hasTabularDigits(const QFontMetricsF &metrics)
{
    return std::abs(metrics.horizontalAdvance(u'1') - metrics.horizontalAdvance(u'0')) < 0.1;
}

// Calls `visit` with runs of one digit or of other characters.
template <typename Visit> void forEachRun(const QString &text, Visit visit)
{
    for (qsizetype i = 0; i < text.size();) {
        qsizetype end = i + 1;
        if (!text[i].isDigit()) {
            while (end < text.size() && !text[end].isDigit())
                ++end;
        }
        visit(text.mid(i, end - i), text[i].isDigit());
        i = end;
    }
}

} // namespace

double tabularWidth(const QFontMetricsF &metrics, const QString &text)
{
    if (hasTabularDigits(metrics))
        return metrics.horizontalAdvance(text);
    const double cell = digitWidth(metrics);
    double width = 0;
    forEachRun(text, [&](const QString &run, bool digit) { width += digit ? cell : metrics.horizontalAdvance(run); });
    return width;
}

void drawTabular(QPainter &painter, const QRectF &area, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const double width = tabularWidth(metrics, text);
    double x = area.left();
    if (alignment & Qt::AlignRight)
        x = area.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = area.center().x() - width / 2;
    const double baseline = std::round(area.center().y() + (metrics.ascent() - metrics.descent()) / 2);

    if (hasTabularDigits(metrics)) {
        painter.drawText(QPointF(x, baseline), text);
        return;
    }
    const double cell = digitWidth(metrics);
    forEachRun(text, [&](const QString &run, bool digit) {
        const double advance = metrics.horizontalAdvance(run);
        painter.drawText(QPointF(digit ? x + (cell - advance) / 2 : x, baseline), run);
        x += digit ? cell : advance;
    });
}

NumberLabel::NumberLabel(const QString &text, QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setText(text);
}

QSize NumberLabel::sizeHint() const
{
    const QFontMetricsF metrics(font());
    return {static_cast<int>(std::ceil(tabularWidth(metrics, text()))) + 1, static_cast<int>(std::ceil(metrics.height()))};
}

void NumberLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    drawTabular(painter, contentsRect(), alignment(), text());
}

} // namespace natsdeck::ui
