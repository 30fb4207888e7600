#pragma once

#include "models/settings/login_book.h"
#include "models/systems/system_record.h"
#include "widgets/shell/linked_system.h"

#include <QHash>
#include <QObject>
#include <QPointer>

#include <memory>
#include <unordered_map>

namespace natsdeck::systems {
class OpenedSystem;
}
namespace natsdeck::ui {
class Activity;
class MainWindow;
class ScrimDialog;
struct LoginAnswer;
} // namespace natsdeck::ui

namespace natsdeck::app {

class Backstage;

// The open systems in the window: shows them, keeps their state in the tree, asks for logins, says in Activity what went wrong.
class OpenSystems final : public QObject
{
    Q_OBJECT

public:
    OpenSystems(Backstage &backstage, ui::Activity &activity, const ui::Theme &theme, ui::MainWindow &window, QObject *parent = nullptr);
    ~OpenSystems() override;

    // Opens it, or shows it where it was left. False, with the reason in Activity, when there is no way to it.
    bool show(const systems::SystemRecord &record, const QString &page = {}, const QString &item = {});
    void close(const QString &systemId);
    void setEnvironment(const QString &systemId, systems::Environment environment);
    void askLogin(systems::OpenedSystem &system); // also when the link stands waiting
    void diagnose(systems::OpenedSystem &system);
    void checkCertificates(systems::OpenedSystem &system); // again, where they were not

    [[nodiscard]] QPointer<ui::ScrimDialog> dialog() const { return m_dialog; } // the login that is being asked for
    [[nodiscard]] QPointer<ui::ScrimDialog> diagnosis() const { return m_diagnosis; }

signals:
    void changed(); // something was opened or closed

private:
    void follow(systems::OpenedSystem *system);
    void linkChanged(systems::OpenedSystem &system);
    void showLogin(const QString &id, const QString &why, const settings::StoredLogin &last);
    void saveLogins(const QString &id, const ui::LoginAnswer &answer);
    void askUnchecked(const QString &id);
    void setUnchecked(const QString &id, bool unchecked);

    Backstage &m_backstage;
    ui::Activity &m_activity;
    const ui::Theme &m_theme;
    ui::MainWindow &m_window;
    std::unordered_map<QString, std::unique_ptr<ui::LinkedSystem>> m_shown;
    QHash<QString, int> m_stages; // of each link as it was announced last
    QPointer<ui::ScrimDialog> m_dialog;
    QPointer<ui::ScrimDialog> m_diagnosis;
};

} // namespace natsdeck::app
