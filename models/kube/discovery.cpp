#include "models/kube/discovery.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/session.h"

#include <QDeadlineTimer>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qsizetype maxKinds = 20'000;

QString cleaned(const QJsonObject &object, QLatin1StringView field) { return text::clean(object.value(field).toString()); }

QStringList cleanedList(const QJsonValue &value)
{
    QStringList texts;
    for (const QJsonValue &text : value.toArray())
        texts << text::clean(text.toString());
    return texts;
}

} // namespace

QStringList Discovery::apiVersions() const
{
    QStringList names;
    for (const ServedVersion &version : versions)
        names << version.apiVersion;
    return names;
}

std::optional<ServedKind> Discovery::find(const QString &apiVersion, const QString &kind) const
{
    const auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const ServedKind &k) { return k.kind == kind && k.apiVersion == apiVersion; });
    return found == kinds.end() ? std::nullopt : std::optional(*found);
}

QString Discovery::preferredVersion(const QString &group) const
{
    for (const ServedVersion &version : versions) {
        const QString of = version.apiVersion.contains(u'/') ? version.apiVersion.section(u'/', 0, 0) : QString();
        if (of == group && !version.isStale)
            return version.apiVersion;
    }
    return {};
}

QByteArray discoveryAccept()
{
    // The parameters in this order, or older servers take none of them.
    return "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
           "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
}

bool isAggregated(const QByteArray &contentType)
{
    const QByteArrayList parameters = contentType.split(';');
    return std::any_of(parameters.begin(), parameters.end(), [](const QByteArray &p) { return p.trimmed() == "as=APIGroupDiscoveryList"; });
}

Result<void> addAggregated(const QByteArray &reply, Discovery &into)
{
    const auto list = json::parseObject(reply, u"the discovery document"_s);
    if (!list)
        return Failure(list.error());
    const QJsonArray groups = list->value("items"_L1).toArray();
    for (const QJsonValue &value : groups) {
        const QString group = text::clean(json::at(value.toObject(), u"metadata.name").toString());
        for (const QJsonValue &versionValue : value.toObject().value("versions"_L1).toArray()) {
            const QJsonObject version = versionValue.toObject();
            const QString name = cleaned(version, "version"_L1);
            const QString apiVersion = group.isEmpty() ? name : group + u'/' + name;
            into.versions.append({apiVersion, version.value("freshness"_L1).toString() == u"Stale", true});
            for (const QJsonValue &kindValue : version.value("resources"_L1).toArray()) {
                const QJsonObject resource = kindValue.toObject();
                const QString kind = text::clean(json::at(resource, u"responseKind.kind").toString());
                if (kind.isEmpty() || into.kinds.size() >= maxKinds)
                    continue; // the parent of subresources alone has no kind
                into.kinds.append({apiVersion, kind, cleaned(resource, "resource"_L1), resource.value("scope"_L1).toString() != u"Cluster",
                                   cleanedList(resource.value("verbs"_L1)), cleanedList(resource.value("shortNames"_L1))});
            }
        }
    }
    return {};
}

Result<void> addLegacyGroups(const QByteArray &reply, Discovery &into)
{
    const auto list = json::parseObject(reply, u"the list of API groups"_s);
    if (!list)
        return Failure(list.error());
    into.aggregated = false;
    for (const QString &version : cleanedList(list->value("versions"_L1))) // APIVersions of /api
        into.versions.append({version, false, false});
    for (const QJsonValue &value : list->value("groups"_L1).toArray()) {
        const QJsonObject group = value.toObject();
        const QString preferred = text::clean(json::at(group, u"preferredVersion.groupVersion").toString());
        QStringList versions;
        for (const QJsonValue &version : group.value("versions"_L1).toArray())
            versions << cleaned(version.toObject(), "groupVersion"_L1);
        if (versions.removeAll(preferred) > 0)
            versions.prepend(preferred);
        for (const QString &version : std::as_const(versions))
            into.versions.append({version, false, false});
    }
    return {};
}

Result<void> addLegacyKinds(const QByteArray &reply, Discovery &into)
{
    const auto list = json::parseObject(reply, u"the list of resources"_s);
    if (!list)
        return Failure(list.error());
    const QString apiVersion = cleaned(*list, "groupVersion"_L1);
    for (ServedVersion &version : into.versions) {
        if (version.apiVersion == apiVersion)
            version.hasKinds = true;
    }
    for (const QJsonValue &value : list->value("resources"_L1).toArray()) {
        const QJsonObject resource = value.toObject();
        const QString plural = cleaned(resource, "name"_L1);
        if (plural.contains(u'/') || into.kinds.size() >= maxKinds)
            continue; // a subresource
        into.kinds.append({apiVersion, cleaned(resource, "kind"_L1), plural, resource.value("namespaced"_L1).toBool(),
                           cleanedList(resource.value("verbs"_L1)), cleanedList(resource.value("shortNames"_L1))});
    }
    return {};
}

namespace {

// The questions, one after the other.
struct Asking
{
    Session &session;
    QDeadlineTimer deadline;
    std::stop_token stop;
    std::function<void(Result<Discovery>)> done;
    Discovery found;
};

Request question(const Asking &asking, const QByteArray &path)
{
    Request request;
    request.path = path;
    request.accept = discoveryAccept();
    request.what = u"discover what the API server serves"_s;
    request.deadline = std::chrono::milliseconds(std::max<qint64>(1, asking.deadline.remainingTime()));
    request.stop = asking.stop;
    return request;
}

void askForKinds(const std::shared_ptr<Asking> &asking)
{
    const auto next = std::find_if(asking->found.versions.begin(), asking->found.versions.end(), [&](const ServedVersion &version) {
        return !version.hasKinds && !asking->found.failed.contains(version.apiVersion);
    });
    if (next == asking->found.versions.end())
        return asking->done(std::move(asking->found));
    const QString version = next->apiVersion;
    asking->session.send(question(*asking, groupVersionPath(version)), [asking, version](const Result<Reply> &reply) {
        if (!reply && (reply.error().kind == ErrorKind::Cancelled || asking->deadline.hasExpired()))
            return asking->done(Failure(reply.error()));
        // What answers under another name than it was asked by would be asked for ever.
        const bool known = reply && addLegacyKinds(reply->body, asking->found);
        const auto same = [&](const ServedVersion &v) { return v.apiVersion == version && v.hasKinds; };
        if (!known || std::none_of(asking->found.versions.begin(), asking->found.versions.end(), same))
            asking->found.failed << version;
        askForKinds(asking);
    });
}

void askForGroups(const std::shared_ptr<Asking> &asking, const QByteArray &path, std::function<void()> next)
{
    asking->session.send(question(*asking, path), [asking, next = std::move(next)](const Result<Reply> &reply) {
        if (!reply)
            return asking->done(Failure(reply.error()));
        const auto added =
            isAggregated(reply->contentType) ? addAggregated(reply->body, asking->found) : addLegacyGroups(reply->body, asking->found);
        added ? next() : asking->done(Failure(added.error()));
    });
}

} // namespace

void discover(Session &session, std::chrono::milliseconds deadline, const std::stop_token &stop,
              std::function<void(Result<Discovery>)> done)
{
    const auto asking = std::make_shared<Asking>(Asking{session, QDeadlineTimer(deadline), stop, std::move(done), {}});
    askForGroups(asking, "/api", [asking] { askForGroups(asking, "/apis", [asking] { askForKinds(asking); }); });
}

} // namespace natsdeck::kube
