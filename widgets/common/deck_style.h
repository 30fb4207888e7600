#pragma once

#include <QProxyStyle>

// Fusion with flat, token-coloured parts. It reads the palette only (roles: see palette.h), keeps no state and
// therefore needs no notice of a scheme change. What a style sheet does well stays in stylesheet.cpp; here is
// what a style sheet cannot do or does slowly: item views, headers, check marks, combo boxes, the focus frame.
namespace natsdeck::ui {

class DeckStyle final : public QProxyStyle
{
    Q_OBJECT

public:
    DeckStyle();

    int pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const override;
    int styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size, const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option, const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter, const QWidget *widget) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option, QPainter *painter,
                            const QWidget *widget) const override;
};

} // namespace natsdeck::ui
