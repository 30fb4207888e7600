#include "models/systems/kubeconfig_review.h"

#include "models/base/files.h"
#include "tests/support/test_main.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QFileInfo>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

namespace {

QByteArray config(const QByteArray &context, const QByteArray &cluster, const QByteArray &user, const QByteArray &more = {})
{
    return "clusters: [{name: c-" + context + ", cluster: {" + cluster + "}}]\nusers: [{name: u-" + context + ", user: {" + user +
           "}}]\ncontexts: [{name: " + context + ", context: {cluster: c-" + context + ", user: u-" + context + more + "}}]\n";
}

QList<ReviewedContext> pasted(const QByteArray &bytes, const kube::Kubeconfig &loaded = {})
{
    return checkKubeconfigs({{}, bytes, u"/home/anna/.kube/pasted.yaml"_s}, loaded);
}

std::optional<Finding> about(const ReviewedContext &row, const QString &id)
{
    const auto it = std::find_if(row.findings.begin(), row.findings.end(), [&](const Finding &finding) { return finding.id == id; });
    return it == row.findings.end() ? std::nullopt : std::optional(*it);
}

bool isReady(KubeconfigReview &review)
{
    return QTest::qWaitFor([&] { return !review.isReading(); }, 5000);
}

} // namespace

// What a kubeconfig would run and reach is said before it is used, and saying it does none of it.
class KubeconfigReviewTest final : public QObject
{
    Q_OBJECT

private slots:
    void saysTheWholeCommandAndRunsNothing()
    {
        const QTemporaryDir home;
        const QString trace = home.filePath(u"ran"_s);
        const QString program = home.filePath(u"plugin"_s);
        QVERIFY(files::writeAtomically(program, "#!/bin/sh\ntouch '" + trace.toUtf8() + "'\n").has_value());
        QVERIFY(QFile::setPermissions(program, files::privateFolder));
        const auto rows = pasted(config("a", "server: 'https://a.example:6443'",
                                        "exec: {command: " + program.toUtf8() +
                                            ", args: [get-token, 'two words'], apiVersion: client.authentication.k8s.io/v1, "
                                            "interactiveMode: Never, env: [{name: AWS_PROFILE, value: hidden-value}]}"));
        QCOMPARE(rows.size(), 1);
        QVERIFY(rows.first().isUsable);
        const auto runs = about(rows.first(), u"runs"_s);
        QVERIFY(runs && runs->severity == Severity::Warning);
        QVERIFY(runs->what.contains(program));
        QVERIFY(runs->what.contains(u"get-token 'two words'"_s));
        QVERIFY(runs->evidence.contains(u"AWS_PROFILE"_s));
        QVERIFY(!runs->evidence.contains(u"hidden-value"_s)); // names only: values may be secrets
        QVERIFY(!QFile::exists(trace));
    }

    void saysWhatIsReachedReadAndPretended()
    {
        const QTemporaryDir home;
        for (const QString &name : {u"ca.pem"_s, u"me.pem"_s, u"me.key"_s})
            QVERIFY(files::writeAtomically(home.filePath(name), "x").has_value());
        const auto rows = checkKubeconfigs(
            {{},
             config("a", "server: 'https://a.example', certificate-authority: ca.pem, proxy-url: 'http://me:secret@proxy.example:3128'",
                    "client-certificate: me.pem, client-key: me.key, as: root, as-groups: ['system:masters']", ", namespace: team"),
             home.filePath(u"pasted"_s)},
            {});
        QCOMPARE(rows.size(), 1);
        const ReviewedContext &row = rows.first();
        QVERIFY(row.isUsable);
        QVERIFY(about(row, u"reaches"_s)->what.contains(u"https://a.example"_s));
        QVERIFY(about(row, u"proxy"_s)->what.contains(u"proxy.example:3128"_s));
        QVERIFY(!about(row, u"proxy"_s)->what.contains(u"secret"_s));
        QVERIFY(about(row, u"reads-authority"_s)->what.contains(home.filePath(u"ca.pem"_s)));
        QVERIFY(about(row, u"reads-certificate"_s)->what.contains(home.filePath(u"me.pem"_s)));
        QVERIFY(about(row, u"reads-key"_s)->what.contains(home.filePath(u"me.key"_s)));
        QVERIFY(about(row, u"impersonates"_s)->evidence.contains(u"system:masters"_s));
        QVERIFY(about(row, u"namespace"_s)->what.contains(u"team"_s));
    }

    void warnsOfWhatIsNotChecked()
    {
        const auto unchecked = pasted(config("a", "server: 'https://a', insecure-skip-tls-verify: true", "tokenFile: /run/token"));
        QVERIFY(about(unchecked.first(), u"insecure"_s));
        QVERIFY(about(unchecked.first(), u"token-file"_s)->what.contains(u"/run/token"_s));
        QVERIFY(about(pasted(config("a", "server: 'HTTP://a'", "token: t")).first(), u"unencrypted"_s));
    }

    void aNameThatIsLoadedHidesTheNewOne()
    {
        const auto loaded = kube::parseKubeconfig(config("a", "server: 'https://first'", "token: t"), u"/first"_s);
        const auto rows = pasted(config("a", "server: 'https://second'", "token: t"), *loaded);
        QVERIFY(!rows.first().isUsable);
        QVERIFY(about(rows.first(), u"hidden"_s)->what.contains(u"/first"_s));
    }

