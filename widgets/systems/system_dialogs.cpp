#include "widgets/systems/system_dialogs.h"

#include "models/base/text.h"
#include "widgets/common/buttons.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/systems/form_scroll.h"
#include "widgets/systems/login_fields.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int dialogWidth = 560;

void addHead(const Theme &theme, QVBoxLayout *panel, QWidget *parent, const QString &title, const QString &text)
{
    const Metrics &metrics = theme.metrics();
    panel->setContentsMargins(metrics.xl, metrics.xl - 4, metrics.xl, metrics.l);
    panel->setSpacing(metrics.m);
    panel->addWidget(wrappedLabel(theme, title, TextRole::Heading, Tone::Normal, parent));
    if (!text.isEmpty())
        panel->addWidget(wrappedLabel(theme, text, TextRole::Body, Tone::Muted, parent));
}

// Cancel left of the primary; the primary is returned, connected to nothing.
QPushButton *addButtons(const Theme &theme, QVBoxLayout *panel, QDialog *dialog, const QString &action, QPushButton **cancel = nullptr)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(theme.metrics().s);
    row->addStretch(1);
    QPushButton *no = pushButton(QDialog::tr("Cancel"), ButtonVariant::Normal, dialog);
    QPushButton *yes = pushButton(action, ButtonVariant::Primary, dialog);
    row->addWidget(no);
    row->addWidget(yes);
    panel->addLayout(row);
    QObject::connect(no, &QPushButton::clicked, dialog, &QDialog::reject);
    if (cancel != nullptr)
        *cancel = no;
    return yes;
}

QLineEdit *lineEdit(const QString &name, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    return edit;
}

} // namespace

OptionalSystemLogin::OptionalSystemLogin(const Theme &theme, const QStringList &contexts, QWidget *parent)
    : QWidget(parent)
    , m_wanted(new QCheckBox(tr("A second login for the s&ystem account, to read all servers"), this))
    , m_fields(new LoginFields(theme, this, LoginFields::Account::System))
{
    m_wanted->setObjectName(u"system-login"_s);
    m_fields->setContexts(contexts);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins({});
    column->setSpacing(theme.metrics().m);
    column->addWidget(m_wanted);
    column->addWidget(m_fields);
    m_fields->hide();
    connect(m_wanted, &QCheckBox::toggled, m_fields, &QWidget::setVisible);
    connect(m_wanted, &QCheckBox::toggled, this, &OptionalSystemLogin::edited);
    connect(m_fields, &LoginFields::edited, this, &OptionalSystemLogin::edited);
}

std::optional<settings::StoredLogin> OptionalSystemLogin::login() const
{
    return m_wanted->isChecked() ? std::optional(m_fields->login()) : std::nullopt;
}

void OptionalSystemLogin::showFindings(const Findings &findings) { m_fields->showFindings(findings); }

