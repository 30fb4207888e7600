#include "tests/bench/bench.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <sys/resource.h>

namespace natsdeck::bench {

double median(std::vector<double> values)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double percentile(std::vector<double> values, double percent)
{
    if (values.empty())
        return std::numeric_limits<double>::quiet_NaN();
    std::sort(values.begin(), values.end());
    const auto rank = std::size_t(std::ceil(percent / 100.0 * double(values.size())));
    return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
}

double cpuSeconds()
{
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval &time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void Report::compare(const Comparison &comparison)
{
    std::fprintf(stderr, "%s …\n", qPrintable(comparison.metric));
    std::vector<double> ours;
    std::vector<double> theirs;
    std::vector<double> ratios;
    std::vector<double> ourCpu;
    std::vector<double> theirCpu;
    const auto run = [](const std::function<double()> &one, std::vector<double> &values, std::vector<double> &cpu) {
        const double before = cpuSeconds();
        values.push_back(one());
        cpu.push_back(cpuSeconds() - before);
    };
    for (int round = 0; round < comparison.rounds; ++round) { // A B B A
        run(comparison.theirs, theirs, theirCpu);
        run(comparison.ours, ours, ourCpu);
        ratios.push_back(ours.back() / theirs.back());
        run(comparison.ours, ours, ourCpu);
        run(comparison.theirs, theirs, theirCpu);
        ratios.push_back(ours.back() / theirs.back());
    }
    const double ratio = median(ratios);
    const bool ok = comparison.better == Better::Higher ? ratio >= comparison.budget : ratio <= comparison.budget; // NaN is not ok
    m_rows.push_back({comparison.metric,
                      comparison.unit,
                      median(ours),
                      comparison.reference,
                      median(theirs),
                      ratio,
                      comparison.budget,
                      comparison.better,
                      median(ourCpu),
                      median(theirCpu),
                      ok,
                      {}});
}

void Report::measure(const Measurement &measurement)
{
    std::fprintf(stderr, "%s …\n", qPrintable(measurement.metric));
    const double before = cpuSeconds();
    const double value = measurement.ours();
    const bool ok = measurement.better == Better::Higher ? value >= measurement.budget : value <= measurement.budget;
    const double nothing = std::numeric_limits<double>::quiet_NaN();
    m_rows.push_back({measurement.metric,
                      measurement.unit,
                      value,
                      {},
                      nothing,
                      nothing,
                      measurement.budget,
                      measurement.better,
                      cpuSeconds() - before,
                      nothing,
                      ok,
                      {}});
}

void Report::skip(const QString &metric, const QString &why)
{
    Row row;
    row.metric = metric;
    row.skipped = why;
    m_rows.push_back(row);
}

void Report::print() const
{
    std::printf("%-34s %14s %-6s %14s %7s %9s %9s %9s\n", "metric", "ours", "unit", "reference", "ratio", "budget", "cpu s", "ref cpu s");
    for (const Row &row : m_rows) {
        if (!row.skipped.isEmpty()) {
            std::printf("%-34s not measured: %s\n", qPrintable(row.metric), qPrintable(row.skipped));
            continue;
        }
        const char *sign = row.better == Better::Higher ? ">=" : "<=";
        std::printf("%-34s %14.2f %-6s %14.2f %7.3f %2s%7.2f %9.3f %9.3f  %s\n", qPrintable(row.metric), row.value, qPrintable(row.unit),
                    row.referenceValue, row.ratio, sign, row.budget, row.cpuSeconds, row.referenceCpuSeconds, row.ok ? "ok" : "MISSED");
    }
    const auto number = [](double value) { return std::isfinite(value) ? QJsonValue(value) : QJsonValue(QJsonValue::Null); };
    for (const Row &row : m_rows) {
        if (!row.skipped.isEmpty())
            continue;
        const QJsonObject line{{QStringLiteral("metric"), row.metric},
                               {QStringLiteral("value"), number(row.value)},
                               {QStringLiteral("unit"), row.unit},
                               {QStringLiteral("reference"), row.reference},
                               {QStringLiteral("reference_value"), number(row.referenceValue)},
                               {QStringLiteral("ratio"), number(row.ratio)},
                               {QStringLiteral("budget"), row.budget},
                               {QStringLiteral("cpu_s"), number(row.cpuSeconds)},
                               {QStringLiteral("reference_cpu_s"), number(row.referenceCpuSeconds)},
                               {QStringLiteral("ok"), row.ok}};
        std::printf("%s\n", QJsonDocument(line).toJson(QJsonDocument::Compact).constData());
    }
    std::fflush(stdout);
}

int Report::failures(bool requireAll) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.skipped.isEmpty() ? !row.ok : requireAll; }));
}

} // namespace natsdeck::bench
