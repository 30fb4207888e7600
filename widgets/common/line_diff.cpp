#include "widgets/common/line_diff.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

QStringList linesOf(const QString &text)
{
    if (text.isEmpty())
        return {};
    QStringList lines = text.split(u'\n');
    if (lines.last().isEmpty())
        lines.removeLast();
    return lines;
}

class Builder
{
public:
    void same(const QString &text) { m_diff.lines.push_back({DiffKind::Same, ++m_old, ++m_new, text}); }
    void removed(const QString &text)
    {
        m_diff.lines.push_back({DiffKind::Removed, ++m_old, 0, text});
        ++m_diff.removed;
    }
    void added(const QString &text)
    {
        m_diff.lines.push_back({DiffKind::Added, 0, ++m_new, text});
        ++m_diff.added;
    }
    LineDiff take() { return std::move(m_diff); }
    void notMinimal() { m_diff.minimal = false; }

private:
    LineDiff m_diff;
    int m_old = 0;
    int m_new = 0;
};

struct Range
{
    const QStringList &lines;
    qsizetype from;
    qsizetype to;
    qsizetype size() const { return to - from; }
    const QString &at(qsizetype i) const { return lines[from + i]; }
};

enum class Edit : char { Same, Remove, Add };

// The edit script from (0,0) to (n,m), or nothing when it would cost more than the budget allows.
std::vector<Edit> shortestScript(const Range &a, const Range &b, qsizetype budget)
{
    const qsizetype n = a.size();
    const qsizetype m = b.size();
    const qsizetype most = n + m;
    std::vector<std::vector<qsizetype>> trace;
    std::vector<qsizetype> reach(static_cast<std::size_t>(2 * most + 2), 0);
    const auto at = [&](qsizetype k) -> qsizetype & { return reach[static_cast<std::size_t>(k + most)]; };
    qsizetype spent = 0;
    for (qsizetype d = 0; d <= most; ++d) {
        std::vector<qsizetype> row(static_cast<std::size_t>(2 * d + 1));
        spent += 2 * d + 1;
        if (spent > budget)
            return {};
        bool arrived = false;
        for (qsizetype k = -d; k <= d; k += 2) {
            qsizetype x = d == 0 ? 0 : k == -d || (k != d && at(k - 1) < at(k + 1)) ? at(k + 1) : at(k - 1) + 1;
            while (x < n && x - k < m && a.at(x) == b.at(x - k))
                ++x;
            at(k) = x;
            row[static_cast<std::size_t>(k + d)] = x;
            arrived = arrived || (x >= n && x - k >= m);
        }
        trace.push_back(std::move(row));
        if (!arrived)
            continue;
        std::vector<Edit> script;
        qsizetype x = n;
        qsizetype y = m;
        for (qsizetype step = d; step > 0; --step) {
            const std::vector<qsizetype> &before = trace[static_cast<std::size_t>(step - 1)];
            const auto was = [&](qsizetype k) { return std::abs(k) <= step - 1 ? before[static_cast<std::size_t>(k + step - 1)] : -1; };
            const qsizetype k = x - y;
            const bool down = k == -step || (k != step && was(k - 1) < was(k + 1));
            const qsizetype from = down ? k + 1 : k - 1;
            const qsizetype fromX = was(from);
            const qsizetype startX = down ? fromX : fromX + 1;
            for (; x > startX; --x, --y)
                script.push_back(Edit::Same);
            script.push_back(down ? Edit::Add : Edit::Remove);
            x = fromX;
            y = fromX - from;
        }
        for (; x > 0; --x)
            script.push_back(Edit::Same);
        std::reverse(script.begin(), script.end());
        return script;
    }
    return {};
}

