#pragma once

namespace natsdeck::ui {

class PageRegistry;

void registerWorkloadPages(PageRegistry &registry); // "kubernetes", for systems that run in a cluster

} // namespace natsdeck::ui
