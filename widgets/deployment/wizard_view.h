#pragma once

#include "models/deployment/wizard_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace natsdeck::ui {

// One page of the wizard: the question as heading, a line below it, then what the page is about.
class WizardView : public QWidget
{
    Q_OBJECT

public:
    WizardView(const Theme &theme, deployment::WizardPresenter &presenter, deployment::WizardPage page, QWidget *parent);

    virtual void refresh(); // the presenter has changed
    deployment::WizardPage page() const { return m_page; }

protected:
    const Theme &theme() const { return m_theme; }
    deployment::WizardPresenter &presenter() const { return m_presenter; }
    QVBoxLayout *body() const { return m_body; }
    QWidget *header() const { return m_header; } // its layout is a row; what is added stands at the right end
    void setSubtitle(const QString &text);
    // A scrolled column of readable width, for forms.
    QVBoxLayout *addForm();

private:
    const Theme &m_theme;
    deployment::WizardPresenter &m_presenter;
    deployment::WizardPage m_page;
    QWidget *m_header;
    QLabel *m_heading;
    QLabel *m_subtitle;
    QVBoxLayout *m_body;
};

} // namespace natsdeck::ui