// Within one run of changes removed lines come first, as people expect.
void play(const std::vector<Edit> &script, const Range &a, const Range &b, Builder &out)
{
    qsizetype x = 0;
    qsizetype y = 0;
    for (std::size_t i = 0; i < script.size();) {
        if (script[i] == Edit::Same) {
            out.same(a.at(x));
            ++x, ++y, ++i;
            continue;
        }
        std::size_t end = i;
        while (end < script.size() && script[end] != Edit::Same)
            ++end;
        for (std::size_t j = i; j < end; ++j) {
            if (script[j] == Edit::Remove)
                out.removed(a.at(x++));
        }
        for (std::size_t j = i; j < end; ++j) {
            if (script[j] == Edit::Add)
                out.added(b.at(y++));
        }
        i = end;
    }
}

} // namespace

LineDiff diffLines(const QString &oldText, const QString &newText, qsizetype budget)
{
    const QStringList oldLines = linesOf(oldText);
    const QStringList newLines = linesOf(newText);
    qsizetype head = 0;
    while (head < oldLines.size() && head < newLines.size() && oldLines[head] == newLines[head])
        ++head;
    qsizetype tail = 0;
    while (tail < oldLines.size() - head && tail < newLines.size() - head &&
           oldLines[oldLines.size() - 1 - tail] == newLines[newLines.size() - 1 - tail])
        ++tail;

    Builder out;
    for (qsizetype i = 0; i < head; ++i)
        out.same(oldLines[i]);
    const Range a{oldLines, head, oldLines.size() - tail};
    const Range b{newLines, head, newLines.size() - tail};
    const std::vector<Edit> script = shortestScript(a, b, budget);
    if (script.empty() && a.size() + b.size() > 0) {
        out.notMinimal();
        for (qsizetype i = 0; i < a.size(); ++i)
            out.removed(a.at(i));
        for (qsizetype i = 0; i < b.size(); ++i)
            out.added(b.at(i));
    } else {
        play(script, a, b, out);
    }
    for (qsizetype i = oldLines.size() - tail; i < oldLines.size(); ++i)
        out.same(oldLines[i]);
    return out.take();
}

std::vector<DiffLine> folded(const LineDiff &diff, int context)
{
    std::vector<DiffLine> rows;
    const std::vector<DiffLine> &lines = diff.lines;
    for (std::size_t i = 0; i < lines.size();) {
        if (lines[i].kind != DiffKind::Same) {
            rows.push_back(lines[i++]);
            continue;
        }
        std::size_t end = i;
        while (end < lines.size() && lines[end].kind == DiffKind::Same)
            ++end;
        const std::size_t before = i == 0 ? 0 : static_cast<std::size_t>(context);
        const std::size_t after = end == lines.size() ? 0 : static_cast<std::size_t>(context);
        if (end - i <= before + after + 1 || diff.isEmpty()) {
            rows.insert(rows.end(), lines.begin() + static_cast<std::ptrdiff_t>(i), lines.begin() + static_cast<std::ptrdiff_t>(end));
        } else {
            for (std::size_t j = i; j < i + before; ++j)
                rows.push_back(lines[j]);
            const DiffLine &first = lines[i + before];
            rows.push_back({DiffKind::Fold, first.oldNumber, first.newNumber, {}, static_cast<int>(end - i - before - after)});
            for (std::size_t j = end - after; j < end; ++j)
                rows.push_back(lines[j]);
        }
        i = end;
    }
    return rows;
}

QString unifiedDiff(const LineDiff &diff, int context)
{
    QString text;
    for (const DiffLine &row : folded(diff, context)) {
        switch (row.kind) {
        case DiffKind::Same:
            text += u' ' + row.text + u'\n';
            break;
        case DiffKind::Added:
            text += u'+' + row.text + u'\n';
            break;
        case DiffKind::Removed:
            text += u'-' + row.text + u'\n';
            break;
        case DiffKind::Fold:
            text += u"@@ "_s + QString::number(row.hidden) + u" unchanged @@\n"_s;
            break;
        }
    }
    return text;
}

} // namespace natsdeck::ui
