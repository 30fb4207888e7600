#pragma once

#include "models/guard/consent.h"
#include "models/systems/system_form.h"
#include "widgets/common/scrim_dialog.h"

#include <functional>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace natsdeck::ui {

class Field;
class LoginFields;

// A system by its address. `accepted` is called once, after the dialog closed, with a form that was checked.
class AddSystemDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    AddSystemDialog(const Theme &theme, std::function<void(const systems::SystemForm &)> accepted, QWidget *parent);
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
    QPushButton *m_add;
    bool m_wasTried = false;
};

// The login of a system that asks for one, or refused the last one.
class LoginDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    LoginDialog(const Theme &theme, const QString &system, const QString &reason, const settings::StoredLogin &last,
                std::function<void(const settings::StoredLogin &)> accepted, QWidget *parent);
    [[nodiscard]] QPushButton *loginButton() const { return m_button; }
    [[nodiscard]] LoginFields *fields() const { return m_login; }

protected:
    void done(int result) override;

private:
    std::function<void(const settings::StoredLogin &)> m_accepted;
    LoginFields *m_login;
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
