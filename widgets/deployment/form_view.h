#pragma once

#include "widgets/deployment/wizard_view.h"

#include <QHash>

class QCheckBox;
class QGridLayout;
class QLineEdit;

namespace natsdeck::ui {

class ChoiceList;
class Field;
class FindingsList;

// The pages that are forms: Server, Storage, Access, Security. Which fields there are the presenter says; what is wrong with
// one stands below it.
class FormView final : public WizardView
{
    Q_OBJECT

public:
    FormView(const Theme &theme, deployment::WizardPresenter &presenter, deployment::WizardPage page, QWidget *parent = nullptr);

    void refresh() override;

signals:
    void nextRequested(); // Enter in a field

private:
    struct Editor
    {
        Field *field;
        QLineEdit *edit;
    };

    void buildChoices(QVBoxLayout *form);
    QCheckBox *addCheck(QVBoxLayout *form, const QString &text, void (deployment::WizardPresenter::*set)(bool));
    void rebuildFields();
    Editor makeEditor(deployment::Field field);
    void refreshChoices();
    QList<deployment::Choice> choicesOf(deployment::Field field) const;

    QGridLayout *m_grid = nullptr;
    QHash<deployment::Field, Editor> m_editors;
    QList<deployment::Field> m_shown;
    QStringList m_offered;
    ChoiceList *m_choices = nullptr;
    QCheckBox *m_check = nullptr;
    QCheckBox *m_second = nullptr;
    FindingsList *m_findings = nullptr;
};

} // namespace natsdeck::ui
