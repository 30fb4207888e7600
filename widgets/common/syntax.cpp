#include "widgets/common/syntax.h"

namespace natsdeck::ui {

namespace {

bool isWordPart(QChar c) { return c.isLetterOrNumber() || c == u'_' || c == u'-' || c == u'.' || c == u'/' || c == u'$' || c == u'+'; }

// "-12.5e3", "10Gi", "2m", "512MB": what the field writes as numbers.
bool looksLikeNumber(QStringView word)
{
    qsizetype i = word.startsWith(u'-') || word.startsWith(u'+') ? 1 : 0;
    const qsizetype digits = i;
    while (i < word.size() && (word[i].isDigit() || (word[i] == u'.' && i + 1 < word.size() && word[i + 1].isDigit())))
        ++i;
    if (i == digits)
        return false;
    const QStringView unit = word.mid(i);
    if (unit.isEmpty())
        return true;
    if (unit.size() > 3 && !unit.startsWith(u'e') && !unit.startsWith(u'E'))
        return false;
    for (const QChar c : unit) {
        if (!c.isLetterOrNumber() && c != u'-' && c != u'+')
            return false;
    }
    return !unit.contains(u'.') && word.count(u'.') <= 1;
}

bool isLiteral(QStringView word)
{
    for (const QLatin1StringView literal : {QLatin1StringView("true"), QLatin1StringView("false"), QLatin1StringView("null"),
                                            QLatin1StringView("~"), QLatin1StringView("yes"), QLatin1StringView("no")}) {
        if (word == literal)
            return true;
    }
    return false;
}

qsizetype endOfQuoted(QStringView line, qsizetype start)
{
    const QChar quote = line[start];
    for (qsizetype i = start + 1; i < line.size(); ++i) {
        if (line[i] == u'\\' && quote == u'"')
            ++i;
        else if (line[i] == quote)
            return i + 1;
    }
    return line.size();
}

qsizetype skipSpace(QStringView line, qsizetype from)
{
    while (from < line.size() && line[from].isSpace())
        ++from;
    return from;
}

void addWord(std::vector<SyntaxSpan> &spans, QStringView line, qsizetype start, qsizetype end, bool plainIsString)
{
    const QStringView word = line.mid(start, end - start).trimmed();
    if (word.isEmpty())
        return;
    if (looksLikeNumber(word))
        spans.push_back({start, end - start, Syntax::Number});
    else if (isLiteral(word))
        spans.push_back({start, end - start, Syntax::Literal});
    else if (plainIsString)
        spans.push_back({start, end - start, Syntax::String});
}

std::vector<SyntaxSpan> jsonSpans(QStringView line)
{
    std::vector<SyntaxSpan> spans;
    for (qsizetype i = 0; i < line.size();) {
        if (line[i] == u'"') {
            const qsizetype end = endOfQuoted(line, i);
            const qsizetype after = skipSpace(line, end);
            spans.push_back({i, end - i, after < line.size() && line[after] == u':' ? Syntax::Key : Syntax::String});
            i = end;
        } else if (isWordPart(line[i])) {
            qsizetype end = i;
            while (end < line.size() && isWordPart(line[end]))
                ++end;
            addWord(spans, line, i, end, false);
            i = end;
        } else {
            ++i;
        }
    }
    return spans;
}

// Where " #" begins outside quotes.
qsizetype commentStart(QStringView line, qsizetype from)
{
    for (qsizetype i = from; i < line.size(); ++i) {
        if (line[i] == u'"' || line[i] == u'\'')
            i = endOfQuoted(line, i) - 1;
        else if (line[i] == u'#' && (i == 0 || line[i - 1].isSpace()))
            return i;
    }
    return line.size();
}

std::vector<SyntaxSpan> yamlSpans(QStringView line)
{
    std::vector<SyntaxSpan> spans;
    const qsizetype comment = commentStart(line, 0);
    qsizetype i = skipSpace(line, 0);
    while (i + 1 < comment && line[i] == u'-' && line[i + 1] == u' ')
        i = skipSpace(line, i + 2);
    qsizetype colon = i;
    if (i < comment && (line[i] == u'"' || line[i] == u'\''))
        colon = endOfQuoted(line, i);
    while (colon < comment && !(line[colon] == u':' && (colon + 1 >= comment || line[colon + 1].isSpace())))
        ++colon;
    if (colon < comment && colon > i) {
        spans.push_back({i, colon - i, Syntax::Key});
        i = skipSpace(line, colon + 1);
    }
    qsizetype end = comment;
    while (end > i && line[end - 1].isSpace())
        --end;
    if (i < end && !(line[i] == u'|' || line[i] == u'>' || line[i] == u'{' || line[i] == u'[' || line[i] == u'&' || line[i] == u'*')) {
        if (line[i] == u'"' || line[i] == u'\'')
            spans.push_back({i, end - i, Syntax::String});
        else
            addWord(spans, line, i, end, true);
    }
    if (comment < line.size())
        spans.push_back({comment, line.size() - comment, Syntax::Comment});
    return spans;
}

std::vector<SyntaxSpan> confSpans(QStringView line)
{
    std::vector<SyntaxSpan> spans;
    bool value = false; // after ':' or '='
    for (qsizetype i = 0; i < line.size();) {
        const QChar c = line[i];
        const bool inAddress = i > 0 && line[i - 1] == u':'; // nats://…
        if (c == u'#' || (c == u'/' && !inAddress && i + 1 < line.size() && line[i + 1] == u'/')) {
            spans.push_back({i, line.size() - i, Syntax::Comment});
            break;
        }
        if (c == u'"' || c == u'\'') {
            const qsizetype end = endOfQuoted(line, i);
            const qsizetype after = skipSpace(line, end);
            const bool key = !value && after < line.size() && (line[after] == u':' || line[after] == u'=' || line[after] == u'{');
            spans.push_back({i, end - i, key ? Syntax::Key : Syntax::String});
            i = end;
        } else if (isWordPart(c)) {
            qsizetype end = i;
            while (end < line.size() && isWordPart(line[end]))
                ++end;
            const qsizetype after = skipSpace(line, end);
            const bool key = !value && after < line.size() && (line[after] == u':' || line[after] == u'=' || line[after] == u'{');
            if (key)
                spans.push_back({i, end - i, Syntax::Key});
            else
                addWord(spans, line, i, end, value);
            i = end;
        } else {
            value = c == u':' || c == u'=' ? true : c == u',' || c == u'{' || c == u'}' || c == u';' ? false : value;
            ++i;
        }
    }
    return spans;
}

} // namespace

std::vector<SyntaxSpan> syntaxSpans(QStringView line, Language language)
{
    const QStringView head = line.left(syntaxColumns);
    switch (language) {
    case Language::Yaml:
        return yamlSpans(head);
    case Language::Json:
        return jsonSpans(head);
    case Language::NatsConf:
        return confSpans(head);
    case Language::Plain:
        break;
    }
    return {};
}

QColor syntaxColor(Syntax kind, const Tokens &tokens)
{
    switch (kind) {
    case Syntax::Key:
        return tokens.syntaxKey;
    case Syntax::String:
        return tokens.syntaxString;
    case Syntax::Number:
        return tokens.syntaxNumber;
    case Syntax::Literal:
        return tokens.syntaxLiteral;
    case Syntax::Comment:
        break;
    }
    return tokens.textMuted;
}

SyntaxHighlighter::SyntaxHighlighter(const Theme &theme, QTextDocument *document)
    : QSyntaxHighlighter(document)
    , m_theme(theme)
{
    connect(&theme, &Theme::changed, this, &QSyntaxHighlighter::rehighlight);
}

void SyntaxHighlighter::setLanguage(Language language)
{
    if (language == m_language)
        return;
    m_language = language;
    rehighlight();
}

void SyntaxHighlighter::highlightBlock(const QString &text)
{
    for (const SyntaxSpan &span : syntaxSpans(text, m_language))
        setFormat(static_cast<int>(span.start), static_cast<int>(span.length), syntaxColor(span.kind, m_theme.tokens()));
}

} // namespace natsdeck::ui
