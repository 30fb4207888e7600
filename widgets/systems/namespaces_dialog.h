#pragma once

#include "models/systems/kube_system.h"
#include "widgets/common/scrim_dialog.h"

#include <functional>

class QLineEdit;
class QPushButton;

namespace natsdeck::ui {

class Field;

// Where to look for NATS in a context that may not look everywhere: names typed by a person, and beside them which rights are missing and
// a role that would give them. `accepted` is called once, after the dialog closed, with names that can be namespaces.
class NamespacesDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    NamespacesDialog(const Theme &theme, const systems::KubeContextState &context, const QStringList &namespaces, const QString &user,
                     std::function<void(const QStringList &)> accepted, QWidget *parent);
    [[nodiscard]] QPushButton *lookButton() const { return m_look; }
    [[nodiscard]] QLineEdit *edit() const { return m_edit; }

protected:
    void done(int result) override;

private:
    void addRights(const systems::KubeContextState &context, const QString &user);
    void addButtons();
    void check();

    std::function<void(const QStringList &)> m_accepted;
    QLineEdit *m_edit;
    Field *m_field;
    QPushButton *m_look = nullptr;
};

} // namespace natsdeck::ui
