#include "tests/bench/bench.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <cmath>
#include <ctime>
#include <limits>
#include <optional>

using namespace Qt::StringLiterals;
using namespace natsdeck::bench;

namespace {

constexpr int startLimit = 30'000; // milliseconds for a start and its idle time

struct Start
{
    double firstFrame = 0; // milliseconds from before the process was made
    double idleMemory = 0; // MB resident, after four seconds with the window open and nothing to do
};

// The program to measure: NATSDECK_PROGRAM, or the one beside this one.
QString program()
{
    const QString named = qEnvironmentVariable("NATSDECK_PROGRAM");
    return named.isEmpty() ? QCoreApplication::applicationDirPath() + u"/natsdeck"_s : named;
}

double monotonicNanoseconds()
{
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

std::optional<Start> startOnce(const QTemporaryDir &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"HOME"_s, home.path());
    environment.insert(u"XDG_RUNTIME_DIR"_s, home.path());
    for (const QString &name : {u"XDG_CONFIG_HOME"_s, u"XDG_DATA_HOME"_s, u"XDG_STATE_HOME"_s, u"XDG_CACHE_HOME"_s, u"KUBECONFIG"_s})
        environment.remove(name);
    environment.insert(u"QT_QPA_PLATFORM"_s, environment.contains(u"DISPLAY"_s) ? u"xcb"_s : u"offscreen"_s);
    const QString file = home.filePath(u"start.json"_s);
    QFile::remove(file);

    QProcess process;
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    const double before = monotonicNanoseconds();
    process.start(program(), {u"--report-start"_s, file});
    if (!process.waitForFinished(startLimit) || process.exitCode() != 0)
        return {};
    QFile report(file);
    if (!report.open(QIODevice::ReadOnly))
        return {};
    const QJsonObject json = QJsonDocument::fromJson(report.readAll()).object();
    return Start{(json[u"first_frame_ns"_s].toDouble() - before) / 1e6, json[u"idle_rss_kib"_s].toDouble() * 1024 / 1e6};
}

} // namespace

NATSDECK_BENCHMARK(start)
{
    if (!QFileInfo(program()).isExecutable()) {
        report.skip(u"warm-start"_s, u"there is no %1"_s.arg(program()));
        report.skip(u"idle-memory"_s, u"there is no %1"_s.arg(program()));
        return;
    }
    const QTemporaryDir home;
    if (!startOnce(home)) { // warm: libraries and fonts are in memory, the folders are made
        report.skip(u"warm-start"_s, u"the program did not start"_s);
        report.skip(u"idle-memory"_s, u"the program did not start"_s);
        return;
    }
    std::optional<Start> last;
    report.measure({u"warm-start"_s, u"ms"_s, Better::Lower, 250, [&] {
                        last = startOnce(home);
                        return last ? last->firstFrame : std::numeric_limits<double>::quiet_NaN();
                    }});
    report.measure(
        {u"idle-memory"_s, u"MB"_s, Better::Lower, 90, [&] { return last ? last->idleMemory : std::numeric_limits<double>::quiet_NaN(); }});
}
