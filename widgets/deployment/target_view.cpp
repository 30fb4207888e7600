#include "widgets/deployment/target_view.h"

#include "models/base/text.h"
#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/labels.h"
#include "widgets/deployment/choice_list.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using deployment::TargetKind;

TargetView::TargetView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : WizardView(theme, presenter, deployment::WizardPage::Target, parent)
    , m_interrupted(new QVBoxLayout)
    , m_targets(new ChoiceList(theme, tr("Targets"), this))
    , m_looking(mutedLabel(theme, tr("Looking at the target …"), TextRole::Body, this))
    , m_error(new Banner(theme, Status::Critical, {}, {}, this))
    , m_findings(new FindingsList(theme, FindingsList::Words::Health, this))
{
    setSubtitle(tr("A context is contacted when it is chosen. Nothing is changed before you have seen the plan."));
    QPushButton *again = pushButton(tr("Try again"), ButtonVariant::Normal, m_error);
    connect(again, &QPushButton::clicked, this, [this] {
        const std::optional<Error> error = this->presenter().offersError();
        const int index = this->presenter().targetIndex();
        if (error && error->reason == u"consent-required"_s && index >= 0)
            emit consentRequested(this->presenter().targets()[index].target.context);
        else
            this->presenter().reloadOffers();
    });
    m_error->addAction(again);
    connect(m_targets, &ChoiceList::chosen, this, [this](int index) { this->presenter().setTargetIndex(index); });
    QVBoxLayout *form = addForm();
    m_interrupted->setSpacing(theme.metrics().s);
    form->addLayout(m_interrupted);
    form->addWidget(m_targets);
    form->addWidget(m_looking);
    form->addWidget(m_error);
    form->addWidget(m_findings);
}

void TargetView::refresh()
{
    WizardView::refresh();
    std::vector<ChoiceList::Item> items;
    for (const deployment::TargetOption &target : presenter().targets()) {
        const bool here = target.target.kind == TargetKind::Workstation;
        items.push_back({here ? u"deck-workstation"_s : u"deck-cluster"_s, target.title, target.detail,
                         target.usable ? QString() : target.reason,
                         target.production ? std::optional(Environment::Production) : std::nullopt});
    }
    m_targets->setItems(items);
    m_targets->setCurrent(presenter().targetIndex());
    showLooking();
}

// Read when the page is shown, not at every change: it lies on the disk.
void TargetView::showEvent(QShowEvent *event)
{
    WizardView::showEvent(event);
    showInterrupted();
}

void TargetView::showInterrupted()
{
    while (QLayoutItem *item = m_interrupted->takeAt(0)) {
        item->widget()->deleteLater();
        delete item;
    }
    for (const plan::JournalState &journal : presenter().interrupted()) {
        auto *banner = new Banner(theme(), Status::Warning, tr("Unfinished: %1").arg(text::clean(journal.title)),
                                  tr("The program ended while it worked. Go on from where it stopped, or take back what was done."), this);
        QPushButton *open = pushButton(tr("Go on or take back"), ButtonVariant::Normal, banner);
        connect(open, &QPushButton::clicked, this, [this, journal] { presenter().adopt(journal); });
        banner->addAction(open);
        m_interrupted->addWidget(banner);
    }
}

void TargetView::showLooking()
{
    m_looking->setVisible(presenter().offersLoading());
    const std::optional<Error> error = presenter().offersLoading() ? std::nullopt : presenter().offersError();
    m_error->setVisible(error.has_value());
    if (error) {
        const bool consent = error->reason == u"consent-required"_s;
        QString text = error->detail;
        if (!error->remedy.isEmpty())
            text += (text.isEmpty() ? QString() : u". "_s) + error->remedy;
        m_error->setContent(consent ? Status::Warning : Status::Critical, error->summary, text);
        auto *button = m_error->findChild<QPushButton *>();
        button->setText(consent ? tr("See what it would run …") : tr("Try again"));
        button->setAccessibleName(button->text());
    }
    const Findings findings = presenter().offersLoading() ? Findings() : presenter().offers().findings;
    m_findings->setVisible(!findings.isEmpty());
    m_findings->setFindings(findings);
}

} // namespace natsdeck::ui
