#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace natsdeck::ui {

struct PaletteMatch
{
    int rank = 0;                                        // smaller is better
    std::vector<std::pair<qsizetype, qsizetype>> ranges; // start, length: what to underline
};

// Case-insensitive. At the start, then at the start of a word, then inside, then as letters in this order; nothing else.
// An empty query matches everything. Words of the query, separated by spaces, must all match.
std::optional<PaletteMatch> paletteMatch(const QString &text, const QString &query);

} // namespace natsdeck::ui
