#pragma once

#include "widgets/deployment/wizard_view.h"

namespace natsdeck::ui {

class ChoiceList;
class FactList;

// What for: a named set of choices, which the next pages show and let change.
class ProfileView final : public WizardView
{
    Q_OBJECT

public:
    ProfileView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override;

private:
    ChoiceList *m_profiles;
    FactList *m_facts;
};

} // namespace natsdeck::ui
