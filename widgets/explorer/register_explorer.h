#pragma once

namespace natsdeck::ui {

class PageRegistry;

void registerExplorerPages(PageRegistry &registry); // "explorer"

} // namespace natsdeck::ui
