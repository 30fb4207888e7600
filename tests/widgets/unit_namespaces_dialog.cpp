#include "widgets/systems/namespaces_dialog.h"

#include "models/systems/missing_rights.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::ui;
using namespace Qt::StringLiterals;

namespace {

systems::KubeContextState limited()
{
    systems::KubeContextState state;
    state.entry.name = u"prod-eu"_s;
    state.found.missing = {{u"list"_s, u"apps"_s, u"statefulsets"_s, {}, {}, {}}, {u"list"_s, {}, u"namespaces"_s, {}, {}, {}}};
    return state;
}

bool shows(const QWidget &widget, const QString &words)
{
    for (const QLabel *label : widget.findChildren<QLabel *>()) {
        if (label->text().contains(words))
            return true;
    }
    return false;
}

} // namespace

// Namespaces typed by a person, and what is missing beside them.
class NamespacesDialogTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysWhatIsMissingAndHowToGetIt()
    {
        const Theme theme(*qApp, Scheme::Light);
        QWidget window;
        window.resize(1000, 800);
        NamespacesDialog dialog(theme, limited(), {u"a"_s}, u"anna"_s, {}, &window);
        window.show();
        dialog.open();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QVERIFY(shows(dialog, u"list statefulsets in all namespaces"_s));
        const auto *role = dialog.findChild<QPlainTextEdit *>(u"role"_s);
        QVERIFY(role && role->toPlainText().contains(u"resources: [statefulsets]"_s) && role->toPlainText().contains(u"--user=anna"_s));
        for (QPushButton *button : dialog.findChildren<QPushButton *>()) {
            if (button->text().remove(u'&') == u"Copy role")
                button->click();
        }
        QCOMPARE(QApplication::clipboard()->text(), role->toPlainText());
        if (const QString folder = qEnvironmentVariable("NATSDECK_PICTURES"); !folder.isEmpty())
            window.grab().save(folder + u"/namespaces-dialog.png"_s);
    }

    void takesNamesAndRefusesWhatIsNone()
    {
        const Theme theme(*qApp, Scheme::Light);
        QWidget window;
        QStringList taken;
        NamespacesDialog dialog(
            theme, limited(), {}, {}, [&](const QStringList &names) { taken = names; }, &window);
        window.show();
        dialog.open();
        QTest::keyClicks(dialog.edit(), u"team-a, Not_A_Name"_s);
        QVERIFY(!dialog.lookButton()->isEnabled());
        dialog.edit()->clear();
        QTest::keyClicks(dialog.edit(), u"team-a  messaging,team-a"_s);
        QVERIFY(dialog.lookButton()->isEnabled());
        dialog.lookButton()->click();
        QCOMPARE(taken, (QStringList{u"team-a"_s, u"messaging"_s}));
    }

    void namesAreLabels_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("isGood");
        QTest::newRow("nothing") << QString() << true;
        QTest::newRow("list") << u"a, b;c\td"_s << true;
        QTest::newRow("path") << u"../x"_s << false;
        QTest::newRow("query") << u"a?watch=true"_s << false;
        QTest::newRow("long") << QString(64, u'a') << false;
        QTest::newRow("hyphen") << u"-a"_s << false;
    }

    void namesAreLabels()
    {
        QFETCH(const QString, typed);
        QTEST(systems::namespacesIn(typed).has_value(), "isGood");
    }
};

NATSDECK_TEST(NamespacesDialogTest)
#include "unit_namespaces_dialog.moc"
