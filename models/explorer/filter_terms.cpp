#include "models/explorer/filter_terms.h"

#include "models/base/text.h"
#include "models/nats/subjects.h"

#include <QCoreApplication>

#ifdef NATSDECK_RE2
#include <re2/re2.h>
#endif

namespace natsdeck::explorer {

namespace {

unsigned char lower(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte | 0x20) : byte;
}

class TextTerm final : public MessageFilter::Term
{
public:
    explicit TextTerm(const QByteArray &text)
        : m_finder(text)
    {}
    bool matches(const FilterInput &input) const override { return m_finder.isIn(input.data) || m_finder.isIn(input.subject); }

private:
    TextFinder m_finder;
};

class SubjectTerm final : public MessageFilter::Term
{
public:
    explicit SubjectTerm(QByteArray pattern)
        : m_pattern(std::move(pattern))
    {}
    bool matches(const FilterInput &input) const override { return nats::subjects::matches(m_pattern, input.subject); }

private:
    QByteArray m_pattern;
};

class HeaderTerm final : public MessageFilter::Term
{
public:
    HeaderTerm(QByteArray name, const std::optional<QByteArray> &value)
        : m_name(std::move(name))
    {
        if (value)
            m_value.emplace(*value);
    }
    bool matches(const FilterInput &input) const override
    {
        for (const auto &[name, value] : input.headers()) {
            if (name.compare(m_name, Qt::CaseInsensitive) == 0 && (!m_value || m_value->isIn(value)))
                return true;
        }
        return false;
    }

private:
    QByteArray m_name;
    std::optional<TextFinder> m_value;
};

#ifdef NATSDECK_RE2
class ExpressionTerm final : public MessageFilter::Term
{
public:
    ExpressionTerm(const QByteArray &expression, const RE2::Options &options)
        : m_expression(re2::StringPiece(expression.constData(), static_cast<std::size_t>(expression.size())), options)
    {}
    const RE2 &expression() const { return m_expression; }
    bool matches(const FilterInput &input) const override
    {
        return RE2::PartialMatch(re2::StringPiece(input.data.data(), static_cast<std::size_t>(input.data.size())), m_expression);
    }

private:
    RE2 m_expression;
};
#endif

} // namespace

TextFinder::TextFinder(const QByteArray &text)
    : m_needle(text)
{
    for (char &c : m_needle)
        c = static_cast<char>(lower(c));
    const auto length = static_cast<quint16>(m_needle.size());
    m_skip.fill(length);
    for (quint16 i = 0; i + 1 < length; ++i) {
        const auto c = static_cast<unsigned char>(m_needle[i]);
        const auto skip = static_cast<quint16>(length - 1 - i);
        m_skip[c] = skip;
        if (c >= 'a' && c <= 'z')
            m_skip[static_cast<std::size_t>(c - 0x20)] = skip;
    }
}

bool TextFinder::isIn(QByteArrayView text) const
{
    const qsizetype length = m_needle.size();
    for (qsizetype at = 0; at + length <= text.size();) {
        qsizetype i = length - 1;
        while (i >= 0 && static_cast<char>(lower(text[at + i])) == m_needle[i])
            --i;
        if (i < 0)
            return true;
        at += m_skip[static_cast<unsigned char>(text[at + length - 1])];
    }
    return false;
}

std::unique_ptr<MessageFilter::Term> textTerm(const QByteArray &text) { return std::make_unique<TextTerm>(text); }

std::unique_ptr<MessageFilter::Term> subjectTerm(const QByteArray &pattern) { return std::make_unique<SubjectTerm>(pattern); }

std::unique_ptr<MessageFilter::Term> headerTerm(const QByteArray &name, const std::optional<QByteArray> &value)
{
    return std::make_unique<HeaderTerm>(name, value);
}

std::unique_ptr<MessageFilter::Term> expressionTerm(const QByteArray &expression, bool anyCase, QString &reason)
{
#ifdef NATSDECK_RE2
    RE2::Options options;
    options.set_log_errors(false);
    options.set_case_sensitive(!anyCase);
    options.set_max_mem(8 << 20);
    options.set_encoding(RE2::Options::EncodingLatin1); // payloads are bytes: text that is not UTF-8 is searched too
    for (const char c : expression) {
        if (static_cast<unsigned char>(c) >= 0x80)
            options.set_encoding(RE2::Options::EncodingUTF8);
    }
    auto term = std::make_unique<ExpressionTerm>(expression, options);
    if (term->expression().ok())
        return term;
    reason = text::clean(QString::fromStdString(term->expression().error()));
#else
    Q_UNUSED(expression)
    Q_UNUSED(anyCase)
    reason = QCoreApplication::translate("explorer", "this build has no regular expressions (RE2)");
#endif
    return nullptr;
}

} // namespace natsdeck::explorer
