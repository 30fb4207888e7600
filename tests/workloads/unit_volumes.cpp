#include "models/workloads/volumes.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::workloads;
using namespace Qt::StringLiterals;

namespace {

constexpr qint64 gib = qint64(1) << 30;

QJsonObject object(const QByteArray &json) { return QJsonDocument::fromJson(json).object(); }

QJsonObject pod(const QByteArray &name, const QByteArray &volumes, const QByteArray &mounts, const QByteArray &args = "[]",
                const QByteArray &phase = "Running")
{
    return object(R"({"metadata":{"name":")" + name + R"(","namespace":"nats"},"spec":{"nodeName":"node-1","volumes":)" + volumes +
                  R"(,"containers":[{"name":"reloader","volumeMounts":[{"name":"js","mountPath":"/elsewhere"}]},{"name":"nats","args":)" +
                  args + R"(,"volumeMounts":)" + mounts + R"(}]},"status":{"phase":")" + phase + R"("}})");
}

QJsonObject claim(const QByteArray &name, const QByteArray &capacity = "10Gi")
{
    return object(R"({"metadata":{"name":")" + name + R"(","uid":"u-)" + name +
                  R"("},"spec":{"storageClassName":"fast","volumeName":"pvc-1",
        "accessModes":["ReadWriteOnce","Odd"],"resources":{"requests":{"storage":"20Gi"}}},
        "status":{"phase":"Bound","capacity":{"storage":")" +
                  capacity + R"("},"conditions":[{"type":"FileSystemResizePending","status":"True"}]}})");
}

const QByteArray jsVolume = R"([{"name":"js","persistentVolumeClaim":{"claimName":"js-nats-0"}},{"name":"pid","emptyDir":{}}])";
const QByteArray jsMount = R"([{"name":"js","mountPath":"/data"},{"name":"pid","mountPath":"/var/run/nats"}])";

FileSystemEvidence evidence(qint64 total, double claimed)
{
    FileSystemEvidence made;
    made.fileSystem = {u"/dev/sdb"_s, total, gib, total - gib, u"/data"_s};
    made.nodeTotal = 98 * gib;
    made.nodeDevice = u"overlay"_s;
    made.claimCapacity = claimed;
    return made;
}

} // namespace

class VolumesTest : public QObject
{
    Q_OBJECT

private slots:
    void findsClaimsByTheirPods()
    {
        const QList<VolumeView> volumes = volumesOf(
            {pod("nats-0", jsVolume, jsMount)}, {claim("js-nats-0"), claim("js-nats-1"), claim("data-postgres-0")}, u"nats"_s, u"nats"_s);
        QCOMPARE(volumes.size(), 2); // that of the pod, and the one that a third pod left behind; not the stranger's
        const VolumeView &first = volumes.first();
        QCOMPARE(first.claim, u"js-nats-0"_s);
        QCOMPARE(first.pod, u"nats-0"_s);
        QCOMPARE(first.container, u"nats"_s); // not the reloader, which has it too
        QCOMPARE(first.path, u"/data"_s);
        QCOMPARE(first.accessMode, u"RWO, Odd"_s);
        QCOMPARE(first.requested, u"20Gi"_s);
        QCOMPARE(first.capacity, u"10Gi"_s);
        QCOMPARE(first.resizing, u"FileSystemResizePending"_s);
        QVERIFY(first.isPodRunning);
        QVERIFY(volumes[1].pod.isEmpty() && !volumes[1].isPodRunning);
    }

    void namesClaimsThatMayNotBeRead()
    {
        const QList<VolumeView> volumes = volumesOf({pod("nats-0", jsVolume, jsMount)}, {}, u"nats"_s, u"nats"_s);
        QCOMPARE(volumes.size(), 1);
        QCOMPARE(volumes.first().claim, u"js-nats-0"_s);
        QVERIFY(volumes.first().phase.isEmpty());
        QCOMPARE(volumes.first().path, u"/data"_s);
    }

