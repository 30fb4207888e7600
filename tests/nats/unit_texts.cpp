#include "models/nats/cli_contexts.h"
#include "models/nats/creds.h"
#include "models/nats/multiplexer.h"
#include "models/nats/nats_error.h"
#include "models/nats/nkey.h"
#include "models/nats/server_info.h"
#include "models/nats/server_url.h"
#include "models/nats/subjects.h"

#include "tests/nats/support_jwt.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::nats;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

// JSON with ' for ": moc of Qt 6.4 loses the class behind some raw strings.
QByteArray quoted(QByteArray text) { return text.replace('\'', '"'); }

} // namespace

class TextsTest final : public QObject
{
    Q_OBJECT

private slots:
    void knowsSubjects()
    {
        using subjects::Problem;
        QCOMPARE(subjects::check("a.b.c"), Problem::None);
        QCOMPARE(subjects::check(""), Problem::Empty);
        QCOMPARE(subjects::check("a..b"), Problem::EmptyToken);
        QCOMPARE(subjects::check(".a"), Problem::EmptyToken);
        QCOMPARE(subjects::check("a."), Problem::EmptyToken);
        QCOMPARE(subjects::check("a b"), Problem::WhiteSpace);
        QCOMPARE(subjects::check("a\tb"), Problem::WhiteSpace);
        QCOMPARE(subjects::check(QByteArrayView("a\0b", 3)), Problem::ControlCharacter);
        QCOMPARE(subjects::check(">.a"), Problem::TailNotLast);
        QCOMPARE(subjects::check(QByteArray(subjects::longest + 1, 'x')), Problem::TooLong);
        QVERIFY(subjects::isLiteral("a*b.>c.größe"));
        QVERIFY(!subjects::isLiteral("a.*"));
        QVERIFY(subjects::isValid("a.>"));
        QVERIFY(subjects::isName("ORDERS-1_x"));
        QVERIFY(!subjects::isName("a.b") && !subjects::isName("") && !subjects::isName("a b") && !subjects::isName("a/b"));
    }

    void matchesSubjects_data()
    {
        QTest::addColumn<QByteArray>("pattern");
        QTest::addColumn<QByteArray>("subject");
        QTest::addColumn<bool>("matching");
        const auto row = [](const char *pattern, const char *subject, bool matching) {
            QTest::addRow("%s %s", pattern, subject) << QByteArray(pattern) << QByteArray(subject) << matching;
        };
        row("a.b", "a.b", true);
        row("a.b", "a.c", false);
        row("a.*", "a.b", true);
        row("a.*", "a.b.c", false);
        row("a.*", "a", false);
        row("a.>", "a.b.c", true);
        row("a.>", "a", false);
        row(">", "a", true);
        row("*.b.>", "x.b.c.d", true);
        row("a", "a.b", false);
        row("a*", "ab", false);
    }
    void matchesSubjects()
    {
        QFETCH(QByteArray, pattern);
        QFETCH(QByteArray, subject);
        QFETCH(bool, matching);
        QCOMPARE(subjects::matches(pattern, subject), matching);
    }

    void knowsOverlappingPatterns()
    {
        QVERIFY(subjects::overlap("a.*", "*.b"));
        QVERIFY(subjects::overlap("a.>", "a.b.*"));
        QVERIFY(!subjects::overlap("a.*", "a.b.c"));
        QVERIFY(!subjects::overlap("a.>", "a"));
        QVERIFY(!subjects::overlap("a.b", "a.c"));
    }

    void readsHeaderBlocks()
    {
        QCOMPARE(parseHeaderBlock("NATS/1.0\r\nA: 1\r\nA:2\r\nb:  x y \r\n\r\n"), (Headers{{"A", "1"}, {"A", "2"}, {"b", "x y"}}));
        QCOMPARE(parseHeaderBlock("NATS/1.0 404 No Messages\r\n\r\n"), (Headers{{"Status", "404"}, {"Description", "No Messages"}}));
        QVERIFY(parseHeaderBlock("HTTP/1.1 200\r\nA: 1\r\n").isEmpty());
        QCOMPARE(parseHeaderBlock("NATS/1.0\r\nno colon\r\n: empty\r\nA: 1"), (Headers{{"A", "1"}}));
    }

