#include "widgets/shell/history.h"

#include <algorithm>

namespace natsdeck::ui {

void History::visit(const Location &place)
{
    if (m_at > 0 && m_places[m_at - 1] == place)
        return;
    m_places.resize(m_at);
    m_places.push_back(place);
    if (m_places.size() > kept)
        m_places.erase(m_places.begin());
    m_at = m_places.size();
}

std::optional<Location> History::back()
{
    if (!canGoBack())
        return std::nullopt;
    --m_at;
    return m_places[m_at - 1];
}

std::optional<Location> History::forward()
{
    if (!canGoForward())
        return std::nullopt;
    ++m_at;
    return m_places[m_at - 1];
}

void History::forget(const QString &systemId)
{
    std::vector<Location> left;
    std::size_t at = 0;
    for (std::size_t i = 0; i < m_places.size(); ++i) {
        if (m_places[i].systemId == systemId)
            continue;
        left.push_back(m_places[i]);
        if (i < m_at)
            at = left.size();
    }
    m_places = std::move(left);
    m_at = at;
}

} // namespace natsdeck::ui