    void showsAnEmptyDirOnlyWhereStreamsLie()
    {
        const QByteArray volumes = R"([{"name":"data","emptyDir":{"sizeLimit":"1Gi"}},{"name":"pid","emptyDir":{}}])";
        const QByteArray mounts = R"([{"name":"data","mountPath":"/data"},{"name":"pid","mountPath":"/var/run/nats"}])";
        QList<VolumeView> found = volumesOf({pod("nats-0", volumes, mounts)}, {}, u"nats"_s, u"nats"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().source, VolumeView::Source::EmptyDir);
        QCOMPARE(found.first().path, u"/data"_s);
        found = volumesOf({pod("nats-0", volumes, mounts, R"(["-js","--store_dir=/var/run/nats/x"])")}, {}, u"nats"_s, u"nats"_s);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.first().path, u"/var/run/nats"_s);
        found = volumesOf({pod("nats-0", volumes, mounts, R"(["-sd","/elsewhere"])")}, {}, u"nats"_s, u"nats"_s);
        QVERIFY(found.isEmpty());
    }

    void endureObjectsThatSayNothing()
    {
        QVERIFY(volumesOf({QJsonObject(), object(R"({"spec":{"volumes":{},"containers":[1,"a"]}})")}, {QJsonObject()}, u"nats"_s, u"nats"_s)
                    .isEmpty());
    }

    void readsDf()
    {
        const auto busybox =
            parseDf("Filesystem           1024-blocks    Used Available Capacity Mounted on\n"
                    "/dev/vda1            102625208  45678900  51689524  47% /data\noverlay 102625208 45678900 51689524 47% /\n");
        QVERIFY(busybox);
        QCOMPARE(busybox->size(), 2);
        QCOMPARE(busybox->first().total, qint64(102625208) * 1024);
        QCOMPARE(busybox->first().mountedOn, u"/data"_s);
        const auto spaces = parseDf("//nas/my share 2048 1024 1024 50% /data/my files\n");
        QVERIFY(spaces);
        QCOMPARE(spaces->first().device, u"//nas/my share"_s);
        QCOMPARE(spaces->first().mountedOn, u"/data/my files"_s);
        const auto odd = parseDf("tmpfs 100 200 -100 - /data\n");
        QVERIFY(odd);
        QCOMPARE(odd->first().available, 0);
        QVERIFY(parseDf("x 99999999999999999999 1 1 1% /data\n").value_or(QList<FileSystem>{{}}).first().total >= 0);
        QCOMPARE(parseDf("df: not found\n").error().kind, ErrorKind::Protocol);
        QCOMPARE(parseDf("").error().kind, ErrorKind::Protocol);
    }

    void tellsTheVolumeFromTheNodesDisk_data()
    {
        QTest::addColumn<qint64>("total");
        QTest::addColumn<double>("claimed");
        QTest::addColumn<int>("expected");
        QTest::newRow("a device of its own, less the file system's own part") << qint64(9.75 * gib) << 10.0 * gib << int(Belongs::Volume);
        QTest::newRow("exactly the claim") << 10 * gib << 10.0 * gib << int(Belongs::Volume);
        QTest::newRow("being enlarged") << 6 * gib << 10.0 * gib << int(Belongs::Volume);
        QTest::newRow("far larger than the claim") << 500 * gib << 10.0 * gib << int(Belongs::NodeDisk);
        QTest::newRow("a disk smaller than what was promised") << 40 * gib << 100.0 * gib << int(Belongs::NodeDisk);
        QTest::newRow("the node's own size, though the claim fits") << 98 * gib << 100.0 * gib << int(Belongs::NodeDisk);
        QTest::newRow("no claim to compare, another disk than the node's") << 10 * gib << 0.0 << int(Belongs::Volume);
    }
    void tellsTheVolumeFromTheNodesDisk()
    {
        QFETCH(qint64, total);
        QFETCH(double, claimed);
        QFETCH(int, expected);
        QCOMPARE(int(belongsTo(evidence(total, claimed))), expected);
    }

    void takesTheWordOfThePersistentVolume()
    {
        FileSystemEvidence hostPath = evidence(10 * gib, 10.0 * gib);
        hostPath.isHostPath = true;
        QCOMPARE(belongsTo(hostPath), Belongs::NodeDisk); // the sizes agree by chance
        FileSystemEvidence network = evidence(2000 * gib, 10.0 * gib);
        network.isNetwork = true;
        QCOMPARE(belongsTo(network), Belongs::SharedServer);
        FileSystemEvidence nothing = evidence(10 * gib, 0);
        nothing.nodeTotal = 0;
        nothing.nodeDevice.clear();
        QCOMPARE(belongsTo(nothing), Belongs::Unknown);
        QVERIFY(isHostPathVolume(object(R"({"spec":{"hostPath":{"path":"/opt"}}})")));
        QVERIFY(isNetworkVolume(object(R"({"spec":{"csi":{"driver":"nfs.csi.k8s.io"}}})")));
        QVERIFY(!isNetworkVolume(object(R"({"spec":{"csi":{"driver":"ebs.csi.aws.com"}}})")));
    }

    void readsTheKubeletsFigures()
    {
        const QJsonObject summary = object(R"({"node":{"fs":{"capacityBytes":1000}},"pods":[{"volume":[{"name":"x"},
            {"name":"js","pvcRef":{"name":"js-nats-0","namespace":"nats"},"capacityBytes":500,"usedBytes":200,"availableBytes":300}]}]})");
        qint64 node = 0;
        const auto found = claimInSummary(summary, u"nats"_s, u"js-nats-0"_s, &node);
        QVERIFY(found);
        QCOMPARE(found->used, 200);
        QCOMPARE(node, 1000);
        QCOMPARE(claimInSummary(summary, u"other"_s, u"js-nats-0"_s, &node).error().kind, ErrorKind::NotFound);
        QCOMPARE(claimInSummary({}, u"nats"_s, u"js-nats-0"_s, &node).error().kind, ErrorKind::NotFound);
        QCOMPARE(node, 0);
    }
};

NATSDECK_TEST(VolumesTest)
#include "unit_volumes.moc"
