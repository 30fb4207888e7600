#include "widgets/deployment/profile_view.h"

#include "models/base/units.h"
#include "widgets/common/card.h"
#include "widgets/common/fact_list.h"
#include "widgets/deployment/choice_list.h"

#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

ProfileView::ProfileView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : WizardView(theme, presenter, deployment::WizardPage::Profile, parent)
    , m_profiles(new ChoiceList(theme, tr("Profiles"), this))
    , m_facts(new FactList(theme))
{
    setSubtitle(tr("A profile sets everything that follows. Each value can be changed on its page."));
    connect(m_profiles, &ChoiceList::chosen, this,
            [this](int index) { this->presenter().setProfile(this->presenter().profiles()[index].id); });
    auto *card = new Card(theme, tr("What it sets"), {}, this);
    card->body()->addWidget(m_facts);
    QVBoxLayout *form = addForm();
    form->addWidget(m_profiles);
    form->addWidget(card);
}

void ProfileView::refresh()
{
    WizardView::refresh();
    const deployment::DesiredSystem &answers = presenter().answers();
    std::vector<ChoiceList::Item> items;
    int current = -1;
    for (const deployment::Profile &profile : presenter().profiles()) {
        if (profile.id == answers.profile)
            current = int(items.size());
        items.push_back({{}, profile.title, profile.description, {}, {}});
    }
    m_profiles->setItems(items);
    m_profiles->setCurrent(current);
    using deployment::WizardPage;
    QList<FactList::Fact> facts;
    for (const WizardPage page : {WizardPage::Server, WizardPage::Storage, WizardPage::Access, WizardPage::Security})
        facts.append({presenter().title(page), presenter().summary(page), TextRole::Body, {}, {}});
    m_facts->setFacts(facts);
}

} // namespace natsdeck::ui