    // The seed, public key and signature of nkeys' own documentation and of `nats_Sign`.
    void signsWithAnNkey()
    {
        const auto key = Nkey::fromSeed(Secret("SUAMLK2ZNL35WSMW37E7UD4VZ7ELPKW7DHC3BWBSD2GCZ7IUQQXZIORRBU"));
        QVERIFY(key);
        QVERIFY(isPublicKey(key->publicKey(), 'U'));
        QCOMPARE(key->sign("nonce")->size(), 64);
        QCOMPARE(*key->sign("nonce"), *key->sign("nonce"));
        QVERIFY(*key->sign("nonce") != *key->sign("nonce2"));
        const QByteArray made = makeSeed('U', 'k');
        QCOMPARE(keyOf(made).publicKey().size(), 56);
        QVERIFY(keyOf(makeSeed('A', 'k')).publicKey().startsWith('A'));
        QVERIFY(keyOf(makeSeed('O', 'k')).publicKey().startsWith('O'));
        QVERIFY(Nkey::fromSeed(Secret("  " + made + "\r\n")));
        for (qsizetype i = 0; i < made.size(); ++i) { // one wrong character anywhere is noticed
            QByteArray damaged = made;
            damaged[i] = damaged.at(i) == 'Q' ? 'R' : 'Q';
            QVERIFY(!Nkey::fromSeed(Secret(damaged)));
        }
        const Error error = Nkey::fromSeed(Secret("SUAM-not-a-seed")).error();
        QCOMPARE(error.kind, ErrorKind::Invalid);
        QVERIFY(!toText(error).contains(u"not-a-seed"_s));
    }

    void readsCreds_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<bool>("good");
        const QByteArray seed = makeSeed('U', 'u');
        const QByteArray jwt = makeJwt(makeSeed('A', 'a'), keyOf(seed).publicKey(), "alice", userClaims());
        const QByteArray text = credsText(jwt, seed);
        QTest::newRow("as nsc writes it") << text << true;
        QTest::newRow("CRLF") << QByteArray(text).replace("\n", "\r\n") << true;
        QTest::newRow("spaces") << QByteArray(text).replace("\n", "  \n  ") << true;
        QTest::newRow("no last newline") << text.trimmed() << true;
        QTest::newRow("bare seed line") << "-----BEGIN NATS USER JWT-----\n" + jwt + "\n------END NATS USER JWT------\n" + seed << true;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("no seed") << text.first(text.indexOf("-----BEGIN USER")) << false;
        QTest::newRow("no JWT") << text.sliced(text.indexOf("-----BEGIN USER")) << false;
        QTest::newRow("damaged seed") << QByteArray(text).replace(seed, seed.chopped(1) + 'A').replace("SU", "SU") << false;
        QTest::newRow("binary") << QByteArray(1000, '\0') << false;
        QTest::newRow("too large") << text + QByteArray(70'000, '\n') << false;
        QTest::newRow("JWT of two parts") << QByteArray(text).replace(jwt, jwt.first(jwt.lastIndexOf('.'))) << false;
    }
    void readsCreds()
    {
        QFETCH(QByteArray, content);
        QFETCH(bool, good);
        const Result<Creds> creds = parseCreds(content);
        QCOMPARE(bool(creds), good);
        if (good) {
            QCOMPARE(creds->seed.reveal(), makeSeed('U', 'u'));
            QCOMPARE(readClaims(creds->jwt)->name, u"alice"_s);
        } else {
            QVERIFY(creds.error().kind == ErrorKind::Invalid || creds.error().kind == ErrorKind::LimitExceeded);
            QVERIFY(!toText(creds.error()).contains(u"SU"_s));
        }
    }

