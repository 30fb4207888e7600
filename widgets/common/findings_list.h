#pragma once

#include "models/base/finding.h"
#include "widgets/common/labels.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace natsdeck::ui {

// Findings as rows: glyph and word, what was found and what it is about, below it the evidence and the remedy, at the
// right the command that mends it. The worst come first.
class FindingsList final : public QWidget
{
    Q_OBJECT

public:
    static constexpr int shownAtMost = 200; // the rest is counted in the last line

    // How Critical and Ok are called here: a preflight "Blocks" and "Passed", health "Critical" and "Healthy".
    enum class Words { Health, Checks };

    FindingsList(const Theme &theme, Words words, QWidget *parent = nullptr);

    // The words of the commands in Finding::action; a command without a word has no button.
    void setActionTexts(std::function<QString(const Finding &)> text) { m_actionText = std::move(text); }
    void setFindings(const Findings &findings);
    // Ok ones as one line "14 checks passed" that opens, instead of one line each.
    void setPassedFolded(bool folded);

    // "1 critical, 3 warnings, 1 note, 14 passed"
    static QString summary(const Findings &findings, Words words);

signals:
    void actionRequested(const natsdeck::Finding &finding);

private:
    void rebuild();
    QLabel *makeText(const QString &text, TextRole role, Tone tone, QWidget *row) const;
    QWidget *makeRow(const Finding &finding);
    QWidget *makePassedRow(int passed);
    QString wordOf(Severity severity) const;
    int wordWidth() const;

    const Theme &m_theme;
    Words m_words;
    Findings m_findings;
    bool m_foldPassed = false;
    bool m_open = false;
    std::function<QString(const Finding &)> m_actionText;
    QVBoxLayout *m_column;
};

} // namespace natsdeck::ui
