#pragma once

namespace natsdeck::ui {

class PageRegistry;

void registerMonitoringPages(PageRegistry &registry); // "overview"

} // namespace natsdeck::ui
