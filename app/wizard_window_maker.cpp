#include "app/wizard_window_maker.h"

#include "widgets/deployment/wizard_window.h"

namespace natsdeck::app {

DeploymentDesk::WindowMaker wizardWindowMaker(const ui::Theme &theme)
{
    return [&theme](deployment::WizardPresenter &presenter, const DeploymentDesk::Wanted &wanted) -> QWidget * {
        auto *window = new ui::WizardWindow(theme, presenter);
        QObject::connect(window, &ui::WizardWindow::openSystemRequested, window, wanted.open);
        QObject::connect(window, &ui::WizardWindow::consentRequested, window, wanted.consent);
        return window;
    };
}

} // namespace natsdeck::app
