#pragma once

#include "widgets/common/theme.h"

#include <QStringView>
#include <QSyntaxHighlighter>

#include <vector>

// Colours for the four languages of the trade. One line at a time, without state: good enough to read by, and cheap.
namespace natsdeck::ui {

enum class Language { Plain, Yaml, Json, NatsConf };

enum class Syntax { Key, String, Number, Literal, Comment };

struct SyntaxSpan
{
    qsizetype start;
    qsizetype length;
    Syntax kind;
};

// Longer lines are coloured up to this column only.
inline constexpr qsizetype syntaxColumns = 4096;

std::vector<SyntaxSpan> syntaxSpans(QStringView line, Language language);
QColor syntaxColor(Syntax kind, const Tokens &tokens);

class SyntaxHighlighter final : public QSyntaxHighlighter
{
    Q_OBJECT

public:
    SyntaxHighlighter(const Theme &theme, QTextDocument *document);

    void setLanguage(Language language);

protected:
    void highlightBlock(const QString &text) override;

private:
    const Theme &m_theme;
    Language m_language = Language::Plain;
};

} // namespace natsdeck::ui
