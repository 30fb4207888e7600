#pragma once

#include "widgets/deployment/wizard_view.h"

class QVBoxLayout;

namespace natsdeck::ui {

class Banner;
class ChoiceList;
class FindingsList;

// Where: this workstation, or a context of the kubeconfig. A context is contacted when it is chosen, not before. Above them,
// what an earlier run of the program left unfinished.
class TargetView final : public WizardView
{
    Q_OBJECT

public:
    TargetView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override;

signals:
    void consentRequested(const QString &context); // its kubeconfig would run a program

protected:
    void showEvent(QShowEvent *event) override;

private:
    void showInterrupted();
    void showLooking();

    QVBoxLayout *m_interrupted;
    ChoiceList *m_targets;
    QLabel *m_looking;
    Banner *m_error;
    FindingsList *m_findings;
};

} // namespace natsdeck::ui
