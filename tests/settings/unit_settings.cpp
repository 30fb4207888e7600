#include "models/settings/settings.h"

#include "models/base/files.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::settings;
using namespace Qt::StringLiterals;

class SettingsTest final : public QObject
{
    Q_OBJECT

private slots:
    void readsDefaultsFromNothing()
    {
        const Settings settings;
        QCOMPARE(settings.value(keys::theme), u"system"_s);
        QCOMPARE(settings.value(keys::pollSeconds), 2);
        QVERIFY(!settings.damage());
    }

    void refusesWhatTheKeyDoesNotAccept()
    {
        Settings settings;
        const QSignalSpy changed(&settings, &Settings::changed);
        QVERIFY(!settings.set(keys::theme, u"plaid"_s));
        QVERIFY(!settings.set(keys::pollSeconds, 0));
        QCOMPARE(settings.value(keys::theme), u"system"_s);
        QCOMPARE(changed.size(), 0);
        QVERIFY(settings.set(keys::theme, u"dark"_s));
        QCOMPARE(changed.size(), 1);
        QCOMPARE(changed.at(0).at(0).toString(), QString(keys::theme.name));
    }

    void keepsEveryTypeOverARestart()
    {
        const QByteArray geometry = QByteArray::fromHex("00ff10");
        {
            Settings settings(path());
            settings.set(keys::windowGeometry, geometry);
            settings.set(keys::timesInUtc, false);
            settings.set(keys::pollSeconds, 7);
            settings.set(keys::kubeconfigFiles, QStringList{u"/a"_s, u"/b"_s});
            settings.set(keys::environments, QJsonObject{{u"local:1"_s, u"staging"_s}});
        }
        const Settings settings(path());
        QCOMPARE(settings.value(keys::windowGeometry), geometry);
        QCOMPARE(settings.value(keys::timesInUtc), false);
        QCOMPARE(settings.value(keys::pollSeconds), 7);
        QCOMPARE(settings.value(keys::kubeconfigFiles), (QStringList{u"/a"_s, u"/b"_s}));
        QCOMPARE(settings.value(keys::environments)[u"local:1"_s].toString(), u"staging"_s);
    }

    void wrongTypesInTheFileReadAsDefaults()
    {
        write(R"({"appearance/theme": 7, "monitoring/seconds": 1e9, "window/geometry": "not base64!", "appearance/utc": "no"})");
        const Settings settings(path());
        QCOMPARE(settings.value(keys::theme), u"system"_s);
        QCOMPARE(settings.value(keys::pollSeconds), 2);
        QCOMPARE(settings.value(keys::windowGeometry), QByteArray());
        QCOMPARE(settings.value(keys::timesInUtc), true);
        QVERIFY(!settings.damage()); // each value by itself, the rest of the file stays in force
    }

    void keepsADamagedFileAsideAndSaysSo()
    {
        write("{\"appearance/theme\": \"dark\"");
        {
            Settings settings(path());
            QVERIFY(settings.damage());
            QCOMPARE(settings.damage()->kind, ErrorKind::Invalid);
            QVERIFY(settings.damage()->remedy.contains(u".damaged-"_s));
            QCOMPARE(settings.value(keys::theme), u"system"_s);
            QVERIFY(settings.set(keys::theme, u"light"_s)); // the next action works
        }
        QCOMPARE(Settings(path()).value(keys::theme), u"light"_s);
        const QStringList kept = QDir(m_folder->path()).entryList({u"settings.json.damaged-*"_s});
        QCOMPARE(kept.size(), 1);
        QCOMPARE(*files::read(m_folder->filePath(kept.first())), "{\"appearance/theme\": \"dark\"");
    }

    void twoProgramsDoNotUndoEachOther()
    {
        Settings first(path());
        Settings second(path());
        first.set(keys::theme, u"dark"_s);
        QVERIFY(first.flush());
        second.set(keys::pollSeconds, 9);
        QVERIFY(second.flush());
        const Settings third(path());
        QCOMPARE(third.value(keys::theme), u"dark"_s);
        QCOMPARE(third.value(keys::pollSeconds), 9);
    }

    void saysWhenNothingCanBeSaved()
    {
        const QString blocked = m_folder->filePath(u"a-file"_s);
        QVERIFY(files::writeAtomically(blocked, "x"));
        Settings settings(blocked + u"/settings.json"_s);
        QSignalSpy failed(&settings, &Settings::writeFailed);
        settings.set(keys::theme, u"dark"_s);
        QVERIFY(failed.wait(5000));
        QCOMPARE(failed.at(0).at(0).value<Error>().kind, ErrorKind::Io);
        QCOMPARE(settings.value(keys::theme), u"dark"_s); // in force for this run
    }

    void theFileIsPrivate()
    {
        Settings settings(path());
        settings.set(keys::theme, u"dark"_s);
        QVERIFY(settings.flush());
        QCOMPARE(QFile::permissions(path()) & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
                 QFile::Permissions());
    }

    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

private:
    QString path() const { return m_folder->filePath(u"settings.json"_s); }
    void write(const QByteArray &content) const { QVERIFY(files::writeAtomically(path(), content)); }

    std::unique_ptr<QTemporaryDir> m_folder;
};

NATSDECK_TEST(SettingsTest)
#include "unit_settings.moc"
