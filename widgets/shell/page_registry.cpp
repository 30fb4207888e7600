#include "widgets/shell/page_registry.h"

#include <algorithm>

namespace natsdeck::ui {

void PageRegistry::add(PageDescriptor page)
{
    const auto place = std::upper_bound(m_pages.begin(), m_pages.end(), page.order,
                                        [](int order, const PageDescriptor &other) { return order < other.order; });
    m_pages.insert(place, std::move(page));
}

} // namespace natsdeck::ui
