#include "widgets/deployment/form_view.h"

#include "models/base/units.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/deployment/choice_list.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using deployment::Access;
using deployment::LoginKind;
using deployment::WizardPage;
using Input = deployment::Field;

namespace {

constexpr LoginKind loginKinds[] = {LoginKind::UserPassword, LoginKind::Token, LoginKind::Nkey, LoginKind::None};
constexpr Access accessKinds[] = {Access::Internal, Access::NodePort, Access::LoadBalancer};

// Two of these stand beside each other.
bool isHalf(Input field)
{
    switch (field) {
    case Input::Version:
    case Input::Replicas:
    case Input::CpuRequest:
    case Input::CpuLimit:
    case Input::MemoryRequest:
    case Input::MemoryLimit:
    case Input::StorageSize:
    case Input::MemoryStoreSize:
    case Input::ClientPort:
    case Input::MonitoringPort:
    case Input::User:
    case Input::Password:
        return true;
    default:
        return false;
    }
}

} // namespace

FormView::FormView(const Theme &theme, deployment::WizardPresenter &presenter, WizardPage page, QWidget *parent)
    : WizardView(theme, presenter, page, parent)
    , m_grid(new QGridLayout)
    , m_findings(new FindingsList(theme, FindingsList::Words::Checks, this))
{
    QVBoxLayout *form = addForm();
    buildChoices(form);
    m_grid->setHorizontalSpacing(theme.metrics().l);
    m_grid->setVerticalSpacing(theme.metrics().m);
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, 1);
    form->addLayout(m_grid);
    if (page == WizardPage::Storage)
        m_second = addCheck(form, tr("Write every message to disk before it counts as stored (slower)"),
                            &deployment::WizardPresenter::setSyncAlways);
    else if (page == WizardPage::Security)
        m_check =
            addCheck(form, tr("Also make a system user, for server events and accounts"), &deployment::WizardPresenter::setSystemUser);
    else if (page == WizardPage::Server)
        m_check = addCheck(form, tr("Also a pod with the nats command line tool (nats-box)"), &deployment::WizardPresenter::setNatsBox);
    form->addWidget(m_findings);
}

QCheckBox *FormView::addCheck(QVBoxLayout *form, const QString &text, void (deployment::WizardPresenter::*set)(bool))
{
    auto *check = new QCheckBox(text, this);
    connect(check, &QCheckBox::clicked, this, [this, set](bool on) { (presenter().*set)(on); });
    form->addWidget(check);
    return check;
}

void FormView::buildChoices(QVBoxLayout *form)
{
    if (page() == WizardPage::Storage) {
        m_check = addCheck(form, tr("JetStream: keep streams on disk and in memory"), &deployment::WizardPresenter::setJetStreamEnabled);
    } else if (page() == WizardPage::Access) {
        m_choices = new ChoiceList(theme(), tr("Access"), this);
        m_choices->setItems({{{}, tr("Inside the cluster"), tr("Reached by pods, and from here through the API server."), {}, {}},
                             {{}, tr("A port of every node"), tr("A NodePort Service: reachable wherever a node is."), {}, {}},
                             {{}, tr("A load balancer"), tr("The cloud or the cluster gives it an address of its own."), {}, {}}});
        connect(m_choices, &ChoiceList::chosen, this, [this](int index) { presenter().setAccess(accessKinds[index]); });
        form->addWidget(m_choices);
    } else if (page() == WizardPage::Security) {
        m_choices = new ChoiceList(theme(), tr("Login"), this);
        m_choices->setItems({{{}, tr("User and password"), tr("Every client library can do it. Recommended."), {}, {}},
                             {{}, tr("Token"), tr("One shared word for all clients."), {}, {}},
                             {{}, tr("Key (nkey)"), tr("The server never sees the secret; clients sign with it."), {}, {}},
                             {{}, tr("No login"), tr("Everybody who reaches the port may read, publish and delete."), {}, {}}});
        connect(m_choices, &ChoiceList::chosen, this, [this](int index) { presenter().setLoginKind(loginKinds[index]); });
        form->addWidget(m_choices);
    }
}

QList<deployment::Choice> FormView::choicesOf(Input field) const
{
    const deployment::Offers &offers = presenter().offers();
    switch (field) {
    case Input::Namespace:
        return offers.namespaces;
    case Input::StorageClass:
        return offers.storageClasses;
    case Input::Program:
    case Input::Version:
        return offers.servers;
    default:
        return {};
    }
}

