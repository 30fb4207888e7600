#pragma once

#include "models/deployment/wizard_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

namespace natsdeck::ui {

// The numbered steps at the left, the chosen value under each name. Steps that were reached are links.
class WizardRail final : public QWidget
{
    Q_OBJECT

public:
    WizardRail(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh();

private:
    class Step;

    deployment::WizardPresenter &m_presenter;
    std::vector<Step *> m_steps;
};

} // namespace natsdeck::ui
