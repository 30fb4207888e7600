#pragma once

#include <QColor>

#include <array>

// The named design tokens. Every colour and every size the application uses is listed here, once.
namespace natsdeck::ui {

enum class Scheme { Light, Dark };
enum class Density { Compact, Comfortable };

// What a thing is in. Always shown as glyph + word (see status.h), never by colour alone.
enum class Status { Ok, Warning, Critical, Info, Unknown };

// What kind of system the window works on. Chosen by the user per context.
enum class Environment { Production, Staging, Development, Unlabelled };

struct StatusColors
{
    QColor strong; // text and thin lines: 4.5:1 on every surface and on `soft`
    QColor fill;   // glyphs and bars: 3:1
    QColor soft;   // field behind `strong` or normal text
};

struct Tokens
{
    // Surfaces, from the back of the window to the front
    QColor canvas;  // window, navigation, bars
    QColor sunken;  // wells inside a surface: table headers, code, logs
    QColor surface; // cards, tables, pages
    QColor raised;  // menus, tooltips, dialogs, the command palette
    QColor scrim;   // dims the window under a dialog

    // States painted over a surface
    QColor hover;
    QColor pressed;
    QColor selected;
    QColor selectedInactive; // selection in a view without focus

    // Lines
    QColor hairline; // decorative separation
    QColor border;   // edge of an input: 3:1 on canvas and surfaces
    QColor track;    // empty part of bars

    // Text
    QColor text;
    QColor textMuted;
    QColor textDisabled;

    // The one accent
    QColor accent; // text, lines, focus ring
    QColor accentFill;
    QColor accentFillHover;
    QColor accentFillPressed;
    QColor onFill; // text on accentFill, dangerFill and environment badges
    QColor dangerFill;
    QColor dangerFillHover;

    std::array<StatusColors, 5> status; // indexed by Status
    std::array<QColor, 4> environment;  // indexed by Environment
    std::array<QColor, 8> series;       // charts; use them in this order

    // Payload and YAML highlighting
    QColor syntaxKey;
    QColor syntaxString;
    QColor syntaxNumber;
    QColor syntaxLiteral;

    const StatusColors &of(Status value) const { return status[static_cast<std::size_t>(value)]; }
    const QColor &of(Environment value) const { return environment[static_cast<std::size_t>(value)]; }
};

Tokens tokensFor(Scheme scheme);

// Sizes in device-independent pixels.
struct Metrics
{
    int xs = 4, s = 8, m = 12, l = 16, xl = 24, xxl = 32; // spacing
    int radiusSmall = 4, radius = 6, radiusLarge = 8;     // pill and cell, control, card
    int rowHeight = 32;
    int controlHeight = 30;
    int icon = 16;
    double scale = 1; // of drawings of a fixed size, in halves: 2 with a body font of 26 px
    int scrollBar = 10;

    int scaled(int size) const { return static_cast<int>(size * scale + 0.5); }
};

// Rows and controls grow with the line height of the body font, so that a large desktop font still fits.
Metrics metricsFor(Density density, double lineHeight);

} // namespace natsdeck::ui
