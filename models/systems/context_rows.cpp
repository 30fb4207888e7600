#include "models/systems/context_rows.h"

#include "models/base/finding.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/systems/kubeconfig_files.h"
#include "models/systems/missing_rights.h"

#include <QCoreApplication>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(natsdeck::systems::ContextRows)
};

using Stage = KubeContextState::Stage;

QString explained(const Error &error)
{
    QStringList lines{error.summary};
    for (const QString &line : {error.detail, error.remedy}) {
        if (!line.isEmpty())
            lines << line;
    }
    return lines.join(u'\n');
}

QString helmLine(const kube::FoundSystem &found)
{
    if (!found.release)
        return found.releaseName.isEmpty() ? QString() : Text::tr("Helm release %1").arg(found.releaseName);
    const kube::HelmRelease &release = *found.release;
    const QString umbrella = release.chart == u"nats" ? QString() : u" (%1 %2)"_s.arg(release.chart, release.chartVersion);
    return Text::tr("Helm release %1, revision %2: %3").arg(release.name, QString::number(release.revision), release.status) + umbrella;
}

QString exposureLine(const kube::FoundSystem &found)
{
    const QString places = found.outside.isEmpty() ? QString() : u": "_s + found.outside.join(u", "_s);
    switch (found.exposure) {
    case kube::Exposure::Unknown:
        return {};
    case kube::Exposure::Inside:
        return Text::tr("Reachable inside the cluster only");
    case kube::Exposure::NodePort:
        return Text::tr("Reachable at every node") + places;
    case kube::Exposure::LoadBalancer:
        return Text::tr("Reachable through a load balancer") + places;
    case kube::Exposure::Ingress:
        return Text::tr("Reachable through an Ingress") + places;
    }
    return {};
}

QString loginLine(kube::LoginForce login)
{
    switch (login) {
    case kube::LoginForce::Asked:
        return Text::tr("Asks for a login");
    case kube::LoginForce::Open:
        return Text::tr("Asks for no login: whoever reaches it gets in");
    case kube::LoginForce::Unknown:
        return Text::tr("Whether it asks for a login is not known before it is opened");
    }
    return {};
}

CatalogueNode systemRow(const KubeContextState &state, const KubeSystem &system)
{
    CatalogueNode row;
    row.key = systemKey(state.entry.name, system.record.id);
    row.name = system.record.name;
    row.detail = text::clean(system.found.nameSpace);
    row.icon = u"deck-system"_s;
    row.isGone = system.isGone;
    row.toolTip = (QStringList{u"%1 %2"_s.arg(system.found.kind, system.record.locator)} + factsOf(system.found)).join(u'\n');
    if (system.isGone) {
        row.statusWord = Text::tr("Deleted");
        row.status = int(Severity::Info);
        return row;
    }
    const bool isWhole = system.found.ready >= system.found.replicas;
    row.status = int(system.found.replicas == 0 ? Severity::Info : isWhole ? Severity::Ok : Severity::Warning);
    row.statusWord = system.found.replicas == 0 ? Text::tr("Scaled to 0")
                     : isWhole                  ? Text::tr("Ready")
                                                : Text::tr("%1 of %2 ready").arg(system.found.ready).arg(system.found.replicas);
    if (state.staleSince)
        row.status = -1; // it was so; the context's row says when
    return row;
}

void addRights(CatalogueNode &node, const KubeContextState &state, const QString &below)
{
    if (!state.found.unsupported.isEmpty())
        node.children.push_back(
            hintRow(below + u"-streaming"_s, Text::tr("NATS Streaming is not supported"),
                    Text::tr("An older server with a protocol of its own: %1").arg(state.found.unsupported.join(u", "_s))));
    if (state.found.missing.isEmpty())
        return;
    if (node.status == int(Severity::Ok))
        node.status = int(Severity::Info);
    QString toolTip = Text::tr("Not allowed: %1").arg(rightsInWords(state.found.missing).join(u", "_s));
    if (!state.found.searched.isEmpty())
        toolTip += u'\n' + Text::tr("Looked at: %1").arg(text::clean(state.found.searched.join(u", "_s)));
    node.children.push_back(
        hintRow(below + u"-rights"_s, Text::tr("Rights are missing"), toolTip + u'\n' + Text::tr("Activate to see what to do")));
}