FormView::Editor FormView::makeEditor(Input field)
{
    const QList<deployment::Choice> choices = choicesOf(field);
    QWidget *widget = nullptr;
    QLineEdit *edit = nullptr;
    if (choices.isEmpty()) {
        widget = edit = new QLineEdit(this);
    } else {
        auto *combo = new QComboBox(this);
        combo->setEditable(true);
        combo->setInsertPolicy(QComboBox::NoInsert);
        for (const deployment::Choice &choice : choices) {
            if (choice.usable)
                combo->addItem(choice.value);
        }
        combo->setCurrentIndex(-1);
        connect(combo, &QComboBox::textActivated, this, [this, field](const QString &text) { presenter().setText(field, text); });
        edit = combo->lineEdit();
        edit->setTextMargins(7, 0, 0, 0); // as in the other fields
        widget = combo;
    }
    if (field == Input::Password)
        edit->setEchoMode(QLineEdit::Password);
    connect(edit, &QLineEdit::textEdited, this, [this, field](const QString &text) { presenter().setText(field, text); });
    connect(edit, &QLineEdit::returnPressed, this, &FormView::nextRequested);
    auto *labelled = new Field(theme(), presenter().label(field), widget, presenter().hint(field), this);
    edit->setAccessibleName(presenter().label(field));
    return {labelled, edit};
}

void FormView::rebuildFields()
{
    const QList<Input> wanted = presenter().fieldsOf(page());
    QStringList offered;
    for (const Input field : wanted) {
        offered << presenter().label(field);
        for (const deployment::Choice &choice : choicesOf(field))
            offered << choice.value;
    }
    if (wanted == m_shown && offered == m_offered)
        return;
    m_shown = wanted;
    m_offered = offered;
    for (const Editor &editor : std::as_const(m_editors)) {
        m_grid->removeWidget(editor.field);
        editor.field->hide();
        editor.field->deleteLater();
    }
    m_editors.clear();
    int row = 0;
    int column = 0;
    for (const Input field : wanted) {
        const Editor editor = makeEditor(field);
        m_editors.insert(field, editor);
        const bool half = isHalf(field);
        if (!half && column == 1) {
            ++row;
            column = 0;
        }
        m_grid->addWidget(editor.field, row, column, 1, half ? 1 : 2, Qt::AlignTop);
        if (half && column == 0)
            column = 1;
        else {
            column = 0;
            ++row;
        }
    }
}

void FormView::refresh()
{
    WizardView::refresh();
    rebuildFields();
    for (auto editor = m_editors.begin(); editor != m_editors.end(); ++editor) {
        const QString text = presenter().text(editor.key());
        if (editor->edit->text() != text)
            editor->edit->setText(text); // not while it is what was just typed: the cursor stays
        editor->field->setHint(presenter().hint(editor.key()));
        editor->field->setFinding(presenter().finding(editor.key()));
    }
    refreshChoices();
    Findings findings = presenter().findingsOf(page());
    findings.removeIf([this](const Finding &finding) {
        return std::any_of(m_shown.begin(), m_shown.end(), [&](Input field) { return presenter().finding(field) == finding; });
    });
    m_findings->setFindings(findings);
    m_findings->setVisible(!findings.isEmpty());
}

void FormView::refreshChoices()
{
    const deployment::DesiredSystem &answers = presenter().answers();
    const bool kubernetes = answers.target.kind == deployment::TargetKind::Kubernetes;
    switch (page()) {
    case WizardPage::Server:
        m_check->setVisible(kubernetes);
        m_check->setChecked(answers.natsBox);
        break;
    case WizardPage::Storage: {
        m_check->setChecked(answers.jetStream.enabled);
        m_second->setVisible(answers.jetStream.enabled);
        m_second->setChecked(answers.jetStream.syncAlways);
        const qint64 freeBytes = presenter().offers().freeBytes;
        QString text = tr("What is stored stays when the server restarts or the program is closed. Removing the system asks about it.");
        if (freeBytes >= 0)
            text = tr("%1 are free there. ").arg(shortBytes(double(freeBytes))) + text;
        setSubtitle(text);
        break;
    }
    case WizardPage::Access:
        m_choices->setVisible(kubernetes);
        m_choices->setCurrent(int(std::find(std::begin(accessKinds), std::end(accessKinds), answers.access) - std::begin(accessKinds)));
        break;
    case WizardPage::Security:
        m_choices->setCurrent(int(std::find(std::begin(loginKinds), std::end(loginKinds), answers.login.kind) - std::begin(loginKinds)));
        m_check->setChecked(answers.login.systemUser);
        m_check->setVisible(answers.login.kind != LoginKind::None);
        break;
    default:
        break;
    }
}

} // namespace natsdeck::ui
