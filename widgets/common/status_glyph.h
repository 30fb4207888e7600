#pragma once

#include "models/base/finding.h"
#include "widgets/common/tokens.h"

#include <QString>

class QPainter;
class QRectF;

// Status and step glyphs: each state has its own outline, so that it reads without colour.
namespace natsdeck::ui {

enum class StepMark { Waiting, Running, Done, Failed, Skipped };

// What a model says with a severity; -1 (or anything else) is Unknown.
Status statusOf(natsdeck::Severity severity);
Status statusOf(int severity);

QString statusWord(Status status); // the default word; a view may show a better one ("3 lagging")

// disc + check, triangle + bar, octagon + cross, disc + i, dashed ring
void paintStatusGlyph(QPainter &painter, const QRectF &box, Status status, const Tokens &tokens);

// Waiting, Running, Done, Failed, Skipped.
QString stepWord(StepMark step);

// `turn` (0 to 1) rotates the arc of a running step; keep it at 0 where the user asked for reduced motion.
void paintStepGlyph(QPainter &painter, const QRectF &box, StepMark step, const Tokens &tokens, double turn = 0);

} // namespace natsdeck::ui