    void readsServerAddresses()
    {
        QCOMPARE(parseServerUrl(u"host"_s)->toText(), u"nats://host:4222"_s);
        QCOMPARE(parseServerUrl(u"tls://h:443"_s)->toText(), u"tls://h:443"_s);
        QCOMPARE(parseServerUrl(u"[::1]:4333"_s)->toText(), u"nats://[::1]:4333"_s);
        const auto full = parseServerUrl(u"nats://a%40b:p%3Aw@h:1"_s);
        QCOMPARE(full->user, u"a@b"_s);
        QCOMPARE(full->password.reveal(), QByteArray("p:w"));
        QVERIFY(!full->toText().contains(u"p:w"_s));
        QCOMPARE(parseServerUrl(u"ws://h"_s).error().kind, ErrorKind::Unsupported);
        QCOMPARE(parseServerUrl(u"http://h"_s).error().kind, ErrorKind::Invalid);
        QCOMPARE(parseServerUrl(u""_s).error().kind, ErrorKind::Invalid);
        QVERIFY(!toText(parseServerUrl(u"nats://u:secret@"_s).error()).contains(u"secret"_s));
    }

    void readsGreetings()
    {
        const auto info = parseServerInfo(quoted("INFO "
                                                 "{'server_id':'N1','version':'2.11.3','max_payload':1048576,'tls_required':true,'ldm':"
                                                 "true,'connect_urls':['a:1','b:2'],'new':[]}"));
        QVERIFY(info);
        QCOMPARE(info->version, u"2.11.3"_s);
        QVERIFY(info->tlsRequired && info->lameDuck && !info->jetstream);
        QCOMPARE(info->connectUrls.size(), 2);
        QCOMPARE(parseServerInfo("+OK").error().kind, ErrorKind::Protocol);
        QCOMPARE(parseServerInfo("INFO {").error().kind, ErrorKind::Protocol);
        QVERIFY(versionAtLeast(u"2.11.0"_s, 2, 11) && versionAtLeast(u"2.12.0-RC.1"_s, 2, 11) && !versionAtLeast(u"2.9.10"_s, 2, 11));
        QVERIFY(!versionAtLeast(u""_s, 2, 9));
    }

    void readsPermissionErrors()
    {
        const PermissionViolation publish = permissionViolation(quoted("Permissions Violation for Publish to '$JS.API.INFO'"));
        QVERIFY(publish.publish);
        QCOMPARE(publish.subject, QByteArray("$JS.API.INFO"));
        const PermissionViolation subscribe =
            permissionViolation(quoted("Permissions Violation for Subscription to 'a.>' using queue 'q'"));
        QVERIFY(!subscribe.publish);
        QCOMPARE(subscribe.subject, QByteArray("a.>"));
        QVERIFY(permissionViolation("Slow Consumer").subject.isEmpty());
    }

    void multiplexesAnswers()
    {
        Multiplexer table;
        const auto now = std::chrono::steady_clock::now();
        QStringList told;
        const auto handler = [&](const QString &name) {
            return RepliesHandler([&told, name](int, Result<Message> &&answer) {
                told << name + u' ' + (answer ? QString::fromUtf8(answer->data()) : errorKindName(answer.error().kind));
            });
        };
        RepliesHandler a = handler(u"a"_s);
        RepliesHandler b = handler(u"b"_s);
        RepliesHandler c = handler(u"c"_s);
        QVERIFY(table.add("s", now + std::chrono::seconds(1), 1, a));
        const quint64 second = table.add("s", now + std::chrono::seconds(2), 1, b)->first;
        const quint64 third = table.add("t", now + std::chrono::seconds(3), 1, c)->first;
        table.answer("_INBOX.x." + QByteArray::number(second), Message("x", "two"));
        table.answer("_INBOX.x." + QByteArray::number(second), Message("x", "again")); // late: nobody asks any more
        table.answer("_INBOX.x.999", Message("x", "stranger"));
        table.answer("_INBOX.x.zz", Message("x", "nonsense"));
        QCOMPARE(table.expire(now), now + std::chrono::seconds(1));
        table.expire(now + std::chrono::seconds(1));
        table.fail(third, Error{ErrorKind::Cancelled, {}, {}, {}, 0, {}});
        QCOMPARE(told, (QStringList{u"b two"_s, u"a Timeout"_s, u"c Cancelled"_s}));
        QCOMPARE(table.size(), std::size_t(0));
    }

