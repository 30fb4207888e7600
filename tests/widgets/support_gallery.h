#pragma once

#include "widgets/common/confirm_dialog.h"
#include "widgets/shell/first_start_page.h"
#include "widgets/shell/palette_entry.h"

#include <QWidget>

#include <memory>

namespace natsdeck::ui {
class Activity;
}

// Every component in one sheet, and what the pictures of the frame show.
namespace natsdeck::ui::gallery {

std::unique_ptr<QWidget> components(const Theme &theme);
StartContent startContent();
QList<PaletteEntry> paletteEntries();
Confirmation deleteStream();
void fillActivity(Activity &activity);

} // namespace natsdeck::ui::gallery
