#include "models/kube/client.h"
#include "models/kube/kubeconfig.h"
#include "tests/bench/bench.h"
#include "tests/bench/kube_stub_process.h"
#include "tests/support/memory_consents.h"

#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <simdjson.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <malloc.h>

// 10,000 pods as clusters have them, listed in pages over TLS from a server process, into named objects that a view makes when it shows
// them; beside curl fetching the very same pages over one connection, and simdjson parsing them.
using namespace natsdeck;
using namespace natsdeck::bench;
using namespace Qt::StringLiterals;

namespace {

constexpr int podCount = 10'000;
constexpr double notMeasured = std::numeric_limits<double>::quiet_NaN();
const QString podPath = u"/api/v1/namespaces/n/pods"_s;

struct Listed
{
    double firstRows = notMeasured; // ms
    double complete = notMeasured;
    QList<kube::ObjectText> objects;
    QStringList pages; // "FROM LIMIT"
};

Listed listWithOurs(const KubeStubProcess &server)
{
    const test::MemoryConsents consents;
    const auto parsed = kube::parseKubeconfig(server.kubeconfig(), u"/tmp/kubeconfig"_s);
    Listed listed;
    if (!parsed)
        return listed;
    const auto context = kube::resolveContext(*parsed, {});
    if (!context)
        return listed;
    const Stopwatch watch;
    kube::Client client(*context, consents);
    kube::ListOptions options;
    options.page = [&](const kube::ObjectPage &page) { // on the network thread; the answer comes after the last one
        if (page.first)
            listed.firstRows = watch.milliseconds();
        listed.pages << u"%1 %2"_s.arg(listed.objects.size()).arg(page.items.size());
        listed.objects += page.items;
    };
    const auto answer = async::await(client.list({u"v1"_s, u"Pod"_s, u"n"_s, {}}, options));
    if (answer && listed.objects.size() == podCount)
        listed.complete = watch.milliseconds();
    return listed;
}

double listWithCurl(const KubeStubProcess &server, const QStringList &pages)
{
    const QTemporaryDir folder(u"/dev/shm/natsdeck-bench-XXXXXX"_s);
    QFile authority(folder.filePath(u"ca.pem"_s));
    if (!authority.open(QIODevice::WriteOnly))
        return notMeasured;
    authority.write(server.authorityPem());
    authority.close();
    QStringList arguments{u"-s"_s, u"--cacert"_s, authority.fileName(), u"-H"_s, u"Authorization: Bearer t"_s};
    for (const QString &page : pages) {
        const QString from = page.section(u' ', 0, 0);
        const QString token = from == u"0" ? QString() : u"&continue="_s + from;
        arguments << u"-o"_s << folder.filePath(from) << server.url() + podPath + u"?limit=%1%2"_s.arg(page.section(u' ', 1), token);
    }
    const Stopwatch watch;
    QProcess curl;
    curl.start(u"curl"_s, arguments);
    if (!curl.waitForFinished(60'000) || curl.exitCode() != 0)
        return notMeasured;
    std::size_t objects = 0;
    simdjson::dom::parser parser;
    for (const QString &page : pages) {
        simdjson::dom::array items;
        const auto text = simdjson::padded_string::load(folder.filePath(page.section(u' ', 0, 0)).toStdString());
        if (text.error() || parser.parse(text.value_unsafe())["items"].get(items))
            return notMeasured;
        objects += items.size();
    }
    return objects == podCount ? watch.milliseconds() : notMeasured;
}

// The most that was resident since the mark was set anew, in MiB.
double peakMiB()
{
    QFile status(u"/proc/self/status"_s);
    if (!status.open(QIODevice::ReadOnly))
        return notMeasured;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmHWM:"))
            return line.mid(6).simplified().split(' ').first().toDouble() / 1024;
    }
    return notMeasured;
}

void setPeakAnew()
{
    malloc_trim(0);
    QFile references(u"/proc/self/clear_refs"_s);
    if (references.open(QIODevice::WriteOnly))
        references.write("5");
}

} // namespace

NATSDECK_BENCHMARK(kubeList)
{
    const KubeStubProcess server({u"list"_s, QString::number(podCount)});
    if (!server.isReady())
        return report.skip(u"kube-list"_s, u"the server process did not start"_s);
    // The first time the server makes its pages.
    const QStringList pages = listWithOurs(server).pages;
    std::vector<double> firsts;
    if (QStandardPaths::findExecutable(u"curl"_s).isEmpty()) {
        report.skip(u"kube-list-10000-pods"_s, u"curl is not installed"_s);
    } else {
        Comparison comparison;
        comparison.metric = u"kube-list-10000-pods"_s;
        comparison.unit = u"ms"_s;
        comparison.reference = u"the same pages with curl, parsed with bare simdjson"_s;
        comparison.better = Better::Lower;
        comparison.budget = 2.0; // half as fast
        comparison.ours = [&] {
            const Listed listed = listWithOurs(server);
            firsts.push_back(listed.firstRows);
            return listed.complete;
        };
        comparison.theirs = [&] { return listWithCurl(server, pages); };
        report.compare(comparison);
    }
    report.measure({u"kube-list-complete"_s, u"ms"_s, Better::Lower, 3000, [&] { return listWithOurs(server).complete; }});
    report.measure({u"kube-list-first-rows"_s, u"ms"_s, Better::Lower, 1000, [&] {
                        firsts.push_back(listWithOurs(server).firstRows);
                        return median(firsts);
                    }});
    report.measure({u"kube-list-memory"_s, u"MiB"_s, Better::Lower, 150, [&] {
                        setPeakAnew();
                        const double before = peakMiB();
                        const Listed listed = listWithOurs(server);
                        return listed.objects.size() == podCount ? peakMiB() - before : notMeasured;
                    }});
}
