#include "models/systems/link_diagnosis.h"
#include "tests/gui/support_faults.h"
#include "tests/support/certificates.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/top_bar.h"
#include "widgets/shell/workspace.h"
#include "widgets/systems/diagnosis_dialog.h"

#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using systems::LinkStage;

ui::DiagnosisDialog *diagnosisOf(app::Program &program)
{
    auto *dialog = qobject_cast<ui::DiagnosisDialog *>(program.systems().diagnosis().data());
    return dialog != nullptr && dialog->isVisible() ? dialog : nullptr;
}

bool isDone(app::Program &program)
{
    return waitFor([&] {
        const ui::DiagnosisDialog *dialog = diagnosisOf(program);
        return dialog && dialog->diagnosis() && dialog->diagnosis()->state() == systems::LinkDiagnosis::State::Done;
    });
}

} // namespace

// From a link that fails to the stage that says why, in the real window.
class LinkDiagnosisTest final : public QObject
{
    Q_OBJECT

private slots:
    void aServerThatIsAwayIsDiagnosedFromThePage()
    {
        const auto server = NatsServer::start({.jetstream = true});
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        const QString id = saveSystem(*program, *server);
        server->kill();
        program->activate(id);
        QVERIFY(waitFor([&] { return program->backstage().opener.find(id)->link().status().stage == LinkStage::Failed; }));
        QVERIFY(waitFor([&] { return press(*program->window().workspace(), u"Diagnose"_s); }));
        QVERIFY(isDone(*program));
        const systems::DiagnosisStage *obstacle = diagnosisOf(*program)->diagnosis()->obstacle();
        QVERIFY(obstacle);
        QCOMPARE(obstacle->id, u"tcp"_s);
        QVERIFY(isShown(*diagnosisOf(*program), obstacle->finding.what));
        QVERIFY(isShown(*diagnosisOf(*program), obstacle->finding.remedy));
        QVERIFY(server->restart());
        QVERIFY(press(*diagnosisOf(*program), u"Run again"_s));
        QVERIFY(isDone(*program));
        QVERIFY(!diagnosisOf(*program)->diagnosis()->obstacle());
        QVERIFY(press(*diagnosisOf(*program), u"Close"_s));
        QVERIFY(waitFor([&] { return program->backstage().opener.find(id)->link().status().stage == LinkStage::Connected; }));
    }

    // The certificate is what stands in the way: not checking it is a decision of its own, for this system, and stays visible.
    void anExceptionIsOfferedAskedForAndSeen()
    {
        const TestCertificate own = makeCertificate({});
        const GuiHome home;
        home.write(u"cert.pem"_s, own.pem);
        home.write(u"key.pem"_s, own.key);
        const QByteArray cert = QFile::encodeName(home.path(u"cert.pem"_s));
        const QByteArray key = QFile::encodeName(home.path(u"key.pem"_s));
        const auto server =
            NatsServer::start({.jetstream = true, .extra = "tls { cert_file: \"" + cert + "\"\nkey_file: \"" + key + "\"\n}"});
        QVERIFY(server);
        const auto program = home.start();
        const QString id = saveSystem(*program, *server);
        program->activate(id);
        const systems::Link &link = program->backstage().opener.find(id)->link();
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Failed; }));
        QVERIFY(waitFor([&] { return press(*program->window().workspace(), u"Diagnose"_s); }));
        QVERIFY(isDone(*program));
        QCOMPARE(diagnosisOf(*program)->diagnosis()->obstacle()->id, u"tls"_s);
        QVERIFY(press(*diagnosisOf(*program), u"Stop checking certificates"_s));
        QVERIFY(waitFor([&] { return confirm(program->window(), u"Stop checking"_s); }));
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Connected; }));
        QVERIFY(link.status().unverified);
        const auto facts = [&] { return program->window().workspace()->system()->facts(); };
        QCOMPARE(facts().linkStatus, ui::Status::Warning); // also while all is well
        QVERIFY(facts().unverified);
        emit program->window().topBar()->certificateCheckRequested();
        QVERIFY(waitFor([&] { return link.status().stage == LinkStage::Failed; }));
        QVERIFY(!facts().unverified);
    }
};

NATSDECK_TEST(LinkDiagnosisTest)
#include "gui_link_diagnosis.moc"
