#include "widgets/shell/palette_match.h"

#include <QStringList>

#include <algorithm>

namespace natsdeck::ui {

namespace {

constexpr int atStart = 0;
constexpr int atWord = 100;
constexpr int inside = 200;
constexpr int scattered = 1000;

bool startsWord(const QString &text, qsizetype at)
{
    return at == 0 || !text[at - 1].isLetterOrNumber() || (text[at].isUpper() && text[at - 1].isLower());
}

std::optional<PaletteMatch> matchWord(const QString &text, const QString &word)
{
    qsizetype best = -1;
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0; at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        if (best < 0 || (startsWord(text, at) && !startsWord(text, best)))
            best = at;
    }
    if (best >= 0) {
        const int rank = best == 0 ? atStart : startsWord(text, best) ? atWord : inside;
        return PaletteMatch{rank + static_cast<int>(std::min<qsizetype>(best, 99)), {{best, word.size()}}};
    }
    if (word.size() < 2) // one letter somewhere says nothing
        return std::nullopt;
    PaletteMatch match{scattered, {}};
    qsizetype from = 0;
    for (const QChar letter : word) {
        const qsizetype at = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (at < 0)
            return std::nullopt;
        match.rank += static_cast<int>(std::min<qsizetype>(at - from, 50));
        if (!match.ranges.empty() && match.ranges.back().first + match.ranges.back().second == at)
            ++match.ranges.back().second;
        else
            match.ranges.emplace_back(at, 1);
        from = at + 1;
    }
    return match;
}

} // namespace

std::optional<PaletteMatch> paletteMatch(const QString &text, const QString &query)
{
    PaletteMatch whole;
    const QStringList words = query.split(u' ', Qt::SkipEmptyParts);
    for (const QString &word : words) {
        const std::optional<PaletteMatch> part = matchWord(text, word);
        if (!part)
            return std::nullopt;
        whole.rank += part->rank;
        whole.ranges.insert(whole.ranges.end(), part->ranges.begin(), part->ranges.end());
    }
    std::sort(whole.ranges.begin(), whole.ranges.end());
    return whole;
}

} // namespace natsdeck::ui
