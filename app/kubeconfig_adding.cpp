#include "app/kubeconfig_adding.h"

#include "app/backstage.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/systems/kubeconfig_dialog.h"

namespace natsdeck::app {

void addKubeconfig(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QStringList &files, const QString &text)
{
    auto *dialog = new ui::KubeconfigDialog(
        theme, backstage.kube.config(), {},
        [&backstage](const QStringList &added) {
            QStringList known = backstage.settings.value(settings::keys::kubeconfigFiles);
            for (const QString &file : added) {
                if (!known.contains(file))
                    known << file;
            }
            backstage.settings.set(settings::keys::kubeconfigFiles, known);
        },
        parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
    if (!files.isEmpty())
        dialog->addFiles(files);
    if (!text.isEmpty())
        dialog->setText(text);
}

void offerDropped(Backstage &backstage, const ui::Theme &theme, ui::MainWindow &window)
{
    ui::NavigationPanel *panel = window.navigation();
    QObject::connect(panel, &ui::NavigationPanel::filesDropped, &window,
                     [&backstage, &theme, &window](const QStringList &files) { addKubeconfig(backstage, theme, &window, files); });
    QObject::connect(panel, &ui::NavigationPanel::textDropped, &window, [&backstage, &theme, &window](const QString &text) {
        if (systems::looksLikeKubeconfig(text))
            addKubeconfig(backstage, theme, &window, {}, text);
    });
}

} // namespace natsdeck::app
