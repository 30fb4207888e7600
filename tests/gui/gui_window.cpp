#include "tests/gui/support_program.h"

#include "app/command_line.h"
#include "tests/support/test_main.h"
#include "widgets/common/theme.h"
#include "widgets/shell/navigation_panel.h"

#include <QApplication>
#include <QTest>
#include <QTreeView>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

class WindowTest final : public QObject
{
    Q_OBJECT

private slots:
    void theFirstStartOffersTheNextSteps()
    {
        const GuiHome home;
        const auto program = home.start();
        QVERIFY(waitFor([&] { return buttonOf(program->window(), u"Deploy NATS"_s) != nullptr; }));
        QVERIFY(buttonOf(program->window(), u"Choose a file"_s));
        QVERIFY(press(program->window(), u"Deploy NATS"_s));
        QVERIFY(program->desk().newestWindow() != nullptr);
    }

    void theThemeChangesWhileItRuns()
    {
        const GuiHome home;
        const auto program = home.start();
        program->backstage().settings.set(settings::keys::theme, u"light"_s);
        const QColor light = program->window().grab().toImage().pixelColor(5, 400);
        program->backstage().settings.set(settings::keys::theme, u"dark"_s);
        const QColor dark = program->window().grab().toImage().pixelColor(5, 400);
        QVERIFY2(light.lightness() > 200 && dark.lightness() < 60, qPrintable(light.name() + dark.name()));
    }

    void theWindowComesBackAsItWasLeft()
    {
        const GuiHome home;
        QSize left;
        {
            const auto program = home.start();
            program->window().resize(1300, 810);
            QVERIFY(waitFor([&] { return program->window().size() == QSize(1300, 810); }));
            program->window().setNavigationShown(false);
            program->window().close();
            left = program->window().size();
        }
        const auto program = home.start();
        QCOMPARE(program->window().size(), left);
        QVERIFY(!program->window().isNavigationShown());
    }

    void targetsOnTheCommandLineNameSystemPageAndItem()
    {
        const QStringList known{u"nats"_s, u"prod/nats/nats"_s, u"local:abc"_s};
        using app::OpenTarget;
        QCOMPARE(app::resolveTarget(u"local:abc"_s, known), (OpenTarget{u"local:abc"_s, {}, {}}));
        QCOMPARE(app::resolveTarget(u"prod/nats/nats/streams/ORDERS"_s, known),
                 (OpenTarget{u"prod/nats/nats"_s, u"streams"_s, u"ORDERS"_s}));
        QCOMPARE(app::resolveTarget(u"nats/explorer/live/a.b"_s, known), (OpenTarget{u"nats"_s, u"explorer"_s, u"live/a.b"_s}));
        QVERIFY(!app::resolveTarget(u"natsx"_s, known));
    }

    void theCommandLineRefusesWhatItDoesNotKnow()
    {
        using Action = app::CommandLine::Action;
        QCOMPARE(app::parseCommandLine({u"natsdeck"_s}).action, Action::Window);
        QCOMPARE(app::parseCommandLine({u"natsdeck"_s, u"--version"_s}).exitCode, 0);
        QVERIFY(app::parseCommandLine({u"natsdeck"_s, u"--help"_s}).text.contains(u"--tour"_s));
        QCOMPARE(app::parseCommandLine({u"natsdeck"_s, u"open"_s, u"a/b"_s}).target, u"a/b"_s);
        QCOMPARE(app::parseCommandLine({u"natsdeck"_s, u"--tour"_s, u"d"_s, u"--context"_s, u"c"_s}).tourContext, u"c"_s);
        const QList<QStringList> wrong{
            {u"close"_s}, {u"open"_s}, {u"--context"_s, u"x"_s}, {u"--nonsense"_s}, {u"--tour"_s, u"d"_s, u"more"_s}};
        for (const QStringList &words : wrong)
            QCOMPARE(app::parseCommandLine(QStringList{u"natsdeck"_s} + words).exitCode, 2);
    }
};

NATSDECK_TEST(WindowTest)
#include "gui_window.moc"
