#pragma once

#include "models/settings/settings.h"
#include "widgets/common/theme.h"

#include <utility>
#include <vector>

class QWidget;

// One line of the settings table as a field. Each follows changes made elsewhere; what a key refuses is said below the
// field and not stored.
namespace natsdeck::ui {

class Field;

Field *choiceField(const Theme &theme, settings::Settings &settings, const settings::Key<QString> &key, const QString &label,
                   const std::vector<std::pair<QString, QString>> &choices, const QString &hint = {});
QWidget *switchField(const Theme &theme, settings::Settings &settings, const settings::Key<bool> &key, const QString &label);
Field *numberField(const Theme &theme, settings::Settings &settings, const settings::Key<int> &key, const QString &label,
                   const QString &suffix, const QString &hint = {});
Field *textField(const Theme &theme, settings::Settings &settings, const settings::Key<QString> &key, const QString &label,
                 const QString &placeholder, const QString &hint = {});
// One entry per line.
Field *listField(const Theme &theme, settings::Settings &settings, const settings::Key<QStringList> &key, const QString &label,
                 const QString &hint = {});

} // namespace natsdeck::ui
