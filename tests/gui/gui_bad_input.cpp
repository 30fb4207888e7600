#include "tests/gui/support_program.h"

#include "models/base/files.h"
#include "models/systems/opened_system.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "widgets/common/scrim_dialog.h"
#include "widgets/systems/login_fields.h"
#include "widgets/systems/system_dialogs.h"

#include <QComboBox>
#include <QDir>
#include <QLineEdit>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using systems::LinkStage;

NatsServerOptions guarded()
{
    NatsServerOptions options;
    options.user = "app";
    options.password = "right-password";
    return options;
}

QString addSystem(app::Program &program, const QString &url, const settings::StoredLogin &login)
{
    program.backstage().links.save({u"1"_s, u"orders"_s, {url}, {}, {}});
    const QString id = systems::linkSystemId(u"1"_s);
    (void)program.backstage().logins.save(id, login);
    return id;
}

LinkStage stageOf(app::Program &program, const QString &id) { return program.backstage().opener.find(id)->link().status().stage; }

ui::LoginDialog *loginDialog(app::Program &program) { return qobject_cast<ui::LoginDialog *>(program.systems().dialog().data()); }

// Types a login into the dialog that asks for one, and presses its button.
bool logIn(app::Program &program, const QString &user, const QString &password)
{
    if (!waitFor([&] { return loginDialog(program) != nullptr && loginDialog(program)->isVisible(); }))
        return false;
    ui::LoginDialog *dialog = loginDialog(program);
    auto *kind = dialog->findChild<QComboBox *>(u"login-kind"_s);
    kind->setCurrentIndex(kind->findData(int(settings::LoginKind::UserPassword)));
    dialog->findChild<QLineEdit *>(u"user"_s)->setText(user);
    dialog->findChild<QLineEdit *>(u"secret"_s)->setText(password);
    QTest::mouseClick(dialog->loginButton(), Qt::LeftButton);
    return true;
}

} // namespace

// Each says what is wrong and what to try, and the next action works.
class BadInputTest final : public QObject
{
    Q_OBJECT

private slots:
    void settingsDamaged()
    {
        const GuiHome home;
        home.write(u"xdg_config_home/natsdeck/settings.json"_s, "{\"appearance/theme\":");
        const auto program = home.start();
        QVERIFY(waitFor([&] { return isNotified(*program, u"settings.json"_s); }));
        QCOMPARE(program->backstage().settings.damage()->kind, ErrorKind::Invalid);
        QVERIFY(!program->backstage().settings.damage()->remedy.isEmpty());
        QCOMPARE(program->backstage().settings.value(settings::keys::theme), u"system"_s);
        QCOMPARE(QDir(home.path(u"xdg_config_home/natsdeck"_s)).entryList({u"settings.json.damaged-*"_s}).size(), 1);
        QVERIFY(program->backstage().settings.set(settings::keys::theme, u"dark"_s));
        QVERIFY(program->backstage().settings.flush().has_value());
    }

    void kubeconfigDamaged()
    {
        const GuiHome home;
        home.write(u"kubeconfig"_s, "contexts: [}");
        const auto program = home.start();
        const auto &problems = program->backstage().kube.config().problems;
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().error.kind, ErrorKind::Invalid);
        const QModelIndex row = program->backstage().navigation.indexOf(u"problem:"_s + home.path(u"kubeconfig"_s));
        QVERIFY(row.isValid());
        QCOMPARE(row.data(systems::NavigationRole::Status).toInt(), int(Severity::Critical));

        home.write(u"kubeconfig"_s,
                   "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\nusers: [{name: u, user: {token: t}}]\n"
                   "contexts: [{name: mended, context: {cluster: c, user: u}}]\n");
        QVERIFY(waitFor([&] { return program->backstage().navigation.indexOf(systems::KubeContexts::contextKey(u"mended"_s)).isValid(); }));
    }

    void wrongPassword()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        const QString id = addSystem(*program, server->url(), {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("wrong")});
        program->activate(id);
        QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::LoginNeeded; }));
        QCOMPARE(program->backstage().opener.find(id)->link().status().reason->kind, ErrorKind::Unauthenticated);
        QVERIFY(!program->backstage().opener.find(id)->link().status().reason->remedy.isEmpty());
        QVERIFY(logIn(*program, u"app"_s, u"right-password"_s));
        QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::Connected; }));
    }

    void damagedCredsFile()
    {
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        const GuiHome home;
        home.write(u"bad.creds"_s, "-----BEGIN NATS USER JWT-----\nnonsense\n");
        const auto program = home.start();
        const QString id = addSystem(*program, server->url(), {settings::LoginKind::CredsFile, {}, home.path(u"bad.creds"_s), {}});
        program->activate(id);
        QVERIFY(waitFor([&] { return program->backstage().opener.find(id)->link().status().reason.has_value(); }));
        const Error reason = *program->backstage().opener.find(id)->link().status().reason;
        QVERIFY2(reason.kind == ErrorKind::Invalid || reason.kind == ErrorKind::Unauthenticated, qPrintable(toText(reason)));
        QVERIFY(!reason.remedy.isEmpty());
        (void)program->backstage().logins.save(id, {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
        program->backstage().opener.find(id)->link().retry();
        QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::Connected; }));
    }

    void noKeyringAsksEachTime()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
        const auto server = NatsServer::start(guarded());
        QVERIFY(server);
        const GuiHome home;
        QString id;
        {
            const auto program = home.start();
            id = addSystem(*program, server->url(), {settings::LoginKind::UserPassword, u"app"_s, {}, Secret("right-password")});
            program->activate(id);
            QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::Connected; }));
        }
        const auto program = home.start(); // the next run
        program->activate(id);
        QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::LoginNeeded; }));
        QVERIFY(logIn(*program, u"app"_s, u"right-password"_s));
        QVERIFY(waitFor([&] { return stageOf(*program, id) == LinkStage::Connected; }));
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    }

    void noServerProgram()
    {
        const GuiHome home;
        const auto program = home.start();
        program->deploy();
        deployment::WizardPresenter *wizard = program->desk().newestPresenter();
        wizard->setTargetIndex(0);
        const auto toPlan = [&] {
            return waitFor([&] {
                if (wizard->page() == deployment::WizardPage::Plan)
                    return !wizard->isPreflighting() && !wizard->isPlanning() && wizard->preflightTime().isValid();
                if (wizard->canGoNext())
                    wizard->next();
                return false;
            });
        };
        const auto isBlocked = [&] {
            for (const Finding &finding : wizard->preflight()) {
                if (finding.id == u"server-program"_s && finding.severity == Severity::Critical)
                    return !finding.remedy.isEmpty();
            }
            return false;
        };
        QVERIFY(waitFor([&] { return wizard->page() != deployment::WizardPage::Target || (wizard->next(), false); }));
        wizard->setText(deployment::Field::Program, u"/nowhere/nats-server"_s);
        if (wizard->finding(deployment::Field::Program))
            QVERIFY(!wizard->finding(deployment::Field::Program)->what.isEmpty()); // said on the page already
        else {
            QVERIFY(toPlan());
            QVERIFY(isBlocked());
            QVERIFY(!wizard->canApply());
            wizard->goTo(deployment::WizardPage::Server);
        }
        wizard->setText(deployment::Field::Program, QString());
        QVERIFY(toPlan());
        QVERIFY(!isBlocked());
    }
};

NATSDECK_TEST(BadInputTest)
#include "gui_bad_input.moc"
