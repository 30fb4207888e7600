#pragma once

#include <Qt>

// What the navigation tree asks of its model (systems/navigation_model.h). Qt::DisplayRole is the name,
// Qt::ToolTipRole the long form, Qt::AccessibleTextRole name and state in words.
namespace natsdeck::systems {

// int in KindRole. A section is a caption row and cannot be selected; a context has systems below it; a hint is one
// muted line ("3 found, not imported", "No NATS found here", an error) that may be activated.
enum class NavigationKind { Section, Context, System, Hint };

namespace NavigationRole {
enum {
    Kind = Qt::UserRole + 1, // int(NavigationKind)
    Status,                  // int(natsdeck::Severity); -1 = unknown or not opened
    StatusWord,              // QString: "Healthy", "Not opened", "No reply"; empty = nothing at the right
    Icon,                    // QString for tintedIcon(): deck-cluster, deck-system, deck-workstation, bookmark-new
    Key,                     // QString: stable for the whole life of the row; what activated(key) hands out
    Detail,                  // QString: muted text after the name (":4222")
    Busy                     // bool: the state is being found out; the glyph is the arc of a running step
};
}

} // namespace natsdeck::systems