    void boundsTheRequestsUnderWay()
    {
        Multiplexer table;
        int failed = 0;
        RepliesHandler handler = [&](int, Result<Message> &&) { ++failed; };
        QVERIFY(table.add("s", std::chrono::steady_clock::now(), int(Multiplexer::limit), handler));
        RepliesHandler last = [](int, Result<Message> &&) {};
        QVERIFY(!table.add("s", std::chrono::steady_clock::now(), 1, last));
        QVERIFY(last); // given back
        table.failAll(Error{});
        QCOMPARE(failed, int(Multiplexer::limit));
    }

    void listsCliContextsAndIsolatesBrokenOnes()
    {
        QTemporaryDir folder;
        QDir(folder.path()).mkpath(u"context"_s);
        const auto write = [&](const QString &name, const QByteArray &content) {
            QFile file(folder.filePath(name));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(content);
        };
        qputenv("H3_SECRET", "from-env");
        write(u"context.txt"_s, "prod\n");
        write(u"context/prod.json"_s,
              quoted("{'description':'Production','url':'nats://a:4222, "
                     "tls://u:hidden@b:4333','creds':'~/prod.creds','jetstream_domain':'hub','inbox_prefix':'_INBOX_x','unknown':1}"));
        write(u"context/user.json"_s, quoted("{'url':'h','user':'alice','password':'env://H3_SECRET','ca':'$HOME/ca.pem'}"));
        write(u"context/token.json"_s, quoted("{'token':'t0ken'}"));
        write(u"context/broken.json"_s, "{ not json");
        write(u"context/onepassword.json"_s, quoted("{'user':'x','password':'op://vault/item'}"));
        write(u"context/nkey.json"_s, quoted("{'nkey':'/keys/u.nk'}"));
        const QList<CliContext> contexts = readCliContexts(folder.path());
        QCOMPARE(contexts.size(), 6);
        const auto find = [&](const QString &name) {
            return *std::find_if(contexts.begin(), contexts.end(), [&](const CliContext &context) { return context.name == name; });
        };
        const CliContext prod = find(u"prod"_s);
        QVERIFY(prod.selected && !prod.error);
        QCOMPARE(prod.urls, (QStringList{u"nats://a:4222"_s, u"tls://b:4333"_s}));
        const ConnectOptions options = *optionsOf(prod);
        QCOMPARE(options.urls.size(), 2);
        QCOMPARE(options.login.kind, Login::Kind::CredsFile);
        QCOMPARE(options.login.file, QDir::homePath() + u"/prod.creds"_s);
        QCOMPARE(options.inboxPrefix, QByteArray("_INBOX_x"));
        QCOMPARE(prod.jetstreamDomain, u"hub"_s);
        const CliContext user = find(u"user"_s);
        QCOMPARE(optionsOf(user)->login.secret.reveal(), QByteArray("from-env"));
        QCOMPARE(optionsOf(user)->tls.caFile, qEnvironmentVariable("HOME") + u"/ca.pem"_s);
        QCOMPARE(user.loginText, u"user alice"_s);
        QCOMPARE(optionsOf(find(u"token"_s))->login, Login::token(Secret("t0ken")));
        QCOMPARE(optionsOf(find(u"nkey"_s))->login.kind, Login::Kind::NkeySeedFile);
        QCOMPARE(find(u"broken"_s).error->kind, ErrorKind::Invalid);
        QCOMPARE(find(u"onepassword"_s).error->kind, ErrorKind::Unsupported);
        QVERIFY(readCliContexts(folder.filePath(u"nowhere"_s)).isEmpty());
        write(u"context/user.json"_s, quoted("{'user':'alice','password':'changed'}")); // the file as it is now, not as it was listed
        QCOMPARE(optionsOf(user)->login.secret.reveal(), QByteArray("changed"));
    }

