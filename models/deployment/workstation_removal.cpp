#include "models/deployment/workstation_removal.h"

#include "models/base/json.h"
#include "models/deployment/local_http.h"
#include "models/deployment/texts.h"
#include "models/deployment/workstation_store.h"
#include "models/deployment/workstation_work.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

plan::Step dataStep(const WorkstationDeployment &deployment)
{
    plan::Step step;
    step.id = u"data"_s;
    step.title = Texts::tr("Remove the JetStream store");
    step.detail = deployment.storeFolder;
    step.previews = {{plan::ChangeKind::Remove, deployment.storeFolder, Texts::tr("Folder"), deployment.storeFolder + u'\n', {}, {}}};
    step.isDone = [path = deployment.storeFolder](plan::StepContext &) -> Result<bool> { return !QFileInfo::exists(path); };
    step.run = [path = deployment.storeFolder, id = deployment.id()](plan::StepContext &context) -> Result<QJsonObject> {
        const StoreContent content = storeContent(path);
        if (const auto removed = removeOwnFolder(path, id); !removed)
            return failure(removed.error());
        context.log(Texts::tr("Removed %n stream(s) with their messages", nullptr, content.streams));
        return QJsonObject{{u"streams"_s, content.streams}, {u"bytes"_s, content.bytes}};
    };
    return step;
}

// Everything in the folder but `kept`; the folder too unless something is kept in it.
Result<void> clearFolder(const QString &folder, const QString &id, const QString &kept)
{
    const bool keepsInside = !kept.isEmpty() && kept.startsWith(folder + u'/') && QFileInfo::exists(kept);
    if (!keepsInside)
        return removeOwnFolder(folder, id);
    const QFileInfoList entries = QDir(folder).entryInfoList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    for (const QFileInfo &entry : entries) {
        if (entry.absoluteFilePath() == kept)
            continue;
        const bool removed = entry.isDir() && !entry.isSymLink() ? QDir(entry.absoluteFilePath()).removeRecursively()
                                                                 : QFile::remove(entry.absoluteFilePath());
        if (!removed)
            return failure(ErrorKind::Io, Texts::tr("%1 cannot be removed").arg(entry.absoluteFilePath()));
    }
    return {};
}

plan::Step filesStep(const WorkstationDeployment &deployment, bool keepData)
{
    plan::Step step;
    step.id = u"files"_s;
    step.title = Texts::tr("Remove configuration, login and log");
    step.detail = deployment.folder;
    const QString listing = QDir(deployment.folder).entryList(QDir::Files | QDir::Hidden).join(u'\n');
    step.previews = {{plan::ChangeKind::Remove, deployment.folder, Texts::tr("Folder"), listing + u'\n', {}, {}}};
    const QString kept = keepData ? deployment.storeFolder : QString();
    step.isDone = [folder = deployment.folder](plan::StepContext &) -> Result<bool> {
        return !QFileInfo::exists(folder + u"/deployment.json"_s) && !QFileInfo::exists(folder + u"/nats.conf"_s) &&
               !QFileInfo::exists(folder + u"/credentials.json"_s);
    };
    step.run = [folder = deployment.folder, id = deployment.id(), kept](plan::StepContext &) -> Result<QJsonObject> {
        if (const auto cleared = clearFolder(folder, id, kept); !cleared)
            return failure(cleared.error());
        return QJsonObject();
    };
    return step;
}

} // namespace

RemovalImpact workstationRemovalImpact(const WorkstationDeployment &deployment, const std::stop_token &stop)
{
    RemovalImpact impact;
    const StoreContent content = storeContent(deployment.storeFolder);
    impact.streams = content.streams;
    impact.bytes = content.bytes;
    impact.running = deployment.state == WorkstationDeployment::State::Running;
    impact.objects = QStringList{deployment.folder};
    if (!deployment.storeFolder.isEmpty() && !deployment.storeFolder.startsWith(deployment.folder + u'/'))
        impact.objects << deployment.storeFolder;
    if (!impact.running)
        return impact;
    const auto ask = [&](const QString &path) {
        const auto answer = readHttp(deployment.desired.ports.monitoring, path, std::chrono::seconds(3), stop);
        return answer ? json::parseObject(*answer, path).value_or(QJsonObject()) : QJsonObject();
    };
    if (const QJsonObject jsz = ask(u"jsz"_s); jsz.contains("streams"_L1)) {
        impact.streams = int(json::integer(jsz.value("streams"_L1)));
        impact.messages = json::integer(jsz.value("messages"_L1));
        impact.bytes = json::integer(jsz.value("bytes"_L1));
    }
    if (const QJsonObject varz = ask(u"varz"_s); varz.contains("connections"_L1))
        impact.connections = int(json::integer(varz.value("connections"_L1)));
    return impact;
}

plan::Plan workstationRemoval(const WorkstationDeployment &deployment, const RemovalOptions &options)
{
    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.kind = u"remove"_s;
    plan.title = Texts::tr("Remove %1 from this workstation").arg(deployment.desired.name);
    plan.systemId = deployment.systemId();
    plan.engine = u"workstation"_s;
    plan.memo = {{u"id"_s, deployment.id()},
                 {u"name"_s, deployment.desired.name},
                 {u"storeFolder"_s, deployment.storeFolder},
                 {u"keepData"_s, options.keepData}};
    plan.intent = {u"remove"_s, u"nats-server %1"_s.arg(deployment.desired.name),
                   plan.title,  options.keepData ? guard::Impact::Configuration : guard::Impact::DataLoss,
                   {},          plan.memo};
    plan.steps.push_back(stopStep(deployment.folder, true));
    if (!options.keepData && !deployment.storeFolder.isEmpty())
        plan.steps.push_back(dataStep(deployment));
    plan.steps.push_back(filesStep(deployment, options.keepData));
    return plan;
}

Result<plan::Plan> rebuiltWorkstationRemoval(const QString &folder, const QJsonObject &memo)
{
    WorkstationDeployment deployment;
    if (const auto existing = readWorkstationDeployment(folder))
        deployment = *existing;
    deployment.desired.id = memo.value("id"_L1).toString();
    deployment.desired.name = memo.value("name"_L1).toString();
    deployment.folder = folder;
    deployment.storeFolder = memo.value("storeFolder"_L1).toString();
    return workstationRemoval(deployment, {memo.value("keepData"_L1).toBool()});
}

} // namespace natsdeck::deployment
