#pragma once

#include <QString>
#include <QStringList>

class QWidget;

namespace natsdeck::ui {
class MainWindow;
class Theme;
} // namespace natsdeck::ui

namespace natsdeck::app {

class Backstage;

// The dialog that adds kubeconfigs, filled in with these files and this text. What was added stands in the settings; the contexts follow
// them, and nothing is contacted.
void addKubeconfig(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QStringList &files = {}, const QString &text = {});

// The same for what is dropped on the navigation, or pasted into its tree. Text that is no kubeconfig is left alone.
void offerDropped(Backstage &backstage, const ui::Theme &theme, ui::MainWindow &window);

} // namespace natsdeck::app
