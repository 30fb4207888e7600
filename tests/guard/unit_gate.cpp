#include "models/base/files.h"
#include "models/guard/audit_log.h"
#include "models/guard/consent.h"
#include "models/guard/gate.h"
#include "models/guard/locks.h"
#include "tests/support/fake_clock.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <map>

using namespace natsdeck;
using namespace Qt::StringLiterals;

namespace {

class MemoryLocks final : public guard::LockStore
{
public:
    std::optional<bool> isLocked(const QString &systemId) const override
    {
        const auto found = m_locks.find(systemId);
        return found == m_locks.end() ? std::nullopt : std::optional(found->second);
    }
    void setLocked(const QString &systemId, bool locked) override { m_locks[systemId] = locked; }

private:
    std::map<QString, bool> m_locks;
};

const guard::Intent purge{u"purge"_s, u"stream ORDERS"_s, u"Remove 12 messages"_s, guard::Impact::DataLoss, {}, {{u"messages"_s, 12}}};

} // namespace

class GateTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_log = std::make_unique<guard::AuditLog>(m_folder->filePath(u"audit/log.jsonl"_s), m_clock);
        m_locks = std::make_unique<MemoryLocks>();
        m_gate = std::make_unique<guard::Gate>(*m_log, *m_locks);
    }

    void aSystemNobodyDecidedAboutIsReadOnly()
    {
        const Result<guard::Permit> permit = m_gate->authorise(u"link:1"_s, purge);
        QCOMPARE(permit.error().kind, ErrorKind::Forbidden);
        QCOMPARE(permit.error().reason, u"locked"_s);
        QCOMPARE(events(), QStringList{u"refused"_s});
    }

    void theAuditLineIsWrittenBeforeThePermitExists()
    {
        m_gate->setLocked(u"link:1"_s, false);
        const Result<guard::Permit> permit = m_gate->authorise(u"link:1"_s, purge);
        QVERIFY(permit.has_value());
        const QJsonObject line = lines().constLast();
        QCOMPARE(line.value(u"event"_s).toString(), u"authorised"_s);
        QCOMPARE(line.value(u"permit"_s).toString(), permit->id());
        QCOMPARE(line.value(u"impact"_s).toString(), u"data-loss"_s);
        QCOMPARE(line.value(u"detail"_s).toObject().value(u"messages"_s).toInt(), 12);
        m_gate->finish(*permit, failure(ErrorKind::Timeout, u"No answer"_s));
        QCOMPARE(events(), (QStringList{u"authorised"_s, u"failed"_s}));
    }

    void withoutAnAuditLogNothingIsAllowed()
    {
        QDir(m_folder->path()).mkdir(u"audit"_s);
        QVERIFY(QDir(m_folder->path()).mkdir(u"audit/log.jsonl"_s)); // a folder stands where the file should be
        m_gate->setLocked(u"link:1"_s, false);
        QVERIFY(!m_gate->authorise(u"link:1"_s, purge).has_value());
    }

    void theLockIsSaidToEverybody()
    {
        const QSignalSpy spy(m_gate.get(), &guard::Gate::lockChanged);
        m_gate->setLocked(u"link:1"_s, false);
        QVERIFY(!m_gate->isLocked(u"link:1"_s));
        QCOMPARE(spy.count(), 1);
    }

    void secretsDoNotReachTheAuditLog()
    {
        m_gate->setLocked(u"link:1"_s, false);
        guard::Intent intent = purge;
        intent.summary = u"Connect with token: CANARYCANARY"_s;
        QVERIFY(m_gate->authorise(u"link:1"_s, intent).has_value());
        QVERIFY(!files::read(m_log->path())->contains("CANARY"));
    }

    void anyChangeOfACommandAsksAgain()
    {
        const guard::ConsentRequest request{u"exec-credential"_s, u"/usr/bin/aws"_s, {u"eks"_s}, {u"A=1"_s}, u"/home/x/.kube/config"_s, {}};
        guard::ConsentRequest changed = request;
        changed.purpose = u"other words"_s;
        QCOMPARE(changed.fingerprint(), request.fingerprint());
        for (auto change :
             {+[](guard::ConsentRequest &r) { r.program += u'x'; }, +[](guard::ConsentRequest &r) { r.arguments << u"y"_s; },
              +[](guard::ConsentRequest &r) { r.environment.clear(); }, +[](guard::ConsentRequest &r) { r.origin += u'2'; }}) {
            changed = request;
            change(changed);
            QVERIFY(changed.fingerprint() != request.fingerprint());
        }
    }

private:
    QList<QJsonObject> lines() const
    {
        QList<QJsonObject> all;
        for (const QByteArray &line : files::read(m_log->path()).value_or(QByteArray()).trimmed().split('\n'))
            all << QJsonDocument::fromJson(line).object();
        return all;
    }

    QStringList events() const
    {
        QStringList all;
        for (const QJsonObject &line : lines())
            all << line.value(u"event"_s).toString();
        return all;
    }

    test::FakeClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<guard::AuditLog> m_log;
    std::unique_ptr<MemoryLocks> m_locks;
    std::unique_ptr<guard::Gate> m_gate;
};

NATSDECK_TEST(GateTest)
#include "unit_gate.moc"
