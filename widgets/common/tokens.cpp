#include "widgets/common/tokens.h"

#include <algorithm>
#include <cmath>

namespace natsdeck::ui {

namespace {

Tokens lightTokens()
{
    Tokens t;
    t.canvas = 0xF3F4F6;
    t.sunken = 0xF8F9FA;
    t.surface = 0xFFFFFF;
    t.raised = 0xFFFFFF;
    t.scrim = QColor(20, 23, 30, 112);

    t.hover = 0xEEF0F3;
    t.pressed = 0xE3E6EB;
    t.selected = 0xE3E9FB;
    t.selectedInactive = 0xE9EBEF;

    t.hairline = 0xE1E4E9;
    t.border = 0x7F8796;
    t.track = 0xDDE1E7;

    t.text = 0x1A1D24;
    t.textMuted = 0x555D6B;
    t.textDisabled = 0x8F97A4;

    t.accent = 0x3552CC;
    t.accentFill = 0x3F5BD6;
    t.accentFillHover = 0x3450C4;
    t.accentFillPressed = 0x2B43A8;
    t.onFill = 0xFFFFFF;
    t.dangerFill = 0xBF272D;
    t.dangerFillHover = 0xA51F25;

    t.status = {{{0x17733E, 0x1F8F4E, 0xE5F4EA},
                 {0x8F5200, 0xBA6900, 0xFCF0DA},
                 {0xBF272D, 0xCF3138, 0xFCE8E8},
                 {0x0B6A88, 0x0F7FA3, 0xE2F2F8},
                 {0x5C6471, 0x707886, 0xECEEF1}}};
    t.environment = {0xB01E68, 0x8A5300, 0x0B7568, 0x5C6471};
    t.series = {0x2F66D6, 0xD0620F, 0x0F8F7A, 0x7A1F4B, 0xA985AC, 0x604E0D, 0x076780, 0x93614F};

    t.syntaxKey = 0x1F4FA8;
    t.syntaxString = 0x20703F;
    t.syntaxNumber = 0xA0430A;
    t.syntaxLiteral = 0x7A3AA8;
    return t;
}

Tokens darkTokens()
{
    Tokens t;
    t.canvas = 0x121418;
    t.sunken = 0x15181D;
    t.surface = 0x191C22;
    t.raised = 0x22262E;
    t.scrim = QColor(0, 0, 0, 150);

    t.hover = 0x232830;
    t.pressed = 0x2C323C;
    t.selected = 0x253359;
    t.selectedInactive = 0x2A2F38;

    t.hairline = 0x2B303A;
    t.border = 0x717A8A;
    t.track = 0x333944;

    t.text = 0xE6E8ED;
    t.textMuted = 0xA6AEBC;
    t.textDisabled = 0x646C7A;

    t.accent = 0x93A7FF;
    t.accentFill = 0x4A64E0;
    t.accentFillHover = 0x5069E4;
    t.accentFillPressed = 0x3D55C8;
    t.onFill = 0xFFFFFF;
    t.dangerFill = 0xC93A3F;
    t.dangerFillHover = 0xCF4146;

    t.status = {{{0x5CC98A, 0x4FBE7E, 0x16301F},
                 {0xEFB04C, 0xE9A63C, 0x342811},
                 {0xFF8A85, 0xFA726D, 0x3D1C1E},
                 {0x62C5E1, 0x4FB7D6, 0x10303A},
                 {0xA3ABB8, 0x949DAB, 0x272C34}}};
    t.environment = {0xC43380, 0xA3650B, 0x148474, 0x697180};
    t.series = {0x6FA3FF, 0xF2994A, 0x3FC7AD, 0xE3078C, 0xF2C2F5, 0x7E7A29, 0x2A8194, 0xB67E70};

    t.syntaxKey = 0x8DB4FF;
    t.syntaxString = 0x7FD1A0;
    t.syntaxNumber = 0xF2A86B;
    t.syntaxLiteral = 0xD09CF2;
    return t;
}

} // namespace

Tokens tokensFor(Scheme scheme) { return scheme == Scheme::Dark ? darkTokens() : lightTokens(); }

Metrics metricsFor(Density density, double lineHeight)
{
    const bool compact = density == Density::Compact;
    const int line = static_cast<int>(std::ceil(lineHeight));
    Metrics m;
    m.scale = std::max(1.0, std::floor(line / 8.0) / 2); // halves only: drawings are made on a 16 px grid
    m.icon = m.scaled(16);
    m.rowHeight = std::max(compact ? 26 : 32, line + (compact ? 8 : 14));
    m.controlHeight = std::max(compact ? 26 : 30, line + (compact ? 8 : 12));
    return m;
}

} // namespace natsdeck::ui
