#pragma once

#include "widgets/common/focus_ring.h"
#include "widgets/common/theme.h"

#include <QObject>

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::ui {

class SchemeWatcher;

Scheme wantedScheme(const settings::Settings &settings, Scheme system);
Density wantedDensity(const settings::Settings &settings);

// Keeps the theme as the settings and the desktop say, and shows the keyboard focus.
class Appearance final : public QObject
{
    Q_OBJECT

public:
    Appearance(Theme &theme, settings::Settings &settings, SchemeWatcher &watcher, QObject *parent = nullptr);

private:
    void apply();

    FocusRing m_ring;
    Theme &m_theme;
    settings::Settings &m_settings;
    SchemeWatcher &m_watcher;
};

} // namespace natsdeck::ui
