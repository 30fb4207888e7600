#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace natsdeck::explorer {

using HeaderList = QList<std::pair<QByteArray, QByteArray>>; // names keep their case and may repeat

// What a filter looks at. `headers` is asked only when the filter has a term about headers: reading them costs.
struct FilterInput
{
    QByteArrayView subject;
    QByteArrayView data;
    const std::function<HeaderList()> &headers;
};

// The text filter of the live view. Terms are separated by spaces and must all hold:
//   word, "some words"              in the subject or the payload, whatever the case
//   subject:orders.*.paid           the subject matches, with wildcards
//   header:Name, header:Name=text   there is such a header (whose value contains the text)
//   /expression/, /expression/i     RE2 in the payload; linear time whatever it says
// There is no language in it on purpose: it cannot loop, allocate without bound or reach outside.
class MessageFilter final
{
public:
    static constexpr qsizetype lengthLimit = 5000;
    static constexpr int termLimit = 16;

    MessageFilter();
    MessageFilter(MessageFilter &&) noexcept;
    MessageFilter &operator=(MessageFilter &&) noexcept;
    ~MessageFilter();

    [[nodiscard]] bool isEmpty() const { return m_terms.empty(); } // everything passes
    [[nodiscard]] bool matches(const FilterInput &input) const;
    [[nodiscard]] int terms() const { return static_cast<int>(m_terms.size()); }

    class Term;
    void add(std::unique_ptr<Term> term);

private:
    std::vector<std::unique_ptr<Term>> m_terms;
};

// Either a filter, or the reason and the column (from 1) where it went wrong.
struct ParsedFilter
{
    std::optional<MessageFilter> filter;
    int column = 0;
    QString reason;
};

[[nodiscard]] ParsedFilter parseFilter(const QString &text);

} // namespace natsdeck::explorer
