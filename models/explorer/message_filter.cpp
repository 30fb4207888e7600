#include "models/explorer/message_filter.h"

#include "models/explorer/filter_terms.h"
#include "models/nats/subjects.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

MessageFilter::MessageFilter() = default;
MessageFilter::MessageFilter(MessageFilter &&) noexcept = default;
MessageFilter &MessageFilter::operator=(MessageFilter &&) noexcept = default;
MessageFilter::~MessageFilter() = default;

void MessageFilter::add(std::unique_ptr<Term> term) { m_terms.push_back(std::move(term)); }

bool MessageFilter::matches(const FilterInput &input) const
{
    for (const auto &term : m_terms) {
        if (!term->matches(input))
            return false;
    }
    return true;
}

namespace {

QString say(const char *text) { return QCoreApplication::translate("explorer", text); }

class Parser
{
public:
    explicit Parser(const QString &text)
        : m_text(text)
    {}

    ParsedFilter parse()
    {
        if (m_text.size() > MessageFilter::lengthLimit)
            return problem(MessageFilter::lengthLimit, say(QT_TRANSLATE_NOOP("explorer", "the filter is longer than 5,000 characters")));
        MessageFilter filter;
        for (skipSpace(); m_at < m_text.size(); skipSpace()) {
            const qsizetype start = m_at;
            if (filter.terms() == MessageFilter::termLimit)
                return problem(start, say(QT_TRANSLATE_NOOP("explorer", "more than 16 terms")));
            auto term = next();
            if (!term)
                return problem(m_problemAt < 0 ? start : m_problemAt, m_reason);
            filter.add(std::move(term));
        }
        ParsedFilter parsed;
        parsed.filter = std::move(filter);
        return parsed;
    }

private:
    static ParsedFilter problem(qsizetype at, const QString &reason)
    {
        ParsedFilter parsed;
        parsed.column = static_cast<int>(at) + 1;
        parsed.reason = reason;
        return parsed;
    }

    void skipSpace()
    {
        while (m_at < m_text.size() && m_text.at(m_at).isSpace())
            ++m_at;
    }

    std::unique_ptr<MessageFilter::Term> next()
    {
        const QStringView rest = QStringView(m_text).sliced(m_at);
        if (rest.startsWith(u'/'))
            return expression();
        if (rest.startsWith(u"subject:"))
            return subject();
        if (rest.startsWith(u"header:"))
            return header();
        std::optional<QString> text = word();
        if (!text)
            return nullptr;
        return textTerm(text->toUtf8());
    }

    // A word, or what stands between quotes; the quotes may stand inside: a="b c".
    std::optional<QString> word()
    {
        QString result;
        bool quoted = false;
        const qsizetype start = m_at;
        for (; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == u'"')
                quoted = !quoted;
            else if (c == u'\\' && quoted && m_at + 1 < m_text.size())
                result += m_text.at(++m_at);
            else if (c.isSpace() && !quoted)
                break;
            else
                result += c;
        }
        if (quoted)
            return fail(m_text.indexOf(u'"', start), QT_TRANSLATE_NOOP("explorer", "the closing quote is missing"));
        if (result.isEmpty())
            return fail(start, QT_TRANSLATE_NOOP("explorer", "nothing to look for"));
        return result;
    }

    std::nullopt_t fail(qsizetype at, const char *reason)
    {
        m_problemAt = at;
        m_reason = say(reason);
        return std::nullopt;
    }

    std::unique_ptr<MessageFilter::Term> subject()
    {
        m_at += 8;
        const qsizetype start = m_at;
        const std::optional<QString> pattern = word();
        if (!pattern)
            return nullptr;
        const nats::subjects::Problem problem = nats::subjects::check(pattern->toUtf8());
        if (problem != nats::subjects::Problem::None) {
            m_problemAt = start;
            m_reason = nats::subjects::toText(problem);
            return nullptr;
        }
        return subjectTerm(pattern->toUtf8());
    }

    std::unique_ptr<MessageFilter::Term> header()
    {
        m_at += 7;
        const std::optional<QString> text = word();
        if (!text)
            return nullptr;
        const qsizetype equals = text->indexOf(u'=');
        if (equals == 0) {
            m_problemAt = m_at - text->size();
            m_reason = say(QT_TRANSLATE_NOOP("explorer", "the header's name is missing"));
            return nullptr;
        }
        if (equals < 0)
            return headerTerm(text->toUtf8(), std::nullopt);
        return headerTerm(text->left(equals).toUtf8(), text->mid(equals + 1).toUtf8());
    }

    std::unique_ptr<MessageFilter::Term> expression()
    {
        const qsizetype start = m_at++;
        QString pattern;
        for (; m_at < m_text.size() && m_text.at(m_at) != u'/'; ++m_at) {
            if (m_text.at(m_at) == u'\\' && m_at + 1 < m_text.size() && m_text.at(m_at + 1) == u'/')
                ++m_at;
            else if (m_text.at(m_at) == u'\\' && m_at + 1 < m_text.size())
                pattern += m_text.at(m_at++);
            pattern += m_text.at(m_at);
        }
        m_problemAt = start;
        if (m_at >= m_text.size()) {
            m_reason = say(QT_TRANSLATE_NOOP("explorer", "the closing slash of the expression is missing"));
            return nullptr;
        }
        ++m_at;
        const bool anyCase = m_at < m_text.size() && m_text.at(m_at) == u'i';
        m_at += anyCase ? 1 : 0;
        if (m_at < m_text.size() && !m_text.at(m_at).isSpace()) {
            m_problemAt = m_at;
            m_reason = say(QT_TRANSLATE_NOOP("explorer", "a space is missing after the expression"));
            return nullptr;
        }
        return expressionTerm(pattern.toUtf8(), anyCase, m_reason);
    }

    const QString &m_text;
    qsizetype m_at = 0;
    qsizetype m_problemAt = -1;
    QString m_reason;
};

} // namespace

ParsedFilter parseFilter(const QString &text) { return Parser(text).parse(); }

} // namespace natsdeck::explorer
