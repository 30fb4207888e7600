#pragma once

namespace natsdeck::ui {

class PageRegistry;

void registerJetstreamPages(PageRegistry &registry); // "streams"

} // namespace natsdeck::ui
