#include "models/kube/helm_releases.h"
#include "tests/kube/support_workloads.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QRandomGenerator>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::kube;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

QByteArray stored()
{
    QFile file(QFINDTESTDATA("data/helm-release.txt"));
    return file.open(QFile::ReadOnly) ? file.readAll() : QByteArray();
}

QByteArray wrapped(const QByteArray &record) { return record.toBase64().toBase64(); }

// A gzip stream without its trailer, of `size` equal bytes.
QByteArray bomb(qsizetype size)
{
    return QByteArray::fromHex("1f8b0800000000000003") + qCompress(QByteArray(size, 'a'), 9).mid(6).chopped(4);
}

QJsonObject record(const QByteArray &release, int version, const QByteArray &status = "superseded")
{
    return object("{'metadata':{'name':'sh.helm.release.v1." + release + ".v" + QByteArray::number(version) +
                  "','namespace':'n','labels':{'owner':'helm','name':'" + release + "','version':'" + QByteArray::number(version) +
                  "','status':'" + status + "'}}}");
}

} // namespace

// Helm's record of a release: the newest, decoded within budgets, and of its contents only what is shown.
class HelmReleasesTest : public QObject
{
    Q_OBJECT

private slots:
    void aRecordSaysChartAndStatus()
    {
        const Result<HelmRelease> release = decodeHelmRelease(stored());
        QVERIFY2(release, release ? "" : qPrintable(toText(release.error())));
        QCOMPARE(*release, (HelmRelease{u"events"_s, u"nats"_s, 7, u"deployed"_s, u"nats"_s, u"2.14.2"_s, u"2.14.2"_s}));
        // Not compressed: as plain JSON, which Helm reads as well.
        QVERIFY(decodeHelmRelease(wrapped("{\"name\":\"a\",\"chart\":{\"metadata\":{\"name\":\"nats\"}}}")));
    }

    void damagedRecordsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("kind");
        QTest::newRow("nothing") << QByteArray() << int(ErrorKind::Invalid);
        QTest::newRow("not base64") << QByteArray("!!!") << int(ErrorKind::Invalid);
        QTest::newRow("one layer") << QByteArray("{}").toBase64() << int(ErrorKind::Invalid);
        QTest::newRow("cut") << wrapped(QByteArray::fromBase64(QByteArray::fromBase64(stored())).chopped(40)) << int(ErrorKind::Invalid);
        QTest::newRow("no JSON") << wrapped("password: hunter2") << int(ErrorKind::Invalid);
        QTest::newRow("a list") << wrapped("[]") << int(ErrorKind::Invalid);
        QTest::newRow("other fields") << wrapped("{\"name\":7,\"chart\":[]}") << int(ErrorKind::Invalid);
        QTest::newRow("inflates beyond the budget") << wrapped(bomb(helmInflatedBytes + 1024 * 1024)) << int(ErrorKind::LimitExceeded);
        QTest::newRow("long") << QByteArray(helmPayloadBytes + 1, 'a') << int(ErrorKind::LimitExceeded);
    }

    void damagedRecordsAreRefused()
    {
        QFETCH(const QByteArray, text);
        const Result<HelmRelease> release = decodeHelmRelease(text);
        QVERIFY(!release);
        QTEST(int(release.error().kind), "kind");
        QVERIFY(!toText(release.error()).contains(u"hunter2"_s)); // nothing of what it holds is said
    }

    void brokenBytesNeverCrash()
    {
        QRandomGenerator random(7);
        const QByteArray good = QByteArray::fromBase64(QByteArray::fromBase64(stored()));
        for (int round = 0; round < 3000; ++round) {
            QByteArray bad = good;
            for (int i = 1 + random.bounded(4); i > 0; --i)
                bad[random.bounded(int(bad.size()))] = char(random.bounded(256));
            (void)decodeHelmRelease(wrapped(bad));
        }
    }

    void theNewestRevisionCounts()
    {
        const QList<QJsonObject> secrets{record("events", 9), record("events", 10, "failed"), record("other", 12), record("events", 2)};
        const auto newest = newestRecord(secrets, u"n"_s, u"events"_s);
        QVERIFY(newest);
        QCOMPARE(newest->secret, u"sh.helm.release.v1.events.v10"_s); // 10 after 9: by number, not by name
        QCOMPARE(newest->status, u"failed"_s);
        QVERIFY(!newestRecord(secrets, u"elsewhere"_s, u"events"_s));
        QVERIFY(!newestRecord(secrets, u"n"_s, u"nats"_s));
    }

    void workloadsNameTheirRelease()
    {
        QCOMPARE(helmReleaseOf(object("{'metadata':{'annotations':{'meta.helm.sh/release-name':'events'},'labels':{'app.kubernetes.io/"
                                      "instance':'x','app.kubernetes.io/managed-by':'Helm'}}}")),
                 u"events"_s);
        QCOMPARE(helmReleaseOf(object("{'metadata':{'labels':{'app.kubernetes.io/instance':'x','app.kubernetes.io/managed-by':'Helm'}}}")),
                 u"x"_s);
        QCOMPARE(helmReleaseOf(object("{'metadata':{'labels':{'app.kubernetes.io/instance':'x'}}}")), QString());
    }
};

NATSDECK_TEST(HelmReleasesTest)
#include "unit_helm_releases.moc"
