#pragma once

#include "models/base/cell_roles.h"
#include "models/base/finding.h"

#include <QList>
#include <QString>

#include <optional>

namespace natsdeck::workloads {

// Everything about one row, in words, for the inspector. All text is clean.
struct Details
{
    struct Fact
    {
        QString label;
        QString value;
        bool mono = false;
        std::optional<Severity> severity = {}; // a glyph before the value
        QString exact = {};                    // tooltip
    };
    struct Group
    {
        QString title; // may be empty
        QList<Fact> facts;
    };

    QString icon;
    QString title;
    std::optional<Severity> severity = {}; // of the pill; none without a word
    QString word = {};
    QList<Group> groups = {};
    std::optional<Capacity> capacity = {};
    QString capacityText = {};
    QString command = {}; // kubectl that shows the same
};

} // namespace natsdeck::workloads
