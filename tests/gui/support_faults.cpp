#include "tests/gui/support_faults.h"

#include "models/deployment/verification.h"
#include "models/deployment/workstation_deployments.h"
#include "tests/support/nats_server.h"
#include "widgets/common/scrim_dialog.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QProcess>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

using deployment::WizardPage;
using deployment::WizardPresenter;

bool isShown(const QWidget &window, const QString &words)
{
    for (const QWidget *widget : window.findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        const auto *label = qobject_cast<const QLabel *>(widget);
        if ((label != nullptr && label->text().contains(words)) || widget->accessibleName().contains(words))
            return true;
    }
    return false;
}

bool isExplained(const QWidget &window, const Error &error)
{
    return !error.summary.isEmpty() && !error.remedy.isEmpty() && isShown(window, error.summary) && isShown(window, error.remedy);
}

bool confirm(QWidget &window, const QString &text)
{
    return waitFor([&] {
        for (auto *dialog : window.findChildren<ui::ScrimDialog *>()) {
            if (dialog->isVisible() && press(*dialog, text))
                return true;
        }
        return false;
    });
}

WizardPresenter *wizardAtPlan(app::Program &program, const QString &name, const std::function<void(WizardPresenter &)> &answer)
{
    program.deploy();
    QWidget *window = program.desk().newestWindow();
    WizardPresenter *wizard = program.desk().newestPresenter();
    wizard->setTargetIndex(0);
    for (int i = 0; i < 12 && wizard->page() != WizardPage::Plan; ++i) {
        if (wizard->page() == WizardPage::Server) {
            wizard->setText(deployment::Field::Name, name);
            if (answer)
                answer(*wizard);
        }
        const WizardPage before = wizard->page();
        if (!waitFor([&] { return press(*window, u"Next"_s); }) || !waitFor([&] { return wizard->page() != before; })) {
            qWarning("page %d: %s", int(before), qPrintable(wizard->whyNotNext()));
            return nullptr;
        }
    }
    return checked(*wizard) ? wizard : nullptr;
}

WizardPresenter *wizardOfContext(app::Program &program, const QString &nameSpace)
{
    program.deploy(program.backstage().kube.config().contexts.first().name);
    QWidget *window = program.desk().newestWindow();
    WizardPresenter *wizard = program.desk().newestPresenter();
    for (int i = 0; i < 12 && wizard->page() != WizardPage::Plan; ++i) {
        if (!waitFor([&] { return !wizard->offersLoading(); }))
            return nullptr;
        if (wizard->page() == WizardPage::Server) {
            wizard->setText(deployment::Field::Namespace, nameSpace);
            wizard->setText(deployment::Field::Name, u"nats"_s);
        }
        if (wizard->page() == WizardPage::Storage)
            wizard->setText(deployment::Field::StorageSize, u"64 MiB"_s);
        const WizardPage before = wizard->page();
        if (!waitFor([&] { return press(*window, u"Next"_s); }) || !waitFor([&] { return wizard->page() != before; })) {
            qWarning("page %d: %s", int(before), qPrintable(wizard->whyNotNext()));
            return nullptr;
        }
    }
    return checked(*wizard) ? wizard : nullptr;
}

QByteArray readAll(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool checked(WizardPresenter &wizard)
{
    return waitFor([&] {
        if (wizard.page() != WizardPage::Plan || wizard.isPreflighting() || wizard.isPlanning() || !wizard.preflightTime().isValid())
            return false;
        for (const Finding &finding : wizard.preflight()) {
            if (finding.severity == Severity::Critical && finding.action.startsWith(u"choose-free-port"_s))
                return wizard.runAction(finding.action) && false;
        }
        return true;
    });
}

std::optional<Finding> blockerOf(const WizardPresenter &wizard, const QString &id)
{
    for (const Finding &finding : wizard.preflight()) {
        if (finding.id == id && finding.severity == Severity::Critical)
            return finding;
    }
    return {};
}

QString whyNotDone(WizardPresenter &wizard)
{
    const auto ended = [&] {
        return wizard.page() == WizardPage::Result && !wizard.isBusy() && !wizard.verification().findings().isEmpty();
    };
    if (!waitFor(ended, 120'000))
        return u"not done: "_s + (wizard.runner().error() ? toText(*wizard.runner().error()) : QString());
    for (const Finding &finding : wizard.verification().findings()) {
        if (finding.severity == Severity::Critical)
            return finding.what + u": "_s + finding.evidence;
    }
    return {};
}

QString saveSystem(app::Program &program, const NatsServer &server, const settings::StoredLogin &login)
{
    program.backstage().links.save({u"1"_s, u"orders"_s, {server.url()}, {}, server.monitoringPort() ? server.monitoringUrl() : QString()});
    const QString id = systems::linkSystemId(u"1"_s);
    if (login.kind != settings::LoginKind::None)
        (void)program.backstage().logins.save(id, login);
    return id;
}

systems::OpenedSystem *openConnected(app::Program &program, const QString &systemId)
{
    program.activate(systemId);
    systems::OpenedSystem *system = program.backstage().opener.find(systemId);
    const auto connected = [&] { return system != nullptr && system->link().status().stage == systems::LinkStage::Connected; };
    return waitFor(connected) ? system : nullptr;
}

guard::Permit permitFor(app::Program &program, const QString &systemId)
{
    program.backstage().gate.setLocked(systemId, false);
    return *program.backstage().gate.authorise(systemId, {u"test"_s, {}, {}, guard::Impact::Undoable, {}, {}});
}

DeployedServers::~DeployedServers()
{
    deployment::WorkstationDeployments all;
    all.refresh();
    (void)waitFor([&] { return !all.deployments().isEmpty(); }, 500);
    for (const deployment::WorkstationDeployment &deployment : all.deployments()) {
        if (deployment.process.pid > 0)
            ::kill(pid_t(deployment.process.pid), SIGKILL);
    }
}

SmallDisk::SmallDisk(const QString &folder, int mebibytes)
    : m_folder(folder)
    , m_there(QDir().mkpath(folder) &&
              QProcess::execute(u"mount"_s, {u"-t"_s, u"tmpfs"_s, u"-o"_s, u"size=%1m"_s.arg(mebibytes), u"natsdeck-test"_s, folder}) == 0)
{}

SmallDisk::~SmallDisk()
{
    if (m_there)
        QProcess::execute(u"umount"_s, {u"-l"_s, m_folder});
}

bool SmallDisk::remount(const QString &options) const
{
    return QProcess::execute(u"mount"_s, {u"-o"_s, u"remount,"_s + options, m_folder}) == 0;
}

} // namespace natsdeck::test
