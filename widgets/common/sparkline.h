#pragma once

#include "widgets/common/theme.h"

#include <QList>
#include <QWidget>

namespace natsdeck::ui {

// A line without axes, scaled from zero to its own maximum. NaN makes a gap. The newest value gets a dot.
void paintSparkline(QPainter &painter, const QRectF &area, const QList<double> &samples, const QColor &color);

class Sparkline final : public QWidget
{
    Q_OBJECT

public:
    // `series` picks the colour from Tokens::series.
    Sparkline(const Theme &theme, int series, QWidget *parent = nullptr);

    void setSamples(QList<double> samples);
    QSize sizeHint() const override { return {96, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    int m_series;
    QList<double> m_samples;
};

} // namespace natsdeck::ui
