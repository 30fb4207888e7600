#pragma once

#include "models/base/finding.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

// What a Pod object says, taken apart once. Text is clean.
namespace natsdeck::workloads {

// A quantity as Kubernetes writes it ("500m", "1.5Gi", "128974848", "129e6"), in its base unit; nothing for anything else.
[[nodiscard]] std::optional<double> parseQuantity(const QString &text);
// A memory size as the Go runtime takes it in GOMEMLIMIT ("1600MiB", "1073741824"); nothing for what ends the process at once
// ("1Gi") and for "off".
[[nodiscard]] std::optional<qint64> parseGoMemory(const QString &text);

inline constexpr QStringView goMemLimitElsewhere = u"(from elsewhere)"; // GOMEMLIMIT that a Secret or ConfigMap gives

struct LastEnd
{
    QString reason; // "OOMKilled", "Error", "Completed"
    int exitCode = 0;
    int signal = 0;
    QString message;
    QDateTime at; // UTC; invalid when not said

    friend bool operator==(const LastEnd &, const LastEnd &) = default;
};

struct ContainerView
{
    enum class State { Unknown, Waiting, Running, Ended };

    QString name;
    QString image;
    bool isInit = false;
    State state = State::Unknown;
    QString reason;  // of waiting or ending
    QString message; // of waiting or ending
    QDateTime since; // of running
    bool isReady = false;
    int restarts = 0;
    std::optional<LastEnd> lastEnd; // of the run before, or of this one when it has ended
    QString cpuRequest;             // as written, empty without one
    QString cpuLimit;
    QString memoryRequest;
    QString memoryLimit;
    QString goMemLimit; // GOMEMLIMIT as written in the pod; empty when not set there

    friend bool operator==(const ContainerView &, const ContainerView &) = default;
};

struct PodView
{
    QString name;
    QString uid;
    QString phase;
    QString reason;  // "Evicted", or why it is not scheduled
    QString message; // of that
    QString node;
    QString ip;
    QDateTime created;
    bool isDeleting = false;
    bool isReady = false;
    QList<ContainerView> containers; // init containers first

    friend bool operator==(const PodView &, const PodView &) = default;
};

[[nodiscard]] PodView podView(const QJsonObject &pod);
[[nodiscard]] int restartsOf(const PodView &pod);
[[nodiscard]] const ContainerView *lastEnded(const PodView &pod); // the container that ended most recently, or null

// Why a container ended, as far as its numbers tell.
enum class EndCause {
    Finished,      // exit code 0
    OverLimit,     // OOMKilled at its own memory limit
    NodeMemory,    // OOMKilled without a limit: the node had no more
    Killed,        // SIGKILL from outside: a probe that failed, or a stop that took too long
    Stopped,       // SIGTERM
    BadGoMemLimit, // GOMEMLIMIT that the Go runtime does not take
    Crashed        // any other exit code
};
[[nodiscard]] EndCause causeOf(const ContainerView &container);

// How GOMEMLIMIT stands to the memory limit; the Go runtime knows nothing of the limit by itself.
enum class GoMemory { NoLimit, NotSet, Malformed, TooHigh, Fits };
[[nodiscard]] GoMemory goMemoryOf(const ContainerView &container); // TooHigh: over 90 % of the limit

[[nodiscard]] Severity severityOf(const PodView &pod);

} // namespace natsdeck::workloads
