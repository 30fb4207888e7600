#pragma once

#include <QFont>

#include <array>

// Type roles. Widgets ask for a role, never for a family or a size.
namespace natsdeck::ui {

enum class TextRole {
    Caption,  // 0.88: axis labels, section labels, secondary facts
    Body,     // 1.00: everything
    Strong,   // 1.00 semibold: names, the one thing in a row that matters
    Title,    // 1.15 semibold: card and panel titles
    Heading,  // 1.50 semibold: page and dialog titles
    Figure,   // 1.70 semibold: the number of a card
    Mono,     // 0.94 monospace: subjects, payloads, identifiers
    MonoSmall // 0.86 monospace: log lines, hex, keys
};

class Typography
{
public:
    // `interface` and `fixed` are the desktop's fonts. A generic family ("Sans Serif", "monospace"), which
    // means that the desktop named none, is replaced by the best installed one.
    // `scale` enlarges every role: 2.0 for tests at 200 %.
    Typography(const QFont &interface, const QFont &fixed, double scale = 1);

    const QFont &font(TextRole role) const { return m_fonts[static_cast<std::size_t>(role)]; }

private:
    std::array<QFont, 8> m_fonts; // made once: delegates ask for a font in every cell
};

} // namespace natsdeck::ui
