#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QVBoxLayout;

namespace natsdeck::settings {
class Settings;
}

namespace natsdeck::ui {

class Section;

// The settings that people decide about, from the table in models/settings/keys.h. A change holds at once and is kept.
class SettingsPage final : public QWidget
{
    Q_OBJECT

public:
    SettingsPage(const Theme &theme, settings::Settings &settings, QWidget *parent = nullptr);

signals:
    void closeRequested();

private:
    void addAppearance(QVBoxLayout &column);
    void addMonitoring(QVBoxLayout &column);
    void addExplorer(QVBoxLayout &column);
    void addSystems(QVBoxLayout &column);
    void addDeployment(QVBoxLayout &column);
    Section *addSection(QVBoxLayout &column, const QString &title, const QString &text = {});

    const Theme &m_theme;
    settings::Settings &m_settings;
};

} // namespace natsdeck::ui
