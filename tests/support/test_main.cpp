#include "tests/support/test_main.h"

#ifdef NATSDECK_TEST_WIDGETS
#include <QApplication>
#else
#include <QCoreApplication>
#endif
#include <QDir>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>

#include <cstdio>

namespace natsdeck::test {

namespace {

struct Entry
{
    QString name;
    std::function<std::unique_ptr<QObject>()> make;
};

std::vector<Entry> &entries()
{
    static std::vector<Entry> all;
    return all;
}

// A home of its own: no test sees or touches the files of whoever runs it.
void moveIntoFreshHome(const QTemporaryDir &home)
{
    const QByteArray path = home.path().toUtf8();
    for (const char *name : {"HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"})
        qputenv(name, path + (qstrcmp(name, "HOME") == 0 ? "" : QByteArray("/") + QByteArray(name).toLower()));
    const QByteArray runtime = path + "/run";
    QDir().mkpath(QString::fromUtf8(runtime));
    QFile::setPermissions(QString::fromUtf8(runtime), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    qputenv("XDG_RUNTIME_DIR", runtime);
    qunsetenv("KUBECONFIG");
}

} // namespace

void registerTest(const char *name, std::function<std::unique_ptr<QObject>()> make)
{
    entries().push_back({QString::fromLatin1(name), std::move(make)});
}

int runAll(const QStringList &arguments)
{
    QStringList options;
    QStringList wanted;
    for (const QString &argument : arguments.mid(1))
        (argument.startsWith(QLatin1Char('-')) ? options : wanted) << argument;
    int failures = 0;
    int ran = 0;
    for (const Entry &entry : entries()) {
        QStringList functions;
        bool selected = wanted.isEmpty();
        for (const QString &want : std::as_const(wanted)) {
            if (want == entry.name)
                selected = true;
            if (want.startsWith(entry.name + QStringLiteral("::"))) {
                selected = true;
                functions << want.mid(entry.name.size() + 2);
            }
        }
        if (!selected)
            continue;
        ++ran;
        const std::unique_ptr<QObject> test = entry.make();
        failures += QTest::qExec(test.get(), QStringList{arguments.first()} + options + functions);
    }
    if (ran == 0)
        std::fputs("no such test\n", stderr);
    std::printf("%d test classes, %d failures\n", ran, failures);
    return ran == 0 || failures > 0 ? 1 : 0;
}

} // namespace natsdeck::test

int main(int argc, char **argv)
{
    const QTemporaryDir home;
    natsdeck::test::moveIntoFreshHome(home);
#ifdef NATSDECK_TEST_WIDGETS
    const QApplication app(argc, argv);
#else
    const QCoreApplication app(argc, argv);
#endif
    return natsdeck::test::runAll(QCoreApplication::arguments());
}
