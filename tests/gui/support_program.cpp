#include "tests/gui/support_program.h"

#include "models/base/files.h"
#include "models/deployment/local_process.h"
#include "models/deployment/verification.h"
#include "models/deployment/workstation_deployments.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QDir>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

constexpr std::array<const char *, 6> variables{"HOME",           "XDG_CONFIG_HOME", "XDG_DATA_HOME",
                                                "XDG_STATE_HOME", "XDG_CACHE_HOME",  "KUBECONFIG"};

} // namespace

GuiHome::GuiHome()
{
    for (const char *name : variables) {
        m_before.append({name, qgetenv(name)});
        qputenv(name, m_folder.filePath(QString::fromLatin1(name).toLower()).toUtf8());
    }
}

// A test that failed half-way leaves its server behind; the next ones need its ports.
GuiHome::~GuiHome()
{
    for (const deployment::WorkstationDeployment &left : deployment::readWorkstationDeployments(deployment::defaultWorkstationFolder())) {
        if (deployment::isAlive(left.process))
            ::kill(static_cast<pid_t>(left.process.pid), SIGKILL);
    }
    for (const auto &[name, value] : m_before)
        qputenv(name.constData(), value);
}

void GuiHome::write(const QString &name, const QByteArray &content) const
{
    QDir().mkpath(QFileInfo(path(name)).absolutePath());
    QVERIFY(files::writeAtomically(path(name), content).has_value());
}

std::unique_ptr<app::Program> GuiHome::start() const
{
    auto program = std::make_unique<app::Program>(*qApp, nullptr);
    QSignalSpy loaded(&program->backstage().kube, &systems::KubeContexts::loaded);
    program->show();
    (void)waitFor([&] { return !loaded.isEmpty(); });
    return program;
}

bool waitFor(const std::function<bool()> &condition, int milliseconds) { return QTest::qWaitFor(condition, milliseconds); }

QPushButton *buttonOf(QWidget &window, const QString &text)
{
    for (QPushButton *button : window.findChildren<QPushButton *>()) {
        if (button->isVisible() && button->text().remove(u'&').startsWith(text))
            return button;
    }
    return nullptr;
}

bool press(QWidget &window, const QString &text)
{
    QPushButton *button = buttonOf(window, text);
    if (button == nullptr || !button->isEnabled())
        return false;
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
}

int rowsIn(const QWidget &widget)
{
    int rows = 0;
    for (const QAbstractItemView *view : widget.findChildren<QAbstractItemView *>()) {
        if (view->isVisible() && view->model() != nullptr)
            rows = std::max(rows, view->model()->rowCount(view->rootIndex()));
    }
    return rows;
}

QString deployByWizard(app::Program &program, const QString &name)
{
    using deployment::WizardPage;
    program.deploy();
    QWidget *window = program.desk().newestWindow();
    deployment::WizardPresenter *wizard = program.desk().newestPresenter();
    if (window == nullptr || wizard == nullptr)
        return u"no wizard"_s;
    wizard->setTargetIndex(0);
    for (int i = 0; i < 12 && wizard->page() != WizardPage::Plan; ++i) {
        if (wizard->page() == WizardPage::Server)
            wizard->setText(deployment::Field::Name, name);
        const WizardPage before = wizard->page();
        if (!waitFor([&] { return press(*window, u"Next"_s); }))
            return u"no Next on page %1: %2"_s.arg(int(before)).arg(wizard->whyNotNext());
        if (!waitFor([&] { return wizard->page() != before; }))
            return u"stuck on page %1"_s.arg(int(before));
    }
    const bool planned = waitFor([&] {
        if (wizard->isPreflighting() || wizard->isPlanning())
            return false;
        for (const Finding &finding : wizard->preflight()) {
            if (finding.severity == Severity::Critical && !finding.action.isEmpty() && wizard->runAction(finding.action))
                return false;
        }
        return wizard->canApply();
    });
    if (!planned)
        return u"blocked: "_s + (wizard->planError() ? toText(*wizard->planError()) : wizard->whyNotNext());
    if (!press(*window, u"Apply"_s))
        return u"no Apply"_s;
    // Not busy for a moment between the work and its verification, which restarts the server.
    const auto isVerified = [&] {
        return wizard->page() == WizardPage::Result && !wizard->isBusy() && !wizard->verification().findings().isEmpty();
    };
    if (!waitFor(isVerified, 180'000))
        return u"not done: "_s + (wizard->runner().error() ? toText(*wizard->runner().error()) : QString());
    for (const Finding &finding : wizard->verification().findings()) {
        if (finding.severity == Severity::Critical)
            return finding.what + u": "_s + finding.evidence;
    }
    return {};
}

QString removeDeployed(app::Program &program, const QString &systemId)
{
    const systems::Catalogue &catalogue = program.backstage().catalogue;
    std::optional<systems::SystemRecord> record;
    if (!waitFor([&] { return (record = catalogue.record(catalogue.keyOf(systemId))).has_value(); }))
        return u"it is not in the tree"_s;
    const auto what = program.desk().removable(*record);
    if (!what)
        return u"it cannot be removed"_s;
    QSignalSpy removed(&program.desk(), &app::DeploymentDesk::removed);
    program.desk().remove(*what, {});
    return waitFor([&] { return !removed.isEmpty(); }, 180'000) ? QString() : u"it was not removed"_s;
}

bool isNotified(const app::Program &program, const QString &words)
{
    for (const ui::Notification &notification : const_cast<app::Program &>(program).activity().notifications()) {
        if (notification.title.contains(words) || notification.text.contains(words))
            return true;
    }
    return false;
}

} // namespace natsdeck::test
