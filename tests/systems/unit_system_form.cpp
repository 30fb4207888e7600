#include "models/systems/system_form.h"

#include "tests/support/test_main.h"

#include <QTemporaryFile>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

namespace {

SystemForm good()
{
    SystemForm form;
    form.name = u"orders"_s;
    form.addresses = u"nats.example.org"_s;
    return form;
}

QStringList subjects(const Findings &findings)
{
    QStringList all;
    for (const Finding &finding : findings)
        all << finding.subject;
    return all;
}

} // namespace

class SystemFormTest final : public QObject
{
    Q_OBJECT

private slots:
    void completesAddresses()
    {
        QCOMPARE(addressesOf(u"a, b:4333\ntls://c"_s), (QStringList{u"nats://a:4222"_s, u"nats://b:4333"_s, u"tls://c:4222"_s}));
        QVERIFY(addressesOf(u"  "_s).isEmpty());
    }

    void acceptsTheMinimum() { QCOMPARE(check(good()), Findings()); }

    void namesEachWrongField_data()
    {
        QTest::addColumn<QString>("field");
        QTest::addColumn<QString>("value");
        QTest::newRow("name") << u"name"_s << u"  "_s;
        QTest::newRow("none") << u"addresses"_s << QString();
        QTest::newRow("scheme") << u"addresses"_s << u"http://a"_s;
        QTest::newRow("port") << u"addresses"_s << u"nats://a:99999"_s;
        QTest::newRow("userinfo") << u"addresses"_s << u"nats://me:secret@a"_s;
        QTest::newRow("ca") << u"ca-file"_s << u"/no/such/file"_s;
        QTest::newRow("monitoring") << u"monitoring"_s << u"nats://a:8222"_s;
    }
    void namesEachWrongField()
    {
        QFETCH(QString, field);
        QFETCH(QString, value);
        SystemForm form = good();
        if (field == u"name"_s)
            form.name = value;
        else if (field == u"addresses"_s)
            form.addresses = value;
        else if (field == u"ca-file"_s)
            form.caFile = value;
        else
            form.monitoringUrl = value;
        QCOMPARE(subjects(check(form)), QStringList{field});
    }

    void asksForWhatTheLoginNeeds()
    {
        using settings::LoginKind;
        QCOMPARE(subjects(checkLogin({LoginKind::Token, {}, {}, {}})), QStringList{u"secret"_s});
        QCOMPARE(subjects(checkLogin({LoginKind::UserPassword, {}, {}, Secret("x")})), QStringList{u"user"_s});
        QCOMPARE(subjects(checkLogin({LoginKind::CredsFile, {}, u"/no/such"_s, {}})), QStringList{u"file"_s});
        QTemporaryFile file;
        QVERIFY(file.open());
        QVERIFY(checkLogin({LoginKind::CredsFile, {}, file.fileName(), {}}).isEmpty());
    }

    void linksKeepNoLogin()
    {
        SystemForm form = good();
        form.login = {settings::LoginKind::Token, {}, {}, Secret("tok")};
        const settings::SavedLink first = linkOf(form);
        QCOMPARE(first.urls, QStringList{u"nats://nats.example.org:4222"_s});
        QVERIFY(first.id != linkOf(form).id);
    }
};

NATSDECK_TEST(SystemFormTest)
#include "unit_system_form.moc"
