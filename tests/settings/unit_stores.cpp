#include "models/settings/consent_store.h"
#include "models/settings/lock_store.h"
#include "models/settings/login_book.h"
#include "models/settings/saved_links.h"
#include "models/settings/secret_store.h"

#include "models/base/clock.h"
#include "models/base/files.h"
#include "models/guard/audit_log.h"
#include "models/guard/gate.h"
#include "tests/support/test_main.h"

#include <QDirIterator>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::settings;
using namespace Qt::StringLiterals;

namespace {

template <typename T> Result<T> waited(QObject *receiver, const async::Future<T> &future)
{
    std::optional<Result<T>> answer;
    async::deliver<T>(future, receiver, [&](Result<T> result) { answer = std::move(result); });
    if (!QTest::qWaitFor([&] { return answer.has_value(); }, 20'000))
        return failure(ErrorKind::Timeout, u"no answer"_s);
    return *answer;
}

guard::ConsentRequest request()
{
    return {u"exec-credential"_s, u"/usr/bin/plugin"_s, {u"--login"_s}, {u"TOKEN=hunter2"_s}, u"/home/a/.kube/config"_s, u"to log in"_s};
}

} // namespace

class StoresTest final : public QObject
{
    Q_OBJECT

private slots:
    void locksSurviveARestart()
    {
        {
            FileLockStore locks(path());
            QVERIFY(!locks.isLocked(u"local:1"_s).has_value());
            locks.setLocked(u"local:1"_s, false);
            locks.setLocked(u"local:2"_s, true);
        }
        const FileLockStore locks(path());
        QCOMPARE(locks.isLocked(u"local:1"_s), std::optional(false));
        QCOMPARE(locks.isLocked(u"local:2"_s), std::optional(true));
    }

    void locksOfAnotherCopyCountAtOnce()
    {
        FileLockStore mine(path());
        mine.setLocked(u"local:1"_s, false);
        QVERIFY(mine.store().flush());
        FileLockStore other(path());
        QSignalSpy seen(&mine.store(), &JsonStore::changedElsewhere);
        other.setLocked(u"local:1"_s, true);
        QVERIFY(other.store().flush());
        guard::AuditLog audit(m_folder->filePath(u"audit.jsonl"_s), m_clock);
        guard::Gate gate(audit, mine);
        const auto permit = gate.authorise(u"local:1"_s, {u"test"_s, {}, {}, guard::Impact::Undoable, {}, {}});
        QVERIFY(!permit);
        QCOMPARE(permit.error().reason, u"locked"_s);
        QTRY_COMPARE_WITH_TIMEOUT(seen.size(), 1, 5000); // and whoever shows the lock is told
        QCOMPARE(seen.first().first().toString(), u"local:1"_s);
    }

    void whatAnotherCopyWritesIsSeenWithoutBeingAskedFor()
    {
        FileLockStore mine(path());
        mine.setLocked(u"local:1"_s, true);
        QVERIFY(mine.store().flush());
        QCoreApplication::processEvents(); // the folder is new: only now it can be watched
        QSignalSpy seen(&mine.store(), &JsonStore::changedElsewhere);
        FileLockStore other(path());
        other.setLocked(u"local:1"_s, false);
        QVERIFY(other.store().flush());
        QVERIFY(seen.wait(5000));
        QCOMPARE(mine.isLocked(u"local:1"_s), std::optional(false));
    }

    void aDamagedLockIsNoDecision()
    {
        QVERIFY(files::writeAtomically(path(), R"({"local:1": "false"})"));
        QVERIFY(!FileLockStore(path()).isLocked(u"local:1"_s).has_value());
    }

    void consentIsForExactlyOneCommand()
    {
        FileConsentStore consents(path());
        consents.grant(request());
        QVERIFY(consents.isGranted(request()));
        guard::ConsentRequest other = request();
        other.environment = {u"TOKEN=other"_s};
        QVERIFY(!consents.isGranted(other));
        other = request();
        other.arguments << u"-x"_s;
        QVERIFY(!consents.isGranted(other));
        consents.revoke(request());
        QVERIFY(!consents.isGranted(request()));
    }

    void consentKeepsNoEnvironmentValues()
    {
        {
            FileConsentStore consents(path());
            consents.grant(request());
        }
        const FileConsentStore consents(path());
        QVERIFY(consents.isGranted(request()));
        QCOMPARE(consents.granted().size(), 1);
        QCOMPARE(consents.granted().first().environment, QStringList{u"TOKEN"_s});
        QVERIFY(!files::read(path())->contains("hunter2"));
    }

    void savedLinksComeBackByName()
    {
        {
            SavedLinks links(path());
            const QSignalSpy changed(&links, &SavedLinks::changed);
            links.save({u"2"_s, u"zebra"_s, {u"nats://z:4222"_s}, {}, {}});
            links.save({u"1"_s, u"apple"_s, {u"nats://a:4222"_s}, {}, u"http://a:8222"_s});
            QCOMPARE(changed.size(), 2);
        }
        SavedLinks links(path());
        QCOMPARE(links.all().size(), 2);
        QCOMPARE(links.all().first().name, u"apple"_s);
        QCOMPARE(links.find(u"1"_s)->monitoringUrl, u"http://a:8222"_s);
        QCOMPARE(links.find(u"2"_s)->urls, QStringList{u"nats://z:4222"_s});
        links.remove(u"1"_s);
        QVERIFY(!links.find(u"1"_s));
    }

    void senselessLinksAreLeftOutButKept()
    {
        const QByteArray content = "{\"1\": {\"name\": \"a\"}, \"2\": 7, \"3\": {\"urls\": [7], \"login\": \"magic\"},"
                                   "\"4\": {\"name\": \"ok\\u001b[31m\", \"urls\": [\"nats://a\"]}}";
        QVERIFY(files::writeAtomically(path(), content));
        SavedLinks links(path());
        QCOMPARE(links.all().size(), 1);
        QVERIFY(!links.all().first().name.contains(QChar(0x1b)));
        links.remove(u"4"_s);
        QVERIFY(links.store().flush());
        QVERIFY(files::read(path())->contains("magic"));
    }

    // A workstation without a keyring: nothing is stored, the person is asked each time, and no byte reaches a file.
    void withoutAKeyringSecretsLiveForThisRunOnly()
    {
        const QByteArray bus = qgetenv("DBUS_SESSION_BUS_ADDRESS");
        qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=" + m_folder->path().toUtf8() + "/no-bus");
        const Secret canary("canary-c0ffee-secret");
        {
            const auto store = makeSecretStore();
            QCOMPARE(*waited(this, store->read(u"k"_s)), std::optional<Secret>());
            const Result<bool> stored = waited(this, store->remember(u"k"_s, canary));
            QVERIFY(stored.has_value());
            QCOMPARE(*stored, false);
            QVERIFY(*waited(this, store->read(u"k"_s)) == std::optional(canary));
        }
        const auto next = makeSecretStore();
        QCOMPARE(*waited(this, next->read(u"k"_s)), std::optional<Secret>());
        QDirIterator it(QDir::homePath(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            QFile file(it.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY2(!content.contains(canary.reveal()) && !content.contains(canary.reveal().toBase64()), qPrintable(file.fileName()));
        }
        qputenv("DBUS_SESSION_BUS_ADDRESS", bus);
    }

    void loginsKeepTheirSecretOutOfTheFile()
    {
        RunSecretStore secrets;
        const StoredLogin login{LoginKind::UserPassword, u"app"_s, {}, Secret("canary-pa55")};
        {
            LoginBook book(path(), secrets);
            QVERIFY(!waited(this, book.read(u"link:1"_s))->has_value());
            QVERIFY(waited(this, book.save(u"link:1"_s, login)).has_value());
        }
        QVERIFY(!files::read(path())->contains("canary"));
        {
            LoginBook book(path(), secrets);
            QVERIFY(waited(this, book.read(u"link:1"_s))->value() == login);
            RunSecretStore empty; // the next run without a keyring
            LoginBook later(path(), empty);
            const StoredLogin asked = waited(this, later.read(u"link:1"_s))->value();
            QVERIFY(asked.needsSecret());
            QCOMPARE(asked.user, u"app"_s);
            QVERIFY(waited(this, book.forget(u"link:1"_s)).has_value());
            QVERIFY(!book.knows(u"link:1"_s));
        }
    }

    void forgettingForgets()
    {
        RunSecretStore store;
        QVERIFY(waited(this, store.remember(u"k"_s, Secret("abcd"))).has_value());
        QVERIFY(waited(this, store.read(u"k"_s))->has_value());
        QVERIFY(waited(this, store.forget(u"k"_s)).has_value());
        QVERIFY(!waited(this, store.read(u"k"_s))->has_value());
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    QString path() const { return m_folder->filePath(u"store.json"_s); }

    SystemClock m_clock;
    std::unique_ptr<QTemporaryDir> m_folder;
};

NATSDECK_TEST(StoresTest)
#include "unit_stores.moc"
