#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

// What Helm has written down about its releases: one Secret per revision (kubernetes-client.md §4.2). The payload holds values and
// templates with everything secret in them: only the fields below leave the decoder, and nothing is logged or kept on disk.
namespace natsdeck::kube {

struct HelmRelease
{
    QString name;
    QString nameSpace;
    int revision = 0;
    QString status; // "deployed", "failed", "pending-upgrade" …
    QString chart;  // name of the chart: "nats", or that of an umbrella chart
    QString chartVersion;
    QString appVersion;

    friend bool operator==(const HelmRelease &, const HelmRelease &) = default;
};

inline constexpr qint64 helmPayloadBytes = 4 * 1024 * 1024;   // as stored, base64; a Secret holds 1 MiB
inline constexpr qint64 helmInflatedBytes = 32 * 1024 * 1024; // more is LimitExceeded

// The value of data.release of a Secret: base64 of base64 of gzip (or nothing) of JSON. Invalid when it is damaged, LimitExceeded over
// the budgets, Unsupported when this build cannot decompress.
[[nodiscard]] Result<HelmRelease> decodeHelmRelease(const QByteArray &stored);

// The Secret of the highest revision of a release among Secrets (whole, or their metadata alone); nothing when there is none.
struct HelmRecord
{
    QString secret; // name of the Secret
    int revision = 0;
    QString status;
};
[[nodiscard]] std::optional<HelmRecord> newestRecord(const QList<QJsonObject> &secrets, const QString &nameSpace, const QString &release);

// The release a workload belongs to, by what Helm and its charts write on objects; empty for none.
[[nodiscard]] QString helmReleaseOf(const QJsonObject &workload);

} // namespace natsdeck::kube
