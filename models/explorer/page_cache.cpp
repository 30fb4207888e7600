#include "models/explorer/page_cache.h"

namespace natsdeck::explorer {

const PageCache::Page *PageCache::find(quint64 number)
{
    const auto it = m_pages.find(number);
    if (it == m_pages.end())
        return nullptr;
    it->used = ++m_clock;
    return &it->page;
}

const PageCache::Page *PageCache::peek(quint64 number) const
{
    const auto it = m_pages.constFind(number);
    return it == m_pages.constEnd() ? nullptr : &it->page;
}

void PageCache::insert(quint64 number, Page page)
{
    qsizetype bytes = 64;
    for (const MessageRow &row : page)
        bytes += row.footprint();
    if (const auto old = m_pages.constFind(number); old != m_pages.constEnd())
        m_bytes -= old->bytes;
    m_bytes += bytes;
    m_pages.insert(number, Entry{std::move(page), bytes, ++m_clock});
    while (m_bytes > m_limit && m_pages.size() > 4) { // what is on screen stays, however big
        auto oldest = m_pages.begin();
        for (auto it = m_pages.begin(); it != m_pages.end(); ++it) {
            if (it->used < oldest->used)
                oldest = it;
        }
        m_bytes -= oldest->bytes;
        m_pages.erase(oldest);
        ++m_evicted;
    }
}

void PageCache::clear()
{
    m_pages.clear();
    m_bytes = 0;
}

} // namespace natsdeck::explorer
