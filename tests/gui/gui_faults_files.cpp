#include "models/systems/navigation_roles.h"
#include "tests/gui/support_faults.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

// Files of the program and of the person that cannot be read: named, explained, and the rest works.
class FileFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aDamagedKubeconfigIsNamedAndTheOthersLoad()
    {
        const GuiHome home;
        home.write(u"bad.yaml"_s, "contexts: [}");
        home.write(u"good.yaml"_s, "clusters: [{name: c, cluster: {server: 'https://127.0.0.1:1'}}]\nusers: [{name: u, user: {token: t}}]\n"
                                   "contexts: [{name: good, context: {cluster: c, user: u}}]\n");
        qputenv("KUBECONFIG", (home.path(u"bad.yaml"_s) + u':' + home.path(u"good.yaml"_s)).toUtf8());
        const auto program = home.start();
        const auto &problems = program->backstage().kube.config().problems;
        QCOMPARE(problems.size(), 1);
        QCOMPARE(problems.first().error.kind, ErrorKind::Invalid);
        QVERIFY(!problems.first().error.remedy.isEmpty());
        const QModelIndex row = program->backstage().navigation.indexOf(u"problem:"_s + home.path(u"bad.yaml"_s));
        QVERIFY(row.isValid());
        QVERIFY2(row.data(Qt::ToolTipRole).toString().contains(problems.first().error.remedy.toHtmlEscaped()),
                 qPrintable(row.data(Qt::ToolTipRole).toString()));
        const QString key = systems::KubeContexts::contextKey(u"good"_s);
        QVERIFY(waitFor([&] { return program->backstage().navigation.indexOf(key).isValid(); }));

        // The good one is asked; that nobody answers there is said with its remedy.
        program->activate(key);
        QVERIFY(waitFor([&] { return isNotified(*program, u"good"_s); }));
        program->window().showActivity(u"notifications"_s);
        QVERIFY(waitFor([&] { return isShown(program->window(), u"good: "_s); }));
    }

    void damagedFilesOfTheProgramAreExplainedAndPutAside_data()
    {
        QTest::addColumn<QString>("file");
        for (const char *file : {"settings.json", "links.json", "logins.json", "locks.json", "consents.json"})
            QTest::newRow(file) << QString::fromLatin1(file);
    }

    void damagedFilesOfTheProgramAreExplainedAndPutAside()
    {
        QFETCH(const QString, file);
        const GuiHome home;
        const QString folder = u"xdg_config_home/natsdeck/"_s;
        home.write(folder + file, QByteArray("{\"a\":\xff\x00", 7));
        {
            const auto program = home.start();
            const QList<Error> damages = program->backstage().damages();
            QCOMPARE(damages.size(), 1);
            QCOMPARE(damages.first().kind, ErrorKind::Invalid);
            QVERIFY(!damages.first().remedy.isEmpty());
            QVERIFY(waitFor([&] { return isNotified(*program, file); }));
            program->window().showActivity(u"notifications"_s);
            QVERIFY(waitFor([&] { return isShown(program->window(), damages.first().remedy); }));
            // Everything that is kept in such files can be kept again.
            program->backstage().links.save({u"1"_s, u"orders"_s, {u"nats://127.0.0.1:1"_s}, {}, {}});
            program->backstage().gate.setLocked(systems::linkSystemId(u"1"_s), false);
            QVERIFY(program->backstage().settings.set(settings::keys::theme, u"dark"_s));
            QVERIFY(program->backstage().settings.flush().has_value());
        }
        QCOMPARE(QDir(home.path(folder)).entryList({file + u".damaged-*"_s}).size(), 1);
        const auto program = home.start();
        QVERIFY(program->backstage().damages().isEmpty());
        QVERIFY(program->backstage().links.find(u"1"_s).has_value());
        QVERIFY(!program->backstage().gate.isLocked(systems::linkSystemId(u"1"_s)));
        QCOMPARE(program->backstage().settings.value(settings::keys::theme), u"dark"_s);
    }
};

NATSDECK_TEST(FileFaultsTest)
#include "gui_faults_files.moc"
