#include "models/systems/navigation_roles.h"
#include "tests/gui/support_faults.h"
#include "tests/support/kube_stub.h"
#include "tests/support/test_main.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/systems/kubeconfig_dialog.h"

#include <QClipboard>
#include <QDropEvent>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMimeData>
#include <QTest>
#include <QTreeView>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray kubeconfig(const KubeStub &stub, const QByteArray &name)
{
    return "clusters: [{name: c-" + name + ", cluster: {server: '" + stub.url().toUtf8() + "'}}]\nusers: [{name: u-" + name +
           ", user: {token: t}}]\ncontexts:\n- {name: " + name + ", context: {cluster: c-" + name + ", user: u-" + name + "}}\n";
}

QString wordOf(app::Program &program, const QString &context)
{
    return program.backstage().navigation.indexOf(systems::contextKey(context)).data(systems::NavigationRole::StatusWord).toString();
}

bool isReviewed(app::Program &program)
{
    return waitFor([&] {
        const auto *dialog = program.window().findChild<ui::KubeconfigDialog *>();
        return dialog != nullptr && dialog->addButton()->isEnabled();
    });
}

} // namespace

// Kubeconfigs that are added in the real window: reviewed, then in the tree, and not contacted.
class GuiKubeconfigTest final : public QObject
{
    Q_OBJECT

private slots:
    void pastedIntoTheTreeItIsAddedAndNotContacted()
    {
        KubeStub stub;
        const GuiHome home;
        home.write(u"kubeconfig"_s, kubeconfig(stub, "first"));
        const auto program = home.start();
        QVERIFY(waitFor([&] { return wordOf(*program, u"first"_s) == u"Not opened"; }));
        QGuiApplication::clipboard()->setText(QString::fromUtf8(kubeconfig(stub, "pasted")));
        QTest::keySequence(program->window().navigation()->tree(), QKeySequence::Paste);
        QVERIFY(isReviewed(*program));
        QVERIFY(waitFor([&] { return isShown(program->window(), stub.url()); })); // what it would reach
        QVERIFY(wordOf(*program, u"pasted"_s).isEmpty());
        const QString path = home.path(u"added.yaml"_s);
        auto *edit = program->window().findChild<QLineEdit *>(u"kubeconfig-path"_s);
        QVERIFY(edit);
        edit->selectAll();
        QTest::keyClicks(edit, path);
        QVERIFY(isReviewed(*program));
        QVERIFY(press(program->window(), u"Add 1 context"_s));
        QVERIFY(waitFor([&] { return wordOf(*program, u"pasted"_s) == u"Not opened"; }));
        QCOMPARE(program->backstage().settings.value(settings::keys::kubeconfigFiles), QStringList{path});
        QVERIFY(stub.requests().isEmpty());
    }

    void droppedOnTheNavigationItIsReferenced()
    {
        KubeStub stub;
        const GuiHome home;
        home.write(u"kubeconfig"_s, kubeconfig(stub, "first"));
        home.write(u"dropped"_s, kubeconfig(stub, "dropped"));
        const auto program = home.start();
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(home.path(u"dropped"_s))});
        QWidget *where = program->window().navigation()->tree()->viewport();
        QDragEnterEvent enter(QPoint(20, 200), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(where, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(20, 200), Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, Qt::NoModifier);
        QCoreApplication::sendEvent(where, &drop);
        QCOMPARE(drop.dropAction(), Qt::CopyAction); // nobody is told to take it away
        QVERIFY(isReviewed(*program));
        QVERIFY(press(program->window(), u"Add 1 context"_s));
        QVERIFY(waitFor([&] { return wordOf(*program, u"dropped"_s) == u"Not opened"; }));
        QCOMPARE(program->backstage().settings.value(settings::keys::kubeconfigFiles), QStringList{home.path(u"dropped"_s)});
        QVERIFY(stub.requests().isEmpty());
    }

    void otherTextOpensNothing()
    {
        const GuiHome home;
        const auto program = home.start();
        QGuiApplication::clipboard()->setText(u"ORDERS"_s);
        QTest::keySequence(program->window().navigation()->tree(), QKeySequence::Paste);
        QVERIFY(program->window().findChild<ui::KubeconfigDialog *>() == nullptr);
    }
};

NATSDECK_TEST(GuiKubeconfigTest)
#include "gui_kubeconfig.moc"
