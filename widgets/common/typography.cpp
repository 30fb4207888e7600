#include "widgets/common/typography.h"

#include <QFontDatabase>
#include <QStringList>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr double defaultPointSize = 9.75; // 13 px at 96 dpi

struct Step
{
    double scale;
    QFont::Weight weight;
    bool fixed;
};

Step stepFor(TextRole role)
{
    switch (role) {
    case TextRole::Caption:
        return {0.88, QFont::Normal, false};
    case TextRole::Body:
        return {1.0, QFont::Normal, false};
    case TextRole::Strong:
        return {1.0, QFont::DemiBold, false};
    case TextRole::Title:
        return {1.08, QFont::DemiBold, false};
    case TextRole::Heading:
        return {1.5, QFont::DemiBold, false};
    case TextRole::Figure:
        return {1.7, QFont::DemiBold, false};
    case TextRole::Mono:
        return {0.94, QFont::Normal, true};
    case TextRole::MonoSmall:
        return {0.86, QFont::Normal, true};
    }
    return {1.0, QFont::Normal, false};
}

bool isGeneric(const QString &family)
{
    static const QStringList generic{u"Sans Serif"_s, u"sans-serif"_s, u"Sans"_s, u"monospace"_s, u"Monospace"_s, u"Helvetica"_s};
    return generic.contains(family);
}

QFont resolved(QFont font, const QStringList &candidates)
{
    if (!isGeneric(font.family()))
        return font;
    font.setPointSizeF(defaultPointSize);
    const QStringList installed = QFontDatabase::families();
    for (const QString &family : candidates) {
        if (installed.contains(family)) {
            font.setFamilies({family});
            break;
        }
    }
    return font;
}

} // namespace

Typography::Typography(const QFont &interface, const QFont &fixed, double scale)
{
    const QFont text = resolved(interface, {u"Inter"_s, u"Noto Sans"_s, u"Cantarell"_s, u"Ubuntu"_s, u"Open Sans"_s, u"DejaVu Sans"_s});
    // JetBrains Mono is left out on purpose: it joins "->" and ">=" into one glyph, and Qt 6.4 cannot prevent
    // that.
    QFont mono = resolved(fixed, {u"JetBrains Mono NL"_s, u"Noto Sans Mono"_s, u"Source Code Pro"_s, u"DejaVu Sans Mono"_s});
    mono.setStyleHint(QFont::Monospace);

    for (std::size_t i = 0; i < m_fonts.size(); ++i) {
        const Step step = stepFor(static_cast<TextRole>(i));
        m_fonts[i] = step.fixed ? mono : text;
        m_fonts[i].setPointSizeF(text.pointSizeF() * step.scale * scale);
        m_fonts[i].setWeight(step.weight);
    }
}

} // namespace natsdeck::ui
