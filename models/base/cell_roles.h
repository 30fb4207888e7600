#pragma once

#include <QMetaType>
#include <Qt>

// What an item model says about a cell. widgets/common/CellDelegate decides how it looks: a model never sends a colour,
// a font or an icon, only these.
namespace natsdeck {

enum class CellKind {
    Text,
    Strong,    // the name of the row, at most one per row
    Mono,      // subjects, identifiers
    Number,    // right-aligned, tabular digits
    Capacity,  // bar left, DisplayRole right; CellRole::Capacity is asked
    Sparkline, // line left, DisplayRole right; CellRole::Samples is asked
    Status     // glyph of CellRole::Status, then the word of DisplayRole in the colour of the status
};

namespace CellRole {
enum {
    Kind = Qt::UserRole + 100, // int(CellKind); Text when missing
    Detail,                    // QString: muted text after the main text
    Status,                    // int(natsdeck::Severity), or -1 for unknown: a glyph before the text
    Capacity,                  // natsdeck::Capacity
    Samples,                   // QList<double>, newest last, NaN = not measured
    IconName,                  // QString for tintedIcon()
    Muted,                     // bool: an old value, or nothing to say
    Sort,                      // QVariant that sorts as the value does (numbers for numbers)
    ElideEnd,                  // bool: a Mono text that is cut at its end, not in its middle (payloads)
    Copy                       // QString for Ctrl+C where it differs from DisplayRole (the exact value)
};
}

// Used, reserved, limit and disk on one scale, in bytes or any other one unit.
struct Capacity
{
    double used = 0;
    double reserved = 0; // promised, used or not; 0 = nothing promised
    double limit = 0;    // 0 = no limit
    double disk = 0;     // 0 = unknown or irrelevant

    friend bool operator==(const Capacity &, const Capacity &) = default;
};

} // namespace natsdeck

Q_DECLARE_METATYPE(natsdeck::Capacity)
