#pragma once

class QColor;

namespace natsdeck::ui {

// WCAG 2.2 contrast ratio, 1 to 21.
double contrastRatio(const QColor &a, const QColor &b);

} // namespace natsdeck::ui
