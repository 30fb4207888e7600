#pragma once

#include <QLabel>
#include <QString>

class QFontMetricsF;
class QPainter;
class QRectF;

// Numbers whose digits do not dance: every digit gets a cell of the same width, whatever the font.
namespace natsdeck::ui {

double tabularWidth(const QFontMetricsF &metrics, const QString &text);

// Uses the painter's font and pen. `alignment` is Left, Right or HCenter; the text is centred vertically.
void drawTabular(QPainter &painter, const QRectF &area, Qt::Alignment alignment, const QString &text);

class NumberLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit NumberLabel(const QString &text = {}, QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace natsdeck::ui
