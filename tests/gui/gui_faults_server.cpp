#include "models/explorer/tap_model.h"
#include "models/nats/connection.h"
#include "tests/gui/support_faults.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"
#include "widgets/common/table_view.h"
#include "widgets/explorer/explorer_page.h"
#include "widgets/shell/workspace.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using monitoring::Metric;
using systems::LinkStage;
using systems::OpenedSystem;

std::unique_ptr<NatsServer> watched()
{
    NatsServerOptions options;
    options.jetstream = true;
    options.monitoring = true;
    return NatsServer::start(options);
}

ui::Page *shown(app::Program &program, const QString &target)
{
    return program.window().openTarget(target) ? program.window().workspace()->page() : nullptr;
}

int gapsIn(const monitoring::Series &series)
{
    int gaps = 0;
    for (const monitoring::Sample &sample : series.samples())
        gaps += sample.isGap() ? 1 : 0;
    return gaps;
}

bool keepsMeasuring(OpenedSystem &system)
{
    const qint64 before = system.parts().recorder.total(Metric::InMsgs).newest().time;
    return waitFor([&] {
        const monitoring::Sample newest = system.parts().recorder.total(Metric::InMsgs).newest();
        return newest.time > before && !newest.isGap();
    });
}

} // namespace

// A server that goes, stands still, or is shared: charts show gaps, taps come back, and nothing old is shown as new.
class ServerFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void aServerKilledAHundredTimesLeavesGapsAndARestoredTap()
    {
        const auto server = watched();
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        OpenedSystem *system = openConnected(*program, saveSystem(*program, *server));
        QVERIFY(system);
        ui::Page *overview = shown(*program, u"overview"_s);
        QVERIFY(waitFor([&] { return overview->state() == ui::Page::State::Ready && keepsMeasuring(*system); }));
        auto *explorer = qobject_cast<ui::ExplorerPage *>(shown(*program, u"explorer/live/faults.>"_s));
        QVERIFY(explorer);
        explorer::LivePresenter &live = explorer->presenter().live();
        QVERIFY(waitFor([&] { return live.state() == explorer::LivePresenter::State::Live; }));
        const guard::Permit permit = permitFor(*program, system->record().id);
        nats::Connection &connection = system->parts().connection;

        for (quint64 round = 1; round <= 100; ++round) {
            server->kill();
            QVERIFY(server->restart());
            QVERIFY2(waitFor([&] { return connection.status().reconnects == round && connection.status().isConnected(); }),
                     qPrintable(QString::number(round)));
            QVERIFY(waited(connection.publish(permit, "faults.round", QByteArray::number(round))));
            QVERIFY2(waitFor([&] { return live.tap().measure().counts.received == round; }), qPrintable(QString::number(round)));
            QCOMPARE(live.tap().measure().counts.gaps, round);
        }
        QCOMPARE(system->link().status().stage, LinkStage::Connected);
        QCOMPARE(system->link().status().reconnects, quint64(100));
        QCOMPARE(live.tap().measure().notKept(), quint64(0));
        // Each loss stands between its messages.
        explorer::TapModel &rows = live.model();
        QVERIFY(waitFor([&] { return rows.rowCount() == 200; }));
        for (int row = 0; row < 200; ++row)
            QCOMPARE(rows.kindAt(row), row % 2 == 0 ? explorer::RowKind::Message : explorer::RowKind::Gap);
        QVERIFY(gapsIn(system->parts().recorder.total(Metric::InMsgs)) > 0);

        overview = shown(*program, u"overview"_s);
        QVERIFY(keepsMeasuring(*system));
        QVERIFY(waitFor([&] { return overview->state() == ui::Page::State::Ready; }));
        // Messages between two lives of a server are no traffic: no peak where a counter began anew.
        for (const monitoring::Sample &sample : system->parts().recorder.total(Metric::InMsgs).samples())
            QVERIFY2(sample.isGap() || (sample.value >= 0 && sample.value < 1000), qPrintable(QString::number(sample.value)));
    }

    // 35 s is when the C client gives a silent peer up; the pages say it sooner.
    void aServerThatStandsStillIsStaleThenLostThenBack()
    {
        const auto server = watched();
        QVERIFY(server);
        const GuiHome home;
        const auto program = home.start();
        OpenedSystem *system = openConnected(*program, saveSystem(*program, *server));
        QVERIFY(system);
        ui::Page *overview = shown(*program, u"overview"_s);
        QVERIFY(waitFor([&] { return overview->state() == ui::Page::State::Ready && keepsMeasuring(*system); }));
        server->pause();
        QVERIFY(waitFor([&] { return overview->state() == ui::Page::State::Stale; }, 20'000));
        QVERIFY(waitFor([&] { return isShown(*overview, u"Values from"_s); }));
        QVERIFY(waitFor([&] { return system->link().status().stage == LinkStage::Reconnecting; }, 36'000));
        QVERIFY(system->link().status().reason.has_value());
        QVERIFY(!system->link().status().reason->remedy.isEmpty());
        QVERIFY(isNotified(*program, u"Reconnecting"_s));
        server->resume();
        QVERIFY(waitFor([&] { return system->link().status().stage == LinkStage::Connected; }));
        QVERIFY(waitFor([&] { return overview->state() == ui::Page::State::Ready; }));
        QVERIFY(!isShown(*overview, u"Values from"_s));
        QVERIFY(keepsMeasuring(*system));
        QVERIFY(gapsIn(system->parts().recorder.total(Metric::InMsgs)) > 0);
    }

    void twoCopiesOfTheProgramShareAServerAndTheirFiles()
    {
        const auto server = watched();
        QVERIFY(server);
        const GuiHome home;
        const auto first = home.start();
        const QString id = saveSystem(*first, *server);
        QVERIFY(first->backstage().links.store().flush());
        const auto second = home.start(); // finds what the first has saved
        OpenedSystem *here = openConnected(*first, id);
        OpenedSystem *there = openConnected(*second, id);
        QVERIFY(here && there);
        const guard::Permit permit = permitFor(*first, id);
        const QJsonObject config{{u"name"_s, u"BOTH"_s}, {u"subjects"_s, QJsonArray{u"both.>"_s}}, {u"storage"_s, u"memory"_s}};
        QVERIFY(waited(here->parts().jetstream.createStream(permit, config)));
        for (int i = 0; i < 20; ++i)
            QVERIFY(waited((i % 2 ? there : here)->parts().jetstream.publish(permit, "both.n", QByteArray::number(i))));
        for (app::Program *program : {first.get(), second.get()}) {
            ui::Page *streams = shown(*program, u"streams"_s);
            QVERIFY(waitFor([&] {
                streams->refresh();
                return streams->state() == ui::Page::State::Ready && rowsIn(*streams) == 1;
            }));
            auto *explorer = qobject_cast<ui::ExplorerPage *>(shown(*program, u"explorer/BOTH"_s));
            QVERIFY(waitFor([&] { return explorer->table()->model()->rowCount() == 20; }));
        }
        QVERIFY(keepsMeasuring(*here));
        QVERIFY(keepsMeasuring(*there));
        // Each saves beside the other.
        first->backstage().links.save({u"2"_s, u"two"_s, {server->url()}, {}, {}});
        second->backstage().links.save({u"3"_s, u"three"_s, {server->url()}, {}, {}});
        QVERIFY(first->backstage().links.store().flush() && second->backstage().links.store().flush());
        const settings::SavedLinks kept(home.path(u"xdg_config_home/natsdeck/links.json"_s));
        QCOMPARE(kept.all().size(), 3);
        // Both wrote to the same audit log: every line whole.
        (void)permitFor(*second, id);
        QFile log(home.path(u"xdg_state_home/natsdeck/audit.jsonl"_s));
        QVERIFY(log.open(QIODevice::ReadOnly));
        int lines = 0;
        while (!log.atEnd()) {
            QVERIFY(QJsonDocument::fromJson(log.readLine()).isObject());
            ++lines;
        }
        QVERIFY(lines >= 2);
        // One goes; the other notices nothing.
        first->window().close();
        QVERIFY(keepsMeasuring(*there));
        QCOMPARE(there->link().status().reconnects, quint64(0));
    }
};

NATSDECK_TEST(ServerFaultsTest)
#include "gui_faults_server.moc"
