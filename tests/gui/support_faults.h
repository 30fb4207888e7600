#pragma once

#include "models/deployment/wizard_presenter.h"
#include "models/settings/login_book.h"
#include "models/systems/opened_system.h"
#include "tests/gui/support_program.h"

#include <functional>

namespace natsdeck::test {

class NatsServer;

// Whether a visible label, or what a screen reader says of a visible widget, contains these words.
[[nodiscard]] bool isShown(const QWidget &window, const QString &words);
// The first line of what went wrong and the remedy are to be read in the window.
[[nodiscard]] bool isExplained(const QWidget &window, const Error &error);
// Presses the button in the dialog that stands over the window.
[[nodiscard]] bool confirm(QWidget &window, const QString &text);

// A wizard of this workstation that stands on its plan, all checks in; null = it did not come there. `answer` is called on the
// page of the server, where the profile is chosen already.
[[nodiscard]] deployment::WizardPresenter *wizardAtPlan(app::Program &program, const QString &name,
                                                        const std::function<void(deployment::WizardPresenter &)> &answer = {});
// The same for the first context of the kubeconfigs: "nats" with a small volume, in this namespace.
[[nodiscard]] deployment::WizardPresenter *wizardOfContext(app::Program &program, const QString &nameSpace);
[[nodiscard]] QByteArray readAll(const QString &path);
// Waits until preflight and plan are there; does what critical findings about ports offer, because other tests use ports too.
[[nodiscard]] bool checked(deployment::WizardPresenter &wizard);
[[nodiscard]] std::optional<Finding> blockerOf(const deployment::WizardPresenter &wizard, const QString &id);
// The Result page, nothing running any more, every check passed; else what is wrong.
[[nodiscard]] QString whyNotDone(deployment::WizardPresenter &wizard);

// A system by its address, opened in the window. Null when it does not connect.
[[nodiscard]] QString saveSystem(app::Program &program, const NatsServer &server, const settings::StoredLogin &login = {});
[[nodiscard]] systems::OpenedSystem *openConnected(app::Program &program, const QString &systemId);
[[nodiscard]] guard::Permit permitFor(app::Program &program, const QString &systemId); // opens its lock

// Ends the servers that a test has deployed below a home, however the test ended.
class DeployedServers final
{
public:
    DeployedServers() = default;
    ~DeployedServers();
    DeployedServers(const DeployedServers &) = delete;
    DeployedServers &operator=(const DeployedServers &) = delete;
};

// A file system of its own and of this size. Ends with the object.
class SmallDisk final
{
public:
    SmallDisk(const QString &folder, int mebibytes);
    ~SmallDisk();
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    [[nodiscard]] bool isThere() const { return m_there; } // mounting needs the right to
    [[nodiscard]] bool remount(const QString &options) const;
    [[nodiscard]] QString path() const { return m_folder; }

private:
    QString m_folder;
    bool m_there;
};

} // namespace natsdeck::test
