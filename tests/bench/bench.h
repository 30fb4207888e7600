#pragma once

#include <QString>

#include <chrono>
#include <functional>
#include <vector>

// Measurements against a reference taken in the same run: reference and ours alternate (A B B A, five times), the median of the
// pairwise ratios counts, CPU time of this process stands beside wall time. A slower or busier machine slows both.
namespace natsdeck::bench {

enum class Better { Higher, Lower };

struct Comparison
{
    QString metric; // "receive-128B"
    QString unit;   // "msg/s", "ms"
    QString reference;
    Better better = Better::Lower;
    double budget = 1.0;          // of ours / reference: at least (Higher) or at most (Lower)
    std::function<double()> ours; // one run: the value in `unit`, NaN when it could not be measured
    std::function<double()> theirs;
    int rounds = 5; // of A B B A
};

// A value with a budget of its own, without a reference ("p99 of a jump, ms").
struct Measurement
{
    QString metric;
    QString unit;
    Better better = Better::Lower;
    double budget = 0;
    std::function<double()> ours;
};

class Report final
{
public:
    void compare(const Comparison &comparison);
    void measure(const Measurement &measurement);
    // What could not be measured here, and why; counts as a failure of the run only with --require-all.
    void skip(const QString &metric, const QString &why);

    void print() const; // the table, then one JSON line per metric
    [[nodiscard]] int failures(bool requireAll) const;

private:
    struct Row
    {
        QString metric;
        QString unit;
        double value = 0;
        QString reference;
        double referenceValue = 0;
        double ratio = 0;
        double budget = 0;
        Better better = Better::Lower;
        double cpuSeconds = 0; // of one run
        double referenceCpuSeconds = 0;
        bool ok = false;
        QString skipped;
    };
    std::vector<Row> m_rows;
};

[[nodiscard]] double median(std::vector<double> values);
[[nodiscard]] double percentile(std::vector<double> values, double percent); // nearest rank
[[nodiscard]] double cpuSeconds();                                           // user + system of this process so far

void registerBench(const char *name, std::function<void(Report &)> run);

struct Registration
{
    Registration(const char *name, std::function<void(Report &)> run) { registerBench(name, std::move(run)); }
};

class Stopwatch final
{
public:
    [[nodiscard]] double milliseconds() const
    {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

} // namespace natsdeck::bench

// NATSDECK_BENCHMARK(receive) { report.compare({...}); }
#define NATSDECK_BENCHMARK(name)                                                                                                           \
    static void natsdeckBench##name(natsdeck::bench::Report &report);                                                                      \
    static const natsdeck::bench::Registration natsdeckRegister##name(#name, &natsdeckBench##name);                                        \
    static void natsdeckBench##name([[maybe_unused]] natsdeck::bench::Report &report)
