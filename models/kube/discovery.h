#pragma once

#include "models/base/result.h"
#include "models/kube/object_ref.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

// What an API server serves: its groups, versions and kinds (facts/kubernetes-client.md §2.1).
namespace natsdeck::kube {

struct ServedKind
{
    QString apiVersion;
    QString kind;
    QString plural;
    bool namespaced = true;
    QStringList verbs;
    QStringList shortNames;
};

struct ServedVersion
{
    QString apiVersion;   // "apps/v1"
    bool isStale = false; // its aggregated server does not answer: what stands here is old, or nothing
    bool hasKinds = true; // the kinds of this version stand in Discovery::kinds
};

struct Discovery
{
    QList<ServedVersion> versions; // within a group the preferred one first
    QList<ServedKind> kinds;
    bool aggregated = true; // false: an older server, of which each version is asked for its kinds
    QStringList failed;     // versions that did not say what they serve; the others do

    [[nodiscard]] QStringList apiVersions() const;
    [[nodiscard]] std::optional<ServedKind> find(const QString &apiVersion, const QString &kind) const;
    [[nodiscard]] QString preferredVersion(const QString &group) const; // the first that is not stale: "apps/v1"; empty: no such group
};

// One GET of /api or /apis asks for the aggregated form, the newest first; which form came stands in Content-Type.
[[nodiscard]] QByteArray discoveryAccept();
[[nodiscard]] bool isAggregated(const QByteArray &contentType);

// Adds an APIGroupDiscoveryList, the answer of /api or /apis.
[[nodiscard]] Result<void> addAggregated(const QByteArray &reply, Discovery &into);
// Adds an APIVersions (/api) or an APIGroupList (/apis), whose kinds are still to be asked for: versions with hasKinds = false.
[[nodiscard]] Result<void> addLegacyGroups(const QByteArray &reply, Discovery &into);
// Adds an APIResourceList, the answer of /apis/GROUP/VERSION.
[[nodiscard]] Result<void> addLegacyKinds(const QByteArray &reply, Discovery &into);

class Session;

// Asks /api and /apis, and an older server each of its versions; a version that does not answer is named in `failed`.
void discover(Session &session, std::chrono::milliseconds deadline, const std::stop_token &stop,
              std::function<void(Result<Discovery>)> done);

} // namespace natsdeck::kube
