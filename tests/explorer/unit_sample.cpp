#include "models/explorer/payload_kind.h"
#include "models/explorer/sample_data.h"
#include "models/jetstream/stream_info.h"
#include "models/nats/subjects.h"
#include "tests/support/test_main.h"

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>

using namespace natsdeck::explorer;
using namespace Qt::StringLiterals;

class SampleTest : public QObject
{
    Q_OBJECT

private slots:
    void everyMessageBelongsToItsStream();
    void theSameNumberGivesTheSameMessage();
    void coversTheExamplesOfTheMission();
    void onlyMarkedStreamsAreOurs();
};

void SampleTest::everyMessageBelongsToItsStream()
{
    for (const SampleStream &stream : sampleStreams()) {
        const QByteArray pattern = stream.config["subjects"_L1].toArray().at(0).toString().toUtf8();
        for (int i = 0; i < stream.messages; ++i) {
            const SampleMessage message = stream.make(i);
            QVERIFY2(natsdeck::nats::subjects::matches(pattern, message.subject), message.subject.constData());
            const QByteArray type = natsdeck::nats::valueOf(message.headers, "Content-Type");
            const PayloadKind kind = detectKind(message.payload);
            QVERIFY2(kind == (type == "application/json" ? PayloadKind::Json
                              : type == "text/plain"     ? PayloadKind::Text
                                                         : PayloadKind::Binary),
                     message.payload.constData());
            QVERIFY(!message.payload.contains('%') || type == "application/octet-stream");
        }
    }
}

// Written down once: another value means that adding again would publish other messages under the same identifiers.
void SampleTest::theSameNumberGivesTheSameMessage()
{
    const auto digest = [] {
        QCryptographicHash hash(QCryptographicHash::Sha256);
        for (const SampleStream &stream : sampleStreams()) {
            for (int i = 0; i < stream.messages; ++i) {
                const SampleMessage message = stream.make(i);
                hash.addData(message.subject);
                hash.addData(message.payload);
                for (const auto &header : message.headers)
                    hash.addData(header.name + header.value);
            }
        }
        return hash.result().toHex().first(16);
    };
    QCOMPARE(digest(), digest());
    QCOMPARE(digest(), QByteArray("23da72d1626b2bca"));
}

void SampleTest::coversTheExamplesOfTheMission()
{
    QSet<QByteArray> subjects;
    for (const SampleStream &stream : sampleStreams()) {
        for (int i = 0; i < stream.messages; ++i)
            subjects.insert(stream.make(i).subject);
    }
    for (const char *wanted : {"agents.tasks", "agents.chat", "llm.traces", "mlflow.model.registered", "ai.inference.request",
                               "ai.inference.response", "events.user.login", "events.order.created"})
        QVERIFY2(subjects.contains(wanted), wanted);
}

void SampleTest::onlyMarkedStreamsAreOurs()
{
    natsdeck::jetstream::StreamInfo info;
    info.name = u"EVENTS"_s;
    QVERIFY(!isSampleStream(info));
    info.description = sampleMark();
    QVERIFY(isSampleStream(info));
}

NATSDECK_TEST(SampleTest)
#include "unit_sample.moc"
