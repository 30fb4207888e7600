#include "tests/gui/support_faults.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "widgets/shell/workspace.h"
#include "widgets/systems/login_fields.h"
#include "widgets/systems/system_dialogs.h"

#include <QComboBox>
#include <QLineEdit>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using systems::LinkStage;

std::unique_ptr<NatsServer> guarded()
{
    NatsServerOptions options;
    options.user = "app";
    options.password = "right-password";
    return NatsServer::start(options);
}

settings::StoredLogin password(const char *secret) { return {settings::LoginKind::UserPassword, u"app"_s, {}, Secret(secret)}; }

ui::LoginDialog *loginDialog(app::Program &program)
{
    auto *dialog = qobject_cast<ui::LoginDialog *>(program.systems().dialog().data());
    return dialog != nullptr && dialog->isVisible() ? dialog : nullptr;
}

} // namespace

// A login that is refused, or cannot be read, is explained where people look, and the right one works.
class LoginFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aRefusedPasswordIsExplainedInDialogAndPage()
    {
        const auto server = guarded();
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        const QString id = saveSystem(*program, *server, password("wrong"));
        program->activate(id);
        QVERIFY(waitFor([&] { return loginDialog(*program) != nullptr; }));
        systems::Link &link = program->backstage().opener.find(id)->link();
        QCOMPARE(link.status().stage, LinkStage::LoginNeeded);
        const Error reason = *link.status().reason;
        QCOMPARE(reason.kind, ErrorKind::Unauthenticated);
        QVERIFY(isExplained(*loginDialog(*program), reason));
        loginDialog(*program)->reject();

        // Without the dialog the page still says why it shows nothing, and the way back to the dialog.
        const QWidget &workspace = *program->window().workspace();
        QVERIFY(waitFor([&] { return isExplained(workspace, reason); }));
        QVERIFY(press(*program->window().workspace(), u"Try again"_s));
        QVERIFY(waitFor([&] { return loginDialog(*program) != nullptr; }));
        auto *secret = loginDialog(*program)->findChild<QLineEdit *>(u"secret"_s);
        secret->setText(u"right-password"_s);
        QTest::mouseClick(loginDialog(*program)->loginButton(), Qt::LeftButton);
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Connected; }));
        QVERIFY(waitFor([&] { return !isShown(workspace, reason.summary); }));
    }

    void aDamagedCredsFileIsExplainedAndAnotherLoginWorks_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::newRow("cut off") << QByteArray("-----BEGIN NATS USER JWT-----\nnonsense\n");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("binary") << QByteArray("\0\xff\x01 creds", 9);
        QTest::newRow("no key") << QByteArray(
            "-----BEGIN NATS USER JWT-----\neyJhbGciOiJlZDI1NTE5In0.e30.c2ln\n------END NATS USER JWT------\n");
    }

    void aDamagedCredsFileIsExplainedAndAnotherLoginWorks()
    {
        QFETCH(const QByteArray, content);
        const auto server = guarded();
        QVERIFY(server);
        const GuiHome home;
        home.write(u"bad.creds"_s, content);
        const auto program = home.start();
        const QString id = saveSystem(*program, *server, {settings::LoginKind::CredsFile, {}, home.path(u"bad.creds"_s), {}});
        program->activate(id);
        systems::Link &link = program->backstage().opener.find(id)->link();
        QVERIFY(waitFor([&] { return link.status().reason.has_value(); }));
        const Error reason = *link.status().reason;
        QVERIFY2(reason.kind == ErrorKind::Invalid || reason.kind == ErrorKind::Unauthenticated, qPrintable(toText(reason)));
        QVERIFY2(!reason.remedy.isEmpty(), qPrintable(toText(reason)));
        if (link.status().stage == LinkStage::LoginNeeded) {
            QVERIFY(waitFor([&] { return loginDialog(*program) != nullptr; }));
            loginDialog(*program)->reject();
        }
        QVERIFY(waitFor([&] { return isExplained(*program->window().workspace(), *link.status().reason); }));
        (void)program->backstage().logins.save(id, password("right-password"));
        QVERIFY(press(*program->window().workspace(), u"Try again"_s));
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Connected; }));
    }

    void aServerThatIsNotThereIsExplainedAndFoundWhenItComes()
    {
        const auto server = NatsServer::start();
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        const QString id = saveSystem(*program, *server);
        server->kill();
        program->activate(id);
        systems::Link &link = program->backstage().opener.find(id)->link();
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Failed; }));
        QCOMPARE(link.status().reason->kind, ErrorKind::Unreachable);
        QVERIFY(waitFor([&] { return isExplained(*program->window().workspace(), *link.status().reason); }));
        QVERIFY(server->restart());
        QVERIFY(press(*program->window().workspace(), u"Try again"_s));
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Connected; }));
        QVERIFY(waitFor([&] { return buttonOf(*program->window().workspace(), u"Try again"_s) == nullptr; }));
    }
};

NATSDECK_TEST(LoginFaultsTest)
#include "gui_faults_logins.moc"
