#include "widgets/systems/login_fields.h"

#include "widgets/common/form.h"
#include "widgets/common/tinted_icon.h"

#include <QAction>
#include <QComboBox>
#include <QFileDialog>
#include <QIcon>
#include <QLineEdit>
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

LoginFields::LoginFields(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_kind(new QComboBox)
    , m_user(new QLineEdit)
    , m_secret(new QLineEdit)
    , m_file(new QLineEdit)
{
    m_kind->addItem(tr("None"), int(LoginKind::None));
    m_kind->addItem(tr("User and password"), int(LoginKind::UserPassword));
    m_kind->addItem(tr("Token"), int(LoginKind::Token));
    m_kind->addItem(tr("Credentials file (.creds)"), int(LoginKind::CredsFile));
    m_kind->addItem(tr("Nkey seed file"), int(LoginKind::NkeySeedFile));
    m_secret->setEchoMode(QLineEdit::Password);
    m_user->setObjectName(u"user"_s);
    m_secret->setObjectName(u"secret"_s);
    m_file->setObjectName(u"file"_s);
    m_kind->setObjectName(u"login-kind"_s);
    QAction *choose = m_file->addAction(tintedIcon(u"deck-folder"_s), QLineEdit::TrailingPosition);
    choose->setToolTip(tr("Choose a file"));
    connect(choose, &QAction::triggered, this, &LoginFields::chooseFile);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(theme.metrics().m);
    layout->addWidget(new Field(theme, tr("&Login"), m_kind, {}, this));
    m_userField = new Field(theme, tr("&User"), m_user, {}, this);
    m_secretField = new Field(theme, tr("&Secret"), m_secret, tr("Kept in the system keyring, or for this run only"), this);
    m_fileField = new Field(theme, tr("&File"), m_file, tr("Used where it lies, never copied"), this);
    for (Field *field : {m_userField, m_secretField, m_fileField})
        layout->addWidget(field);

    connect(m_kind, &QComboBox::currentIndexChanged, this, &LoginFields::showKind);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &LoginFields::edited);
    for (QLineEdit *edit : {m_user, m_secret, m_file})
        connect(edit, &QLineEdit::textChanged, this, &LoginFields::edited);
    showKind();
}

settings::StoredLogin LoginFields::login() const
{
    settings::StoredLogin login;
    login.kind = static_cast<LoginKind>(m_kind->currentData().toInt());
    if (login.kind == LoginKind::UserPassword)
        login.user = m_user->text();
    if (login.kind == LoginKind::UserPassword || login.kind == LoginKind::Token)
        login.secret = Secret(m_secret->text().toUtf8());
    if (login.kind == LoginKind::CredsFile || login.kind == LoginKind::NkeySeedFile)
        login.file = m_file->text().trimmed();
    return login;
}

void LoginFields::setLogin(const settings::StoredLogin &login)
{
    m_kind->setCurrentIndex(m_kind->findData(int(login.kind)));
    m_user->setText(login.user);
    m_file->setText(login.file);
    m_secret->clear();
}

void LoginFields::showKind()
{
    const auto kind = static_cast<LoginKind>(m_kind->currentData().toInt());
    m_userField->setVisible(kind == LoginKind::UserPassword);
    m_secretField->setVisible(kind == LoginKind::UserPassword || kind == LoginKind::Token);
    m_fileField->setVisible(kind == LoginKind::CredsFile || kind == LoginKind::NkeySeedFile);
}

void LoginFields::showFindings(const Findings &findings)
{
    m_userField->setFinding(findingAbout(findings, u"user"_s));
    m_secretField->setFinding(findingAbout(findings, u"secret"_s));
    m_fileField->setFinding(findingAbout(findings, u"file"_s));
}

void LoginFields::focusSecret() { m_secret->setFocus(Qt::OtherFocusReason); }

void LoginFields::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose a login file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

} // namespace natsdeck::ui
