#include "widgets/shell/appearance.h"

#include "models/settings/settings.h"
#include "widgets/shell/scheme_watcher.h"

#include <QApplication>

namespace natsdeck::ui {

namespace keys = settings::keys;

Scheme wantedScheme(const settings::Settings &settings, Scheme system)
{
    const QString theme = settings.value(keys::theme);
    return theme == u"dark" ? Scheme::Dark : theme == u"light" ? Scheme::Light : system;
}

Density wantedDensity(const settings::Settings &settings)
{
    return settings.value(keys::density) == u"compact" ? Density::Compact : Density::Comfortable;
}

Appearance::Appearance(Theme &theme, settings::Settings &settings, SchemeWatcher &watcher, QObject *parent)
    : QObject(parent)
    , m_ring(*qApp)
    , m_theme(theme)
    , m_settings(settings)
    , m_watcher(watcher)
{
    connect(&watcher, &SchemeWatcher::schemeChanged, this, &Appearance::apply);
    connect(&settings, &settings::Settings::changed, this, [this](const QString &name) {
        if (name == keys::theme.name || name == keys::density.name)
            apply();
    });
    apply();
}

void Appearance::apply()
{
    m_theme.setScheme(wantedScheme(m_settings, m_watcher.scheme()));
    m_theme.setDensity(wantedDensity(m_settings));
}

} // namespace natsdeck::ui
