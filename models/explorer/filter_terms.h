#pragma once

#include "models/explorer/message_filter.h"

#include <array>

namespace natsdeck::explorer {

class MessageFilter::Term
{
public:
    virtual ~Term() = default;
    [[nodiscard]] virtual bool matches(const FilterInput &input) const = 0;
};

// Finds a text whatever the case of its ASCII letters (Boyer-Moore-Horspool: a flood is searched in the time of a frame).
class TextFinder final
{
public:
    explicit TextFinder(const QByteArray &text);
    [[nodiscard]] bool isIn(QByteArrayView text) const;

private:
    QByteArray m_needle; // lower case
    std::array<quint16, 256> m_skip;
};

[[nodiscard]] std::unique_ptr<MessageFilter::Term> textTerm(const QByteArray &text);
[[nodiscard]] std::unique_ptr<MessageFilter::Term> subjectTerm(const QByteArray &pattern);
[[nodiscard]] std::unique_ptr<MessageFilter::Term> headerTerm(const QByteArray &name, const std::optional<QByteArray> &value);
// Null with `reason` when the expression is wrong, or this build has no RE2.
[[nodiscard]] std::unique_ptr<MessageFilter::Term> expressionTerm(const QByteArray &expression, bool anyCase, QString &reason);

} // namespace natsdeck::explorer
