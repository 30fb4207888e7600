#pragma once

#include "models/systems/navigation_roles.h"

#include <QString>

#include <vector>

namespace natsdeck::systems {

// One row of the navigation tree as a value. `key` is unique in the whole tree and never changes while the row lives.
struct CatalogueNode
{
    QString key;
    NavigationKind kind = NavigationKind::System;
    QString name;
    QString detail;     // muted, after the name
    QString icon;       // for tintedIcon()
    QString toolTip;    // long form; plain text
    QString statusWord; // empty = nothing at the right
    int status = -1;    // int(Severity), -1 = unknown or not opened
    bool busy = false;
    bool isGone = false; // what it stands for is not there any more: an open link does not say otherwise
    std::vector<CatalogueNode> children;

    friend bool operator==(const CatalogueNode &, const CatalogueNode &) = default;
};

} // namespace natsdeck::systems