    void everyConnectionFieldOfACliContextIsTakenOrRefusedWithItsName()
    {
        const auto options = [](const QByteArray &text) { return *cliConnectOptions(quoted(text)); };
        QCOMPARE(options("{'url':'a, tls://b:1'}").urls, (QStringList{u"a"_s, u"tls://b:1"_s}));
        QCOMPARE(options("{'creds':'/c'}").login, Login::credsFile(u"/c"_s));
        QCOMPARE(options("{'creds':'data:;base64,YQ=='}").login, Login::creds(Secret("a")));
        QCOMPARE(options("{'nkey':'/k'}").login, Login::nkeySeedFile(u"/k"_s));
        QCOMPARE(options("{'user_jwt':'ey.a.b','user_seed':'SUX'}").login.kind, Login::Kind::Creds);
        QCOMPARE(options("{'token':'t'}").login, Login::token(Secret("t")));
        QCOMPARE(options("{'user':'u','password':'p'}").login, Login::userPassword(u"u"_s, Secret("p")));
        QCOMPARE(options("{'user':'lone'}").login, Login::token(Secret("lone")));           // as the command takes it
        QCOMPARE(options("{'nkey':'/k','user':''}").login.kind, Login::Kind::NkeySeedFile); // as the chart writes it
        QCOMPARE(options("{'cert':'/c','key':'/k','ca':'/a'}").tls.certificateFile, u"/c"_s);
        QCOMPARE(options("{'inbox_prefix':'_MINE'}").inboxPrefix, QByteArray("_MINE"));
        for (const QByteArray &refused :
             {QByteArray("socks_proxy"), QByteArray("nsc"), QByteArray("windows_cert_store"), QByteArray("windows_cert_match")}) {
            const Result<ConnectOptions> result = cliConnectOptions(quoted("{'" + refused + "':'x'}"));
            QCOMPARE(result.error().kind, ErrorKind::Unsupported);
            QCOMPARE(result.error().detail.toUtf8(), refused);
            QVERIFY(!result.error().remedy.isEmpty());
        }
        const Result<ConnectOptions> vault = cliConnectOptions(quoted("{'user':'u','password':'op://vault/secret-name'}"));
        QCOMPARE(vault.error().kind, ErrorKind::Unsupported);
        QVERIFY(!vault.error().detail.contains(u"secret-name"_s));
        const CliContext scope =
            parseCliContext(quoted("{'jetstream_domain':'hub','jetstream_api_prefix':'acme.API','jetstream_event_prefix':'acme.EV'}"));
        QCOMPARE(scope.jetstreamApiPrefix, u"acme.API"_s);
        QCOMPARE(scope.jetstreamEventPrefix, u"acme.EV"_s);
    }

    // A context that lies in a Secret: its files are other Secrets, and nothing of this workstation is read for it.
    void aContextFromElsewhereReadsNoFileOfThisWorkstation()
    {
        QStringList asked;
        const FileLookup files = [&](const QString &path) -> Result<QByteArray> {
            asked << path;
            if (path == u"/etc/nats-contents/default.nk"_s)
                return QByteArray("SUSEED");
            return failure(ErrorKind::NotFound, u"no"_s);
        };
        const Result<ConnectOptions> good = cliConnectOptions(quoted("{'nkey':'/etc/nats-contents/default.nk'}"), files);
        QCOMPARE(good->login, Login::nkeySeed(Secret("SUSEED")));
        qputenv("H3_SECRET", "mine");
        QCOMPARE(cliConnectOptions(quoted("{'token':'env://H3_SECRET'}"), files)->login, Login::token(Secret("env://H3_SECRET")));
        QVERIFY(!cliConnectOptions(quoted("{'creds':'/etc/passwd'}"), files));
        QVERIFY(!cliConnectOptions(quoted("{'token':'file:///etc/passwd'}"), files));
        QVERIFY(!cliConnectOptions(quoted("{'ca':'/etc/passwd'}"), files));
        QCOMPARE(asked.size(), 4);
    }
};

NATSDECK_TEST(TextsTest)
#include "unit_texts.moc"
