#pragma once

#include "widgets/common/scrim_dialog.h"

#include <QList>
#include <QString>

namespace natsdeck::ui {

struct KeyHelp
{
    QString area;    // "Everywhere", "This page"
    QString keys;    // "Ctrl+K"
    QString meaning; // "Search or run a command"
};

QList<KeyHelp> windowKeys(); // those of the main window

// '?': every key that works here.
class KeysOverlay final : public ScrimDialog
{
    Q_OBJECT

public:
    KeysOverlay(const Theme &theme, const QList<KeyHelp> &keys, QWidget *parent);
};

} // namespace natsdeck::ui
