#pragma once

#include "models/guard/consent.h"
#include "models/systems/cluster_logins.h"
#include "models/systems/system_form.h"
#include "widgets/common/scrim_dialog.h"

#include <functional>
#include <optional>

class QCheckBox;
class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace natsdeck::ui {

class Field;
class LoginFields;

// A check box that opens the fields of a second login, for the system account.
class OptionalSystemLogin final : public QWidget
{
    Q_OBJECT

public:
    OptionalSystemLogin(const Theme &theme, const QStringList &contexts, QWidget *parent);
    [[nodiscard]] std::optional<settings::StoredLogin> login() const; // nothing while the box is not checked
    void showFindings(const Findings &findings);

signals:
    void edited();

private:
    QCheckBox *m_wanted;
    LoginFields *m_fields;
};

// A system by its address. `accepted` is called once, after the dialog closed, with a form that was checked.
class AddSystemDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    // `contexts` are those of the nats command, to take a login from.
    AddSystemDialog(const Theme &theme, const QStringList &contexts, std::function<void(const systems::SystemForm &)> accepted,
                    QWidget *parent);
    [[nodiscard]] QPushButton *addButton() const { return m_add; }

protected:
    void done(int result) override;

private:
    [[nodiscard]] systems::SystemForm form() const;
    void check();

    std::function<void(const systems::SystemForm &)> m_accepted;
    QLineEdit *m_name;
    QLineEdit *m_addresses;
    QLineEdit *m_monitoring;
    QLineEdit *m_caFile;
    Field *m_nameField;
    Field *m_addressField;
    Field *m_monitoringField;
    Field *m_caField;
    LoginFields *m_login;
    QCheckBox *m_unverified;
    QCheckBox *m_tlsFirst;
    OptionalSystemLogin *m_system;
    QPushButton *m_add;
    bool m_wasTried = false;
};

// What someone answered: the login, and one for the system account where they gave it.
struct LoginAnswer
{
    settings::StoredLogin user;
    std::optional<settings::StoredLogin> system;
};

// The login of a system that asks for one, or refused the last one.
class LoginDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    LoginDialog(const Theme &theme, const QString &system, const QString &reason, const settings::StoredLogin &last,
                const QStringList &contexts, std::function<void(const LoginAnswer &)> accepted, QWidget *parent);
    // Logins that lie somewhere: shown with what would be read. Choosing one is the consent to read it, now and at each attempt.
    void showFound(const systems::FoundLogins &found);
    [[nodiscard]] QPushButton *loginButton() const { return m_button; }
    [[nodiscard]] LoginFields *fields() const { return m_login; }

protected:
    void done(int result) override;

private:
    std::function<void(const LoginAnswer &)> m_accepted;
    LoginFields *m_login;
    OptionalSystemLogin *m_system;
    QVBoxLayout *m_found;
    std::optional<settings::StoredLogin> m_chosen; // of those that were found
    QPushButton *m_button;
};

// A kubeconfig wants to run a program, use a proxy or send a file: exactly what, from where, and for what. Cancel has the focus.
class ConsentDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    ConsentDialog(const Theme &theme, const guard::ConsentRequest &request, std::function<void()> granted, QWidget *parent);
    [[nodiscard]] QPushButton *allowButton() const { return m_allow; }

protected:
    void done(int result) override;

private:
    std::function<void()> m_granted;
    QPushButton *m_allow;
};

} // namespace natsdeck::ui
