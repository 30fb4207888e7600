#pragma once

#include "widgets/deployment/wizard_view.h"

class QCheckBox;
class QPushButton;

namespace natsdeck::ui {

class Card;
class CodeView;
class FactList;
class FindingsList;
class Segments;

// How to connect, and the proof that it works.
class ResultView final : public WizardView
{
    Q_OBJECT

public:
    ResultView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override;

private:
    QWidget *buildConnect();
    QWidget *buildSamples();
    QWidget *buildVerification();
    void refreshFacts();
    void refreshSample();
    void refreshVerification();
    QString masked(QString text) const; // without the login, until someone asks to see it

    FactList *m_facts = nullptr;
    QCheckBox *m_reveal = nullptr;
    CodeView *m_context = nullptr;
    Segments *m_languages = nullptr;
    CodeView *m_code = nullptr;
    QLabel *m_prepare = nullptr;
    Card *m_checksCard = nullptr;
    FindingsList *m_checks = nullptr;
    QPushButton *m_again = nullptr;
    int m_languageCount = 0;
};

} // namespace natsdeck::ui
