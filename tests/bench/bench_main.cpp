#include "tests/bench/bench.h"
#include "tests/bench/flood.h"
#include "tests/bench/kube_stub_process.h"

#include <QApplication>
#include <QStringList>

#include <cstdio>

namespace natsdeck::bench {

namespace {

struct Entry
{
    QString name;
    std::function<void(Report &)> run;
};

std::vector<Entry> &entries()
{
    static std::vector<Entry> all;
    return all;
}

} // namespace

void registerBench(const char *name, std::function<void(Report &)> run)
{
    entries().push_back({QString::fromLatin1(name), std::move(run)});
}

} // namespace natsdeck::bench

// natsdeck_bench [--list] [--require-all] [NAME…]: all, or those whose name contains one of NAME.
int main(int argc, char **argv)
{
    using namespace natsdeck::bench;
    if (const std::optional<int> code = runPublisher(argc, argv)) // this program is its own publisher process
        return *code;
    if (const std::optional<int> code = runKubeStub(argc, argv)) // and its own API server
        return *code;
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const QApplication app(argc, argv);
    QStringList wanted = QApplication::arguments().mid(1);
    const bool list = wanted.removeAll(QStringLiteral("--list")) > 0;
    const bool requireAll = wanted.removeAll(QStringLiteral("--require-all")) > 0;
    Report report;
    for (const Entry &entry : entries()) {
        const bool selected =
            wanted.isEmpty() || std::any_of(wanted.cbegin(), wanted.cend(), [&](const QString &part) { return entry.name.contains(part); });
        if (list)
            std::printf("%s\n", qPrintable(entry.name));
        else if (selected)
            entry.run(report);
    }
    if (list)
        return 0;
    report.print();
    return report.failures(requireAll) > 0 ? 1 : 0;
}