AddSystemDialog::AddSystemDialog(const Theme &theme, const QStringList &contexts, std::function<void(const systems::SystemForm &)> accepted,
                                 QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_accepted(std::move(accepted))
    , m_name(lineEdit(u"name"_s, tr("orders")))
    , m_addresses(lineEdit(u"addresses"_s, u"nats://nats.example.org:4222"_s))
    , m_monitoring(lineEdit(u"monitoring"_s, u"http://nats.example.org:8222"_s))
    , m_caFile(lineEdit(u"ca-file"_s, {}))
    , m_login(new LoginFields(theme, this))
    , m_unverified(new QCheckBox(tr("Do &not check the certificates of this system"), this))
    , m_tlsFirst(new QCheckBox(tr("&TLS before the greeting (handshake_first)"), this))
    , m_system(new OptionalSystemLogin(theme, contexts, this))
{
    m_login->setContexts(contexts);
    m_unverified->setObjectName(u"unverified"_s);
    m_tlsFirst->setObjectName(u"tls-first"_s);
    m_tlsFirst->setEnabled(systems::canHandshakeFirst());
    if (!systems::canHandshakeFirst())
        setPlainToolTip(m_tlsFirst, tr("The NATS C client of this build is older than 3.9 and cannot do it"));
    setPlainToolTip(m_unverified,
                    tr("Whoever is on the way could read and change everything. It is shown as a warning as long as it is so."));
    setAccessibleName(tr("Add a system by its address"));
    addHead(theme, panel(), this, tr("Add a system by its address"),
            tr("It is read-only until you allow changes. Nothing is contacted before you open it."));
    m_nameField = new Field(theme, tr("&Name"), m_name, {}, this);
    m_addressField = new Field(theme, tr("&Addresses"), m_addresses, tr("One or more, separated by commas"), this);
    m_monitoringField =
        new Field(theme, tr("&Monitoring address"), m_monitoring, tr("Optional. Without it port 8222 of the same host is tried"), this);
    m_caField = new Field(theme, tr("&Certificate authority file"), m_caFile,
                          tr("Optional. Certificates are checked with those of this workstation and this file"), this);
    auto *fields = new FormScroll(theme.metrics().m, this);
    for (QWidget *part : std::initializer_list<QWidget *>{m_nameField, m_addressField, m_login, m_system, m_monitoringField, m_caField,
                                                          m_unverified, m_tlsFirst})
        fields->column()->addWidget(part);
    panel()->addWidget(fields, 1);
    m_add = addButtons(theme, panel(), this, tr("Add system"));
    connect(m_add, &QPushButton::clicked, this, [this] {
        m_wasTried = true;
        check();
        if (systems::check(form()).isEmpty())
            accept();
    });
    for (QLineEdit *edit : {m_name, m_addresses, m_monitoring, m_caFile})
        connect(edit, &QLineEdit::textChanged, this, &AddSystemDialog::check);
    connect(m_login, &LoginFields::edited, this, &AddSystemDialog::check);
    connect(m_system, &OptionalSystemLogin::edited, this, &AddSystemDialog::check);
    m_name->setFocus(Qt::OtherFocusReason);
}

systems::SystemForm AddSystemDialog::form() const
{
    return {m_name->text(),
            m_addresses->text(),
            m_caFile->text().trimmed(),
            m_monitoring->text().trimmed(),
            m_login->login(),
            m_system->login().value_or(settings::StoredLogin()),
            {m_unverified->isChecked(), m_tlsFirst->isChecked()}};
}

// Nothing is called wrong before someone tried to add it.
void AddSystemDialog::check()
{
    const Findings findings = m_wasTried ? systems::check(form()) : Findings();
    m_nameField->setFinding(findingAbout(findings, u"name"_s));
    m_addressField->setFinding(findingAbout(findings, u"addresses"_s));
    m_monitoringField->setFinding(findingAbout(findings, u"monitoring"_s));
    m_caField->setFinding(findingAbout(findings, u"ca-file"_s));
    m_login->showFindings(findings);
    m_system->showFindings(findings);
}

void AddSystemDialog::done(int result)
{
    const systems::SystemForm filled = form();
    const auto accepted = std::exchange(m_accepted, nullptr);
    ScrimDialog::done(result);
    if (result == QDialog::Accepted && accepted)
        accepted(filled);
}

LoginDialog::LoginDialog(const Theme &theme, const QString &system, const QString &reason, const settings::StoredLogin &last,
                         const QStringList &contexts, std::function<void(const LoginAnswer &)> accepted, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_accepted(std::move(accepted))
    , m_login(new LoginFields(theme, this))
    , m_system(new OptionalSystemLogin(theme, contexts, this))
    , m_found(new QVBoxLayout)
{
    const QString title = tr("Log in to %1").arg(system);
    setAccessibleName(title);
    addHead(theme, panel(), this, title, reason);
    m_login->setContexts(contexts);
    m_login->setLogin(last);
    m_found->setSpacing(theme.metrics().s);
    auto *fields = new FormScroll(theme.metrics().m, this);
    fields->column()->addLayout(m_found);
    fields->column()->addWidget(m_login);
    fields->column()->addWidget(m_system);
    panel()->addWidget(fields, 1);
    m_button = addButtons(theme, panel(), this, tr("Log in"));
    connect(m_button, &QPushButton::clicked, this, [this] {
        const Findings findings =
            systems::checkLogin(m_login->login()) + systems::checkLogin(m_system->login().value_or(settings::StoredLogin()), u"system-"_s);
        m_login->showFindings(findings);
        m_system->showFindings(findings);
        if (findings.isEmpty())
            accept();
    });
    m_login->focusSecret();
}

void LoginDialog::showFound(const systems::FoundLogins &found)
{
    if (found.logins.isEmpty() && found.notAllowed.isEmpty())
        return;
    m_found->addWidget(wrappedLabel(theme(), tr("Logins that lie here. Each is read only when you choose it, and then at each attempt."),
                                    TextRole::Caption, Tone::Muted, this));
    for (const systems::FoundLogin &login : found.logins) {
        auto *row = new QHBoxLayout;
        auto *words = new QVBoxLayout;
        words->setSpacing(2);
        words->addWidget(wrappedLabel(theme(), login.user.isEmpty() ? login.source : login.source + u", "_s + login.user, TextRole::Body,
                                      Tone::Normal, this));
        words->addWidget(wrappedLabel(theme(), tr("Reads %1").arg(login.reads), TextRole::Caption, Tone::Muted, this));
        row->addLayout(words, 1);
        QPushButton *use = pushButton(tr("Use this login"), ButtonVariant::Normal, this);
        use->setAutoDefault(false);
        use->setAccessibleName(tr("Use the login of %1").arg(login.source));
        connect(use, &QPushButton::clicked, this, [this, chosen = login.login] {
            m_chosen = chosen;
            accept();
        });
        row->addWidget(use, 0, Qt::AlignTop);
        m_found->addLayout(row);
    }
    for (const QString &refused : found.notAllowed)
        m_found->addWidget(wrappedLabel(theme(), tr("Not looked at: %1").arg(refused), TextRole::Caption, Tone::Muted, this));
}

void LoginDialog::done(int result)
{
    const LoginAnswer answer{m_chosen ? *m_chosen : m_login->login(), m_system->login()};
    const auto accepted = std::exchange(m_accepted, nullptr);
    ScrimDialog::done(result);
    if (result == QDialog::Accepted && accepted)
        accepted(answer);
}

ConsentDialog::ConsentDialog(const Theme &theme, const guard::ConsentRequest &request, std::function<void()> granted, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_granted(std::move(granted))
{
    const bool runs = request.kind == "exec-credential"_L1;
    const QString title = runs                              ? tr("Run this program?")
                          : request.kind == "proxy"_L1      ? tr("Use this proxy?")
                          : request.kind == "token-file"_L1 ? tr("Send the token from this file?")
                                                            : tr("Allow this?");
    setAccessibleName(title);
    addHead(theme, panel(), this, title,
            runs ? tr("%1 names a program that gets credentials. It would run with your own environment and your rights. "
                      "You are asked again when anything about it changes.")
                       .arg(text::clean(request.origin))
                 : tr("%1 asks for it. You are asked again when anything about it changes.").arg(text::clean(request.origin)));
    QStringList words{text::shellQuoted(text::clean(request.program, 4096))};
    for (const QString &argument : request.arguments)
        words << text::shellQuoted(text::clean(argument, 4096));
    panel()->addWidget(wrappedLabel(theme, words.join(u' '), TextRole::Mono, Tone::Normal, this));
    for (const QString &variable : request.environment)
        panel()->addWidget(
            wrappedLabel(theme, text::clean(variable.section(u'=', 0, 0)) + u"=…"_s, TextRole::MonoSmall, Tone::Muted, this));
    if (!request.purpose.isEmpty())
        panel()->addWidget(wrappedLabel(theme, text::clean(request.purpose), TextRole::Body, Tone::Muted, this));
    QPushButton *cancel = nullptr;
    m_allow = addButtons(theme, panel(), this, runs ? tr("Run program") : tr("Allow"), &cancel);
    m_allow->setAutoDefault(false);
    connect(m_allow, &QPushButton::clicked, this, &QDialog::accept);
    cancel->setDefault(true);
    cancel->setFocus(Qt::OtherFocusReason);
}

void ConsentDialog::done(int result)
{
    const auto granted = std::exchange(m_granted, nullptr);
    ScrimDialog::done(result);
    if (result == QDialog::Accepted && granted)
        granted();
}

} // namespace natsdeck::ui
