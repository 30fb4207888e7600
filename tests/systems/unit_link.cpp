#include "models/systems/link.h"
#include "models/systems/link_route.h"

#include "models/nats/connection.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

namespace {

// Says what the test tells it.
class FakeRoute final : public LinkRoute
{
public:
    void open() override { ++opened_; }
    void close() override { ++closed; }

    int opened_ = 0;
    int closed = 0;
};

LinkEnds nowhere()
{
    LinkEnds ends;
    ends.user.urls = {u"nats://127.0.0.1:1"_s};
    return ends;
}

} // namespace

class LinkTest final : public QObject
{
    Q_OBJECT

private slots:
    void nothingHappensBeforeItIsOpened()
    {
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        const Link link(std::move(route));
        QCOMPARE(link.status().stage, LinkStage::Idle);
        QCOMPARE(fake->opened_, 0);
    }

    void aLostRouteIsMadeAgainWithoutEnd()
    {
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        Link link(std::move(route));
        link.open();
        QCOMPARE(fake->opened_, 1);
        QCOMPARE(link.status().stage, LinkStage::Forwarding);
        emit fake->failed({ErrorKind::Unreachable, u"no"_s, {}, {}, 0, {}});
        QCOMPARE(link.status().stage, LinkStage::Failed);
        QCOMPARE(link.status().reason->kind, ErrorKind::Unreachable);
        QTRY_COMPARE_WITH_TIMEOUT(fake->opened_, 2, 5000); // by itself
        emit fake->failed({ErrorKind::Unreachable, u"no"_s, {}, {}, 0, {}});
        link.retry(); // at once
        QCOMPARE(fake->opened_, 3);
    }

    void itWaitsForAPersonWhereOneIsNeeded_data()
    {
        QTest::addColumn<QString>("reason");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("stage");
        QTest::newRow("login") << loginNeeded << int(ErrorKind::Unauthenticated) << int(LinkStage::LoginNeeded);
        QTest::newRow("refused") << QString() << int(ErrorKind::Unauthenticated) << int(LinkStage::LoginNeeded);
        QTest::newRow("consent") << consentRequired << int(ErrorKind::Forbidden) << int(LinkStage::ConsentNeeded);
    }
    void itWaitsForAPersonWhereOneIsNeeded()
    {
        QFETCH(QString, reason);
        QFETCH(int, kind);
        QFETCH(int, stage);
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        Link link(std::move(route));
        link.open();
        emit fake->failed({static_cast<ErrorKind>(kind), u"no"_s, {}, {}, 0, reason});
        QCOMPARE(int(link.status().stage), stage);
        QTest::qWait(1500); // longer than the first pause: it does not try by itself
        QCOMPARE(fake->opened_, 1);
        link.retry();
        QCOMPARE(fake->opened_, 2);
    }

    void anUnreachableServerFailsWithTheReason()
    {
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        Link link(std::move(route));
        link.open();
        emit fake->opened(nowhere());
        QTRY_COMPARE_WITH_TIMEOUT(int(link.status().stage), int(LinkStage::Failed), 20'000);
        QCOMPARE(link.status().reason->kind, ErrorKind::Unreachable);
        QVERIFY(!link.status().roundTrip);
    }

    void aSystemLoginComesAndGoes()
    {
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        Link link(std::move(route));
        const QSignalSpy changed(&link, &Link::systemConnectionChanged);
        link.open();
        LinkEnds ends = nowhere();
        ends.system = ends.user;
        emit fake->opened(ends);
        QVERIFY(link.systemConnection() != nullptr);
        emit fake->opened(nowhere());
        QVERIFY(link.systemConnection() == nullptr);
        QCOMPARE(changed.size(), 2);
    }

    void closingClosesTheRoute()
    {
        auto route = std::make_unique<FakeRoute>();
        FakeRoute *fake = route.get();
        Link link(std::move(route));
        link.open();
        emit fake->opened(nowhere());
        link.close();
        QCOMPARE(fake->closed, 1);
        QCOMPARE(link.status().stage, LinkStage::Closed);
        QTest::qWait(300);
        QCOMPARE(link.status().stage, LinkStage::Closed);
    }
};

NATSDECK_TEST(LinkTest)
#include "unit_link.moc"
