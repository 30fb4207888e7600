#pragma once

#include <QString>
#include <QStringList>

#include <vector>

// The difference of two texts by lines. Pure.
namespace natsdeck::ui {

enum class DiffKind { Same, Added, Removed, Fold };

struct DiffLine
{
    DiffKind kind = DiffKind::Same;
    int oldNumber = 0; // from 1; 0 = not in the old text
    int newNumber = 0;
    QString text;
    int hidden = 0; // Fold: how many unchanged lines it stands for

    friend bool operator==(const DiffLine &, const DiffLine &) = default;
};

struct LineDiff
{
    std::vector<DiffLine> lines; // unfolded
    int added = 0;
    int removed = 0;
    bool minimal = true; // false: too different to search for the shortest; still correct

    [[nodiscard]] bool isEmpty() const { return added == 0 && removed == 0; }
};

// Myers' shortest edit script after common head and tail; beyond `budget` steps the rest is taken as replaced whole.
LineDiff diffLines(const QString &oldText, const QString &newText, qsizetype budget = 4'000'000);

// Runs of unchanged lines longer than 2 × context + 1 become one Fold.
std::vector<DiffLine> folded(const LineDiff &diff, int context = 3);

// As `diff -u` writes it, without file names.
QString unifiedDiff(const LineDiff &diff, int context = 3);

} // namespace natsdeck::ui
