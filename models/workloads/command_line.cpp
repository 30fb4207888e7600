#include "models/workloads/command_line.h"

#include "models/base/text.h"
#include "models/workloads/action_texts.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr qsizetype longestLine = 16 * 1024;
const QString mask = u"••••"_s;

class Splitter
{
public:
    explicit Splitter(const QString &line)
        : m_line(line)
    {}

    Result<CommandLine> split()
    {
        for (; m_at < m_line.size(); ++m_at) {
            const QChar c = m_line[m_at];
            if (c.isSpace())
                endWord();
            else if (c == u'\'' || c == u'"') {
                if (!quoted(c))
                    return failure(ErrorKind::Invalid, ActionTexts::tr("A quotation mark is missing"),
                                   ActionTexts::tr("%1 is not closed").arg(c));
            } else if (c == u'\\') {
                if (++m_at >= m_line.size())
                    return failure(ErrorKind::Invalid, ActionTexts::tr("The line ends with a backslash"));
                put(m_line[m_at]);
            } else {
                noteShell(c);
                put(c);
            }
        }
        endWord();
        return CommandLine{m_words, m_note};
    }

private:
    void put(QChar c)
    {
        m_word += c;
        m_inWord = true;
    }

    void endWord()
    {
        if (std::exchange(m_inWord, false))
            m_words << std::exchange(m_word, {});
    }

    bool quoted(QChar quote)
    {
        m_inWord = true;
        for (++m_at; m_at < m_line.size(); ++m_at) {
            const QChar c = m_line[m_at];
            if (c == quote)
                return true;
            const QChar next = m_at + 1 < m_line.size() ? m_line[m_at + 1] : QChar();
            if (quote == u'"' && c == u'\\' && (next == u'"' || next == u'\\' || next == u'$' || next == u'`'))
                m_word += m_line[++m_at];
            else
                m_word += c;
        }
        return false;
    }

    // "orders.>" and "orders.*" are subjects: a star, or a ">" that follows a dot, is what NATS people type all day.
    void noteShell(QChar c)
    {
        const bool isSubject = c == u'>' && (m_word.endsWith(u'.') || !m_inWord) &&
                               (m_at + 1 >= m_line.size() || m_line[m_at + 1].isSpace()) && (m_inWord || m_at + 1 >= m_line.size());
        if (m_note.isEmpty() && !isSubject && QStringView(u"|<>;&`$").contains(c))
            m_note = ActionTexts::tr("%1 is passed on as it is: no shell runs this. With a shell: sh -c '…'").arg(c);
    }

    const QString &m_line;
    qsizetype m_at = 0;
    QString m_word;
    bool m_inWord = false;
    QStringList m_words;
    QString m_note;
};

} // namespace

Result<CommandLine> splitCommandLine(const QString &line)
{
    if (line.size() > longestLine)
        return failure(ErrorKind::LimitExceeded, ActionTexts::tr("The line is too long"));
    if (line.contains(QChar(0)))
        return failure(ErrorKind::Invalid, ActionTexts::tr("The line has a character that no argument can have"));
    return Splitter(line).split();
}

QStringList withoutSecrets(const QStringList &words)
{
    static const QRegularExpression option(u"^--?(?:password|pass|token|creds|nkey|seed|secret|jwt|user-jwt|key|auth)$"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression assigned(u"^((?:--?|[A-Z_]*)(?:password|pass|token|seed|secret|jwt)[a-z_]*=).+$"_s,
                                             QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression address(u"([a-z]+://)[^/@\\s]+@"_s);
    QStringList shown;
    bool hideNext = false;
    for (const QString &word : words) {
        if (std::exchange(hideNext, option.match(word).hasMatch()) && !word.startsWith(u'-')) {
            shown << mask;
            continue;
        }
        QString copy = word;
        copy.replace(assigned, u"\\1"_s + mask);
        copy.replace(address, u"\\1"_s + mask + u'@');
        shown << copy;
    }
    return shown;
}

QString quotedCommand(const QStringList &words)
{
    QStringList quoted;
    for (const QString &word : words)
        quoted << text::shellQuoted(word);
    return quoted.join(u' ');
}

} // namespace natsdeck::workloads
