#pragma once

#include "models/base/finding.h"
#include "models/settings/login_book.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace natsdeck::ui {

class Field;

// How to log in: the kind, and the fields it needs.
class LoginFields final : public QWidget
{
    Q_OBJECT

public:
    // The system account's fields carry "system-" before their names, in findings and as object names.
    enum class Account { User, System };

    explicit LoginFields(const Theme &theme, QWidget *parent = nullptr, Account account = Account::User);

    [[nodiscard]] settings::StoredLogin login() const;
    void setLogin(const settings::StoredLogin &login);
    void setContexts(const QStringList &names); // of the nats command, to take the login from
    void showFindings(const Findings &findings);
    void focusSecret();

signals:
    void edited();

private:
    void build(const Theme &theme);
    void showKind();
    void chooseFile(QLineEdit *target);
    QLineEdit *fileEdit(const QString &name);
    [[nodiscard]] settings::LoginKind kind() const;

    QString m_prefix;
    QComboBox *m_kind;
    QLineEdit *m_user;
    QLineEdit *m_secret;
    QPlainTextEdit *m_content; // of a creds file: several lines
    QLineEdit *m_file;
    QLineEdit *m_secondFile;
    QComboBox *m_context;
    Field *m_userField = nullptr;
    Field *m_secretField = nullptr;
    Field *m_contentField = nullptr;
    Field *m_fileField = nullptr;
    Field *m_secondField = nullptr;
    Field *m_contextField = nullptr;
    QString m_reference; // of a login that lies in the cluster
};

// The first finding about `subject`, for a Field.
[[nodiscard]] std::optional<Finding> findingAbout(const Findings &findings, const QString &subject);

} // namespace natsdeck::ui