void addFailure(CatalogueNode &node, const KubeContextState &state, const QString &below)
{
    const bool asks = state.error && state.error->reason == "consent-required"_L1;
    node.status = int(asks ? Severity::Warning : Severity::Critical);
    node.statusWord = asks                                                         ? Text::tr("Asks first")
                      : state.error && state.error->kind == ErrorKind::Unreachable ? Text::tr("No reply")
                                                                                   : Text::tr("Failed");
    if (state.error)
        node.children.push_back(hintRow(below, state.error->summary, explained(*state.error), node.status));
}

} // namespace

QString contextKey(const QString &context) { return u"context:"_s + context; }

QString systemKey(const QString &context, const QString &systemId) { return contextKey(context) + keySeparator + systemId; }

CatalogueNode hintRow(const QString &key, const QString &name, const QString &toolTip, int status)
{
    CatalogueNode node;
    node.key = key;
    node.kind = NavigationKind::Hint;
    node.name = name;
    node.toolTip = toolTip;
    node.status = status;
    return node;
}

CatalogueNode problemRow(const kube::KubeconfigProblem &problem)
{
    const bool isGone = problem.error.reason == KubeconfigFiles::gone;
    const QString name =
        isGone ? text::clean(problem.error.summary) : Text::tr("%1 cannot be read").arg(text::clean(QFileInfo(problem.file).fileName()));
    return hintRow(u"problem:"_s + problem.file, name, text::clean(problem.file) + u'\n' + explained(problem.error),
                   int(isGone ? Severity::Warning : Severity::Critical));
}

QStringList factsOf(const kube::FoundSystem &found)
{
    QStringList lines;
    lines << text::clean(found.image);
    lines << (found.serverVersion.isEmpty() ? Text::tr("Server version: known when it is opened")
                                            : Text::tr("Server %1, by its image").arg(found.serverVersion));
    if (!found.chartVersion.isEmpty())
        lines << Text::tr("Chart %1, made for server %2").arg(found.chart, found.appVersion.isEmpty() ? u"?"_s : found.appVersion);
    lines << helmLine(found);
    if (found.managedBy == kube::managedByUs)
        lines << Text::tr("Deployed with NatsDeck");
    lines << Text::tr("%n server(s)", nullptr, found.replicas) + u", "_s + Text::tr("%1 ready").arg(found.ready);
    if (!found.volumeSize.isEmpty())
        lines << (found.volumeClass.isEmpty() ? Text::tr("Volume of %1 each, default storage class").arg(found.volumeSize)
                                              : Text::tr("Volume of %1 each, storage class %2").arg(found.volumeSize, found.volumeClass));
    lines << exposureLine(found) << loginLine(found.login);
    lines.removeAll(QString());
    return lines;
}

CatalogueNode contextRow(const KubeContextState &state, const QDateTime &now)
{
    CatalogueNode node;
    node.key = contextKey(state.entry.name);
    node.kind = NavigationKind::Context;
    node.name = text::clean(state.entry.name);
    node.icon = u"deck-cluster"_s;
    node.busy = state.stage == Stage::Searching;
    node.toolTip = Text::tr("Context %1 in %2").arg(node.name, text::clean(state.entry.origin));
    const QString below = node.key + keySeparator + u"hint"_s;
    if (!state.change.isEmpty())
        node.children.push_back(hintRow(below + u"-changed"_s, Text::tr("Changed: open again"), state.change, int(Severity::Warning)));
    for (const KubeSystem &system : state.systems)
        node.children.push_back(systemRow(state, system));
    switch (state.stage) {
    case Stage::NotOpened:
        node.statusWord = Text::tr("Not opened");
        break;
    case Stage::Searching:
        node.statusWord = Text::tr("Looking");
        break;
    case Stage::Failed:
        addFailure(node, state, below);
        break;
    case Stage::Open:
        node.status = int(Severity::Ok);
        if (state.systems.isEmpty())
            node.children.push_back(hintRow(below, Text::tr("No NATS found here"), Text::tr("Deploy one with the wizard")));
        addRights(node, state, below);
        break;
    }
    if (state.stage == Stage::Open && state.staleSince) {
        node.status = int(Severity::Warning);
        node.statusWord = Text::tr("As of %1").arg(age(std::chrono::milliseconds(state.staleSince->msecsTo(now))));
        if (state.staleReason)
            node.children.push_back(hintRow(below + u"-stale"_s, state.staleReason->summary,
                                            explained(*state.staleReason) + u'\n' + Text::tr("It goes on by itself."), node.status));
    }
    if (!state.change.isEmpty()) {
        node.status = int(Severity::Warning);
        node.statusWord = Text::tr("Changed");
    }
    return node;
}

} // namespace natsdeck::systems
