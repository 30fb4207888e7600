#include "models/workloads/log_filter.h"

#include "models/base/text.h"
#include "models/workloads/action_texts.h"

#include <algorithm>

#ifdef NATSDECK_RE2
#include <re2/re2.h>
#endif

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

} // namespace

struct LogFilter::Term
{
    explicit Term(const QByteArray &text)
        : finder(text)
    {}

    LogFinder finder;
    bool isNot = false;
#ifdef NATSDECK_RE2
    std::unique_ptr<RE2> expression;
#endif

    [[nodiscard]] bool holds(const LogEntry &line) const
    {
#ifdef NATSDECK_RE2
        if (expression) {
            const QByteArrayView shown = line.shown();
            return RE2::PartialMatch(re2::StringPiece(shown.data(), static_cast<std::size_t>(shown.size())), *expression) != isNot;
        }
#endif
        return (finder.isIn(line.shown()) || finder.isIn(line.source.toUtf8())) != isNot;
    }
};

LogFinder::LogFinder(const QByteArray &text)
    : m_needle(text)
{
    std::transform(m_needle.begin(), m_needle.end(), m_needle.begin(), lower);
}

qsizetype LogFinder::indexIn(QByteArrayView text, qsizetype from) const
{
    if (from > text.size())
        return -1;
    const auto found = std::search(text.begin() + from, text.end(), m_needle.begin(), m_needle.end(),
                                   [](char there, char wanted) { return lower(there) == wanted; });
    return found == text.end() && !m_needle.isEmpty() ? -1 : found - text.begin();
}

LogFilter::LogFilter() = default;
LogFilter::LogFilter(LogFilter &&) noexcept = default;
LogFilter &LogFilter::operator=(LogFilter &&) noexcept = default;
LogFilter::~LogFilter() = default;

bool LogFilter::isEmpty() const { return m_terms.empty() && m_minimum == LogLevel::None; }

bool LogFilter::passes(const LogEntry &line) const
{
    if (line.level == LogLevel::Marker)
        return true;
    if (line.level < m_minimum)
        return false;
    return std::all_of(m_terms.begin(), m_terms.end(), [&line](const auto &term) { return term->holds(line); });
}

// One walk through the text; the first thing that is wrong ends it.
struct LogFilterParser
{
    QString text;
    qsizetype at = 0;
    QString reason;
    LogFilter filter = {};

    void parse()
    {
        if (text.size() > LogFilter::lengthLimit)
            reason = ActionTexts::tr("The filter is too long");
        while (reason.isEmpty()) {
            while (at < text.size() && text[at].isSpace())
                ++at;
            if (at >= text.size())
                return;
            if (filter.terms() == LogFilter::termLimit) {
                reason = ActionTexts::tr("There are too many terms");
                return;
            }
            const bool isNot = text[at] == u'!' && at + 1 < text.size() && !text[at + 1].isSpace();
            if (isNot)
                ++at;
            auto term = text[at] == u'/' ? expression() : word();
            if (!term)
                return;
            term->isNot = isNot;
            filter.m_terms.push_back(std::move(term));
        }
    }

    std::unique_ptr<LogFilter::Term> word()
    {
        qsizetype end = at;
        if (text[at] == u'"') {
            end = text.indexOf(u'"', at + 1);
            if (end < 0) {
                reason = ActionTexts::tr("A quotation mark is missing");
                return nullptr;
            }
            const QString quoted = text.mid(at + 1, end - at - 1);
            at = end + 1;
            return std::make_unique<LogFilter::Term>(quoted.toUtf8());
        }
        while (end < text.size() && !text[end].isSpace())
            ++end;
        const QString plain = text.mid(at, end - at);
        at = end;
        return std::make_unique<LogFilter::Term>(plain.toUtf8());
    }

    std::unique_ptr<LogFilter::Term> expression()
    {
        qsizetype end = at + 1;
        while (end < text.size() && text[end] != u'/')
            end += text[end] == u'\\' ? 2 : 1;
        if (end >= text.size())
            return word(); // a path, not an expression: "/varz"
        const QString pattern = text.mid(at + 1, end - at - 1);
        const bool anyCase = end + 1 < text.size() && text[end + 1] == u'i';
        const qsizetype after = end + 1 + (anyCase ? 1 : 0);
        if (after < text.size() && !text[after].isSpace())
            return word(); // "/data/jetstream"
        at = after;
        return compiled(pattern, anyCase);
    }

    std::unique_ptr<LogFilter::Term> compiled([[maybe_unused]] const QString &pattern, [[maybe_unused]] bool anyCase)
    {
#ifdef NATSDECK_RE2
        RE2::Options options;
        options.set_log_errors(false);
        options.set_case_sensitive(!anyCase);
        options.set_max_mem(8 << 20);
        auto term = std::make_unique<LogFilter::Term>(QByteArray());
        term->expression = std::make_unique<RE2>(pattern.toStdString(), options);
        if (term->expression->ok())
            return term;
        reason = text::clean(QByteArray::fromStdString(term->expression->error()), 200);
#else
        reason = ActionTexts::tr("this build has no regular expressions (RE2)");
#endif
        return nullptr;
    }
};

ParsedLogFilter parseLogFilter(const QString &text)
{
    LogFilterParser parser{text, 0, {}};
    parser.parse();
    if (!parser.reason.isEmpty())
        return {std::nullopt, parser.reason};
    return {std::move(parser.filter), {}};
}

} // namespace natsdeck::workloads
