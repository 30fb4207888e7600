#pragma once

#include <QKeySequence>
#include <QList>
#include <QString>

#include <functional>

namespace natsdeck::ui {

// In the order in which they are shown.
enum class PaletteGroup { Recent, Streams, Consumers, Subjects, Systems, Pages, Actions };

QString paletteGroupName(PaletteGroup group);

// One thing to go to or to do.
struct PaletteEntry
{
    PaletteGroup group = PaletteGroup::Actions;
    QString text;    // "ORDERS", "Delete stream…"
    QString caption; // "14.2M messages, 18.4 GiB"
    QString icon;    // for tintedIcon()
    QString shortcut;
    QString reason;            // why it cannot be done now; such entries are listed and do nothing
    std::function<void()> run; // called after the palette has closed
};

// Asked on every change of the query; returns what it has, filtering is done by the palette. Must be quick (a few
// thousand entries at most, no waiting).
using PaletteSource = std::function<QList<PaletteEntry>(const QString &query)>;

} // namespace natsdeck::ui
