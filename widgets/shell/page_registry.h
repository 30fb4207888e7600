#pragma once

#include "widgets/common/page.h"

#include <functional>
#include <vector>

namespace natsdeck::systems {
struct OpenSystem;
}

namespace natsdeck::ui {

// What a page is made from. Both outlive the page.
struct PageContext
{
    const Theme &theme;
    systems::OpenSystem &system;
};

struct PageDescriptor
{
    QString id;    // "streams": in targets and in settings
    QString title; // in the tab
    QString icon;  // for tintedIcon(), in the palette
    int order;     // tabs from left to right
    std::function<Page *(PageContext &, QWidget *parent)> create;
    std::function<bool(const systems::OpenSystem &)> isFor = {}; // which systems have this page; all without one
};

// The pages a system has. Each feature adds its own by a function that app/composition calls:
// `void registerStreams(PageRegistry &registry)`.
class PageRegistry final
{
public:
    void add(PageDescriptor page);
    const std::vector<PageDescriptor> &pages() const { return m_pages; } // by order

private:
    std::vector<PageDescriptor> m_pages;
};

} // namespace natsdeck::ui
