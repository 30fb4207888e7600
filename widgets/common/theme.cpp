#include "widgets/common/theme.h"

#include "widgets/common/deck_style.h"
#include "widgets/common/palette.h"
#include "widgets/common/style_sheet.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontMetricsF>
#include <QIcon>
#include <QPixmapCache>

// A static library's resources have to be pulled in by hand, and from outside any namespace.
static void initResources() { Q_INIT_RESOURCE(icons); }

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

Theme::Theme(QApplication &app, Scheme scheme, Density density, double fontScale)
    : m_app(app)
    , m_typography(QFontDatabase::systemFont(QFontDatabase::GeneralFont), QFontDatabase::systemFont(QFontDatabase::FixedFont), fontScale)
    , m_scheme(scheme)
    , m_density(density)
{
    initResources();
    // Once only: replacing the style later would re-polish every widget a second time.
    m_app.setStyle(new DeckStyle);
    m_app.setFont(m_typography.font(TextRole::Body));
    apply();
}

void Theme::setScheme(Scheme scheme)
{
    if (scheme == m_scheme)
        return;
    m_scheme = scheme;
    apply();
}

void Theme::setDensity(Density density)
{
    if (density == m_density)
        return;
    m_density = density;
    apply();
}

void Theme::apply()
{
    m_tokens = tokensFor(m_scheme);
    m_metrics = metricsFor(m_density, QFontMetricsF(m_typography.font(TextRole::Body)).height());

    // The order matters: setStyleSheet() polishes every widget against the palette in force at that moment.
    QIcon::setThemeName(m_scheme == Scheme::Dark ? u"breeze-dark"_s : u"breeze"_s);
    m_app.setPalette(makePalette(m_tokens));
    m_app.setStyleSheet(makeStyleSheet(m_tokens, m_metrics));
    // Only here, after setStyleSheet(), does it last; QHeaderView::setFont() is undone by the style sheet.
    QApplication::setFont(m_typography.font(TextRole::Caption), "QHeaderView");
    emit changed();
}

} // namespace natsdeck::ui
