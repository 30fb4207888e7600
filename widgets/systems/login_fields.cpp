#include "widgets/systems/login_fields.h"

#include "widgets/common/form.h"
#include "widgets/common/tinted_icon.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QIcon>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using settings::LoginKind;

std::optional<Finding> findingAbout(const Findings &findings, const QString &subject)
{
    for (const Finding &finding : findings) {
        if (finding.subject == subject)
            return finding;
    }
    return {};
}

LoginFields::LoginFields(const Theme &theme, QWidget *parent, Account account)
    : QWidget(parent)
    , m_prefix(account == Account::System ? u"system-"_s : QString())
    , m_kind(new QComboBox)
    , m_user(new QLineEdit)
    , m_secret(new QLineEdit)
    , m_content(new QPlainTextEdit)
    , m_file(fileEdit(u"file"_s))
    , m_secondFile(fileEdit(u"second-file"_s))
    , m_context(new QComboBox)
{
    m_kind->addItem(tr("None"), int(LoginKind::None));
    m_kind->addItem(tr("User and password"), int(LoginKind::UserPassword));
    m_kind->addItem(tr("Token"), int(LoginKind::Token));
    m_kind->addItem(tr("Credentials file (.creds)"), int(LoginKind::CredsFile));
    m_kind->addItem(tr("Credentials, pasted"), int(LoginKind::Creds));
    m_kind->addItem(tr("User JWT and seed files"), int(LoginKind::JwtFiles));
    m_kind->addItem(tr("Nkey seed file"), int(LoginKind::NkeySeedFile));
    m_kind->addItem(tr("Nkey seed, pasted"), int(LoginKind::NkeySeed));
    m_kind->addItem(tr("Client certificate"), int(LoginKind::Certificate));
    m_secret->setEchoMode(QLineEdit::Password);
    m_content->setTabChangesFocus(true);
    m_content->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_content->setFixedHeight(fontMetrics().height() * 6);
    m_user->setObjectName(m_prefix + u"user"_s);
    m_secret->setObjectName(m_prefix + u"secret"_s);
    m_content->setObjectName(m_prefix + u"content"_s);
    m_kind->setObjectName(m_prefix + u"login-kind"_s);
    m_context->setObjectName(m_prefix + u"context"_s);
    build(theme);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &LoginFields::showKind);
    for (QComboBox *box : {m_kind, m_context})
        connect(box, &QComboBox::currentIndexChanged, this, &LoginFields::edited);
    for (QLineEdit *edit : {m_user, m_secret, m_file, m_secondFile})
        connect(edit, &QLineEdit::textChanged, this, &LoginFields::edited);
    connect(m_content, &QPlainTextEdit::textChanged, this, &LoginFields::edited);
    showKind();
}

void LoginFields::build(const Theme &theme)
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(theme.metrics().m);
    layout->addWidget(new Field(theme, m_prefix.isEmpty() ? tr("&Login") : tr("Login of the s&ystem account"), m_kind, {}, this));
    m_userField = new Field(theme, tr("&User"), m_user, {}, this);
    m_secretField = new Field(theme, tr("&Secret"), m_secret, tr("Kept in the system keyring, or for this run only"), this);
    m_contentField =
        new Field(theme, tr("&Content of the creds file"), m_content, tr("Kept in the system keyring, or for this run only"), this);
    m_fileField = new Field(theme, tr("&File"), m_file, tr("Used where it lies, never copied"), this);
    m_secondField = new Field(theme, tr("File of the seed or &key"), m_secondFile, tr("Used where it lies, never copied"), this);
    m_contextField = new Field(theme, tr("NATS c&ontext"), m_context, tr("Its login is read anew at each attempt"), this);
    for (Field *field : {m_userField, m_secretField, m_contentField, m_fileField, m_secondField, m_contextField})
        layout->addWidget(field);
}

