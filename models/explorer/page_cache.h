#pragma once

#include "models/explorer/message_row.h"

#include <QHash>

#include <vector>

namespace natsdeck::explorer {

// Pages of rows by number, the least recently used ones thrown away when their bytes exceed the limit; counted.
class PageCache final
{
public:
    using Page = std::vector<MessageRow>; // ascending; what is missing is deleted

    explicit PageCache(qsizetype limit)
        : m_limit(limit)
    {}

    [[nodiscard]] const Page *find(quint64 number); // makes it the newest
    [[nodiscard]] const Page *peek(quint64 number) const;
    void insert(quint64 number, Page page);
    void clear();

    [[nodiscard]] qsizetype bytes() const { return m_bytes; }
    [[nodiscard]] quint64 evicted() const { return m_evicted; }
    [[nodiscard]] qsizetype pages() const { return m_pages.size(); }

private:
    struct Entry
    {
        Page page;
        qsizetype bytes;
        quint64 used;
    };

    QHash<quint64, Entry> m_pages;
    qsizetype m_limit;
    qsizetype m_bytes = 0;
    quint64 m_clock = 0;
    quint64 m_evicted = 0;
};

} // namespace natsdeck::explorer