    // The context is new, but the cluster of that name is another file's: that one would be reached.
    void aClusterOfTheSameNameIsTheFirstOne()
    {
        const auto loaded = kube::parseKubeconfig(
            "clusters: [{name: c-a, cluster: {server: 'https://first'}}]\ncontexts: [{name: z, context: {cluster: c-a}}]", u"/first"_s);
        const auto rows = pasted(config("a", "server: 'https://second'", "token: t"), *loaded);
        QVERIFY(rows.first().isUsable);
        QVERIFY(about(rows.first(), u"reaches"_s)->what.contains(u"https://first"_s));
        QCOMPARE(about(rows.first(), u"taken-from"_s)->severity, Severity::Warning);
    }

    void hostileNamesAreMadeVisible()
    {
        const auto quoted = pasted("clusters: [{name: c, cluster: {server: 'https://a'}}]\n"
                                   "contexts: [{name: \"\\e[31m\\u202Eevil\\n../../x\", context: {cluster: c}}]\n");
        QCOMPARE(quoted.size(), 1);
        QVERIFY(quoted.first().isUsable);
        QVERIFY(!quoted.first().context.contains(QChar(0x202e)));
        QCOMPARE(quoted.first().slug, u"31m-evil-x"_s);
    }

    void problemsAreOfTheFileAndTheOthersStay()
    {
        const QTemporaryDir home;
        QVERIFY(files::writeAtomically(home.filePath(u"good"_s), config("a", "server: 'https://a'", "token: t")).has_value());
        QVERIFY(files::writeAtomically(home.filePath(u"bad"_s), "clusters: [").has_value());
        const auto rows =
            checkKubeconfigs({{home.filePath(u"bad"_s), home.filePath(u"gone"_s), home.path(), home.filePath(u"good"_s)}, {}, {}}, {});
        QCOMPARE(rows.size(), 4);
        for (int at = 0; at < 3; ++at) {
            QVERIFY(blocks(rows.at(at).findings));
            QVERIFY(!rows.at(at).findings.first().remedy.isEmpty());
        }
        QVERIFY(rows.last().isUsable);
    }

    void rowsKeepTheirPlace()
    {
        KubeconfigReview review({}, u"/nowhere"_s);
        const QAbstractItemModelTester tester(&review.contexts(), QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&review.contexts(), &QAbstractItemModel::modelReset);
        ReviewedContexts &model = review.contexts();
        const auto row = [](const QString &key, bool usable = true) { return ReviewedContext{key, key, u"/f"_s, key, {}, usable}; };
        model.setRows({row(u"a"_s), row(u"b"_s), row(u"c"_s)});
        model.setRows({row(u"c"_s), row(u"d"_s), row(u"a"_s, false)});
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data().toString(), u"c"_s);
        QCOMPARE(model.index(2, 0).data(ReviewedContexts::UsableRole).toBool(), false);
        model.setRows({});
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.size(), 0);
    }

    void pastedTextIsSavedPrivatelyAndOverNothing()
    {
        const QTemporaryDir home;
        const QString folder = home.filePath(u".kube"_s);
        const QByteArray text = config("prod-eu", "server: 'https://a'", "token: t");
        KubeconfigReview review({}, folder);
        QVERIFY(!review.reason().isEmpty());
        review.setPasted(QString::fromUtf8(text));
        QVERIFY(isReady(review));
        QCOMPARE(review.path(), folder + u"/natsdeck-prod-eu.yaml"_s);
        QCOMPARE(review.reason(), QString());
        QVERIFY(!QFile::exists(folder)); // nothing is written before it is wanted
        const auto saved = async::await(review.save());
        QVERIFY(saved.has_value());
        QCOMPARE(*saved, QStringList{review.path()});
        QCOMPARE(*files::read(review.path()), text);
        const auto others = QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
        QVERIFY(!(QFileInfo(review.path()).permissions() & others));
        const auto again = async::await(review.save());
        QVERIFY(!again.has_value());
        QCOMPARE(again.error().kind, ErrorKind::Conflict);

        KubeconfigReview second({}, folder);
        second.setPasted(QString::fromUtf8(text));
        QVERIFY(isReady(second));
        QCOMPARE(second.path(), folder + u"/natsdeck-prod-eu-2.yaml"_s);
        second.setPath(u"natsdeck-prod-eu.yaml"_s);
        QVERIFY(isReady(second));
        QVERIFY(!second.pathProblem().isEmpty());
        QCOMPARE(second.reason(), second.pathProblem());
    }

    void chosenFilesStayWhereTheyLie()
    {
        const QTemporaryDir home;
        const QString file = home.filePath(u"some"_s);
        QVERIFY(files::writeAtomically(file, config("a", "server: 'https://a'", "token: t")).has_value());
        KubeconfigReview review({}, home.filePath(u"k"_s));
        review.addFiles({file, file, home.filePath(u"gone"_s)});
        QVERIFY(isReady(review));
        QCOMPARE(review.usable(), 1);
        QCOMPARE(*async::await(review.save()), QStringList{file});
        QVERIFY(!QFile::exists(home.filePath(u"k"_s)));
    }

    void recognisesAKubeconfig()
    {
        QVERIFY(looksLikeKubeconfig(u"apiVersion: v1\nclusters:\n- x\ncontexts:\n- y\n"_s));
        QVERIFY(looksLikeKubeconfig(u"{\"clusters\": [], \"contexts\": []}"_s));
        QVERIFY(!looksLikeKubeconfig(u"ORDERS"_s));
        QVERIFY(!looksLikeKubeconfig(u"my clusters and contexts"_s));
    }
};

NATSDECK_TEST(KubeconfigReviewTest)
#include "unit_kubeconfig_review.moc"