QLineEdit *LoginFields::fileEdit(const QString &name)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(m_prefix + name);
    QAction *choose = edit->addAction(tintedIcon(u"deck-folder"_s), QLineEdit::TrailingPosition);
    choose->setToolTip(tr("Choose a file"));
    connect(choose, &QAction::triggered, this, [this, edit] { chooseFile(edit); });
    return edit;
}

LoginKind LoginFields::kind() const { return static_cast<LoginKind>(m_kind->currentData().toInt()); }

settings::StoredLogin LoginFields::login() const
{
    settings::StoredLogin login;
    login.kind = kind();
    const bool hasFile = login.kind == LoginKind::CredsFile || login.kind == LoginKind::NkeySeedFile;
    const bool hasTwo = login.kind == LoginKind::JwtFiles || login.kind == LoginKind::Certificate;
    if (login.kind == LoginKind::UserPassword)
        login.user = m_user->text();
    if (login.kind == LoginKind::Creds)
        login.secret = Secret(m_content->toPlainText().toUtf8());
    else if (login.hasSecret())
        login.secret = Secret(m_secret->text().toUtf8());
    if (hasFile || hasTwo)
        login.file = m_file->text().trimmed();
    if (hasTwo)
        login.secondFile = m_secondFile->text().trimmed();
    if (login.kind == LoginKind::CliContext)
        login.reference = m_context->currentText();
    if (login.kind == LoginKind::ClusterSecret)
        login.reference = m_reference;
    return login;
}

void LoginFields::setLogin(const settings::StoredLogin &login)
{
    if (login.kind == LoginKind::ClusterSecret && m_kind->findData(int(login.kind)) < 0)
        m_kind->addItem(tr("From the cluster, as chosen"), int(login.kind));
    if (login.kind == LoginKind::CliContext && m_context->findText(login.reference) < 0)
        setContexts({login.reference});
    m_kind->setCurrentIndex(std::max(0, m_kind->findData(int(login.kind))));
    m_user->setText(login.user);
    m_file->setText(login.file);
    m_secondFile->setText(login.secondFile);
    m_context->setCurrentText(login.reference);
    m_reference = login.reference;
    m_secret->clear();
    m_content->clear();
}

void LoginFields::setContexts(const QStringList &names)
{
    for (const QString &name : names) {
        if (m_context->findText(name) < 0)
            m_context->addItem(name);
    }
    if (m_context->count() > 0 && m_kind->findData(int(LoginKind::CliContext)) < 0)
        m_kind->addItem(tr("As in a NATS context"), int(LoginKind::CliContext));
}

void LoginFields::showKind()
{
    const LoginKind now = kind();
    const bool hasTwo = now == LoginKind::JwtFiles || now == LoginKind::Certificate;
    m_userField->setVisible(now == LoginKind::UserPassword);
    m_secretField->setVisible(now == LoginKind::UserPassword || now == LoginKind::Token || now == LoginKind::NkeySeed);
    m_contentField->setVisible(now == LoginKind::Creds);
    m_fileField->setVisible(now == LoginKind::CredsFile || now == LoginKind::NkeySeedFile || hasTwo);
    m_secondField->setVisible(hasTwo);
    m_contextField->setVisible(now == LoginKind::CliContext);
}

void LoginFields::showFindings(const Findings &findings)
{
    m_userField->setFinding(findingAbout(findings, m_prefix + u"user"_s));
    m_secretField->setFinding(findingAbout(findings, m_prefix + u"secret"_s));
    m_contentField->setFinding(findingAbout(findings, m_prefix + u"secret"_s));
    m_fileField->setFinding(findingAbout(findings, m_prefix + u"file"_s));
    m_secondField->setFinding(findingAbout(findings, m_prefix + u"second-file"_s));
    m_contextField->setFinding(findingAbout(findings, m_prefix + u"file"_s));
}

void LoginFields::focusSecret() { m_secret->setFocus(Qt::OtherFocusReason); }

void LoginFields::chooseFile(QLineEdit *target)
{
    auto *dialog = new QFileDialog(this, tr("Choose a login file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, target, &QLineEdit::setText);
    dialog->open();
}

} // namespace natsdeck::ui
