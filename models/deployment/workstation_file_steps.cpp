#include "models/base/child_process.h"
#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/deployment/nkey_pair.h"
#include "models/deployment/server_conf.h"
#include "models/deployment/texts.h"
#include "models/deployment/workstation_store.h"
#include "models/deployment/workstation_work.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

Result<void> removeFile(const QString &path)
{
    if (!QFileInfo(path).isSymLink() && !QFileInfo::exists(path))
        return {};
    if (!QFile::remove(path))
        return failure(ErrorKind::Io, Texts::tr("%1 cannot be removed").arg(path));
    return {};
}

DesiredSystem withoutSecrets(DesiredSystem desired)
{
    desired.login.secret = {};
    desired.login.systemSecret = {};
    return desired;
}

QByteArray credentialsText(const LoginChoice &login)
{
    const bool seedApart = login.kind == LoginKind::Nkey;
    return json::compact({{u"kind"_s, word(login.kind)},
                          {u"user"_s, login.user},
                          {u"secret"_s, seedApart ? QString() : QString::fromUtf8(login.secret.reveal())},
                          {u"systemUser"_s, login.systemUser},
                          {u"systemUserName"_s, login.systemUserName},
                          {u"systemSecret"_s, QString::fromUtf8(login.systemSecret.reveal())}});
}

// Login of the deployment as it lies on disk, the seed included.
Result<LoginChoice> storedLogin(const WorkstationDeployment &deployment)
{
    auto login = WorkstationDeployments::loginOf(deployment);
    if (login && login->kind == LoginKind::Nkey) {
        const auto seed = files::read(deployment.seedPath(), 4096);
        if (!seed)
            return failure(seed.error());
        login->secret = Secret(seed->trimmed());
    }
    return login;
}

Result<void> checkWithServer(const WorkstationWork &work, const QString &path, const std::stop_token &stop)
{
    ChildCommand command;
    command.program = work.program;
    command.arguments = {u"-t"_s, u"-c"_s, path};
    command.workingFolder = work.folder;
    const auto output = async::await(runChild(command, stop));
    if (!output)
        return failure(output.error());
    if (output->exitCode != 0)
        return failure(ErrorKind::Invalid, Texts::tr("nats-server refuses the configuration"),
                       text::clean(masked(QString::fromUtf8(output->standardError.trimmed().left(2000)))),
                       Texts::tr("Change the answers of the wizard and try again"));
    return {};
}

Result<void> undoConfiguration(const WorkstationWork &work, plan::StepContext &context, const QJsonObject &result)
{
    const QString path = work.entry().configPath();
    const QString previous = path + u".previous"_s;
    if (work.isChange && QFileInfo::exists(previous)) {
        const auto old = files::read(previous);
        if (!old)
            return failure(old.error());
        if (const auto written = files::writeAtomically(path, *old); !written)
            return written;
        const bool wasRunning = context.resultOf(u"start"_s).value("wasRunning"_L1).toBool();
        const auto deployment = readWorkstationDeployment(work.folder);
        if (wasRunning && deployment && deployment->state != WorkstationDeployment::State::Running)
            return startServer(context.permit(), *deployment);
        return {};
    }
    if (work.isChange && !result.isEmpty())
        return {};
    QDir folder(work.folder);
    for (const QString &name : folder.entryList({u"nats.conf*"_s, u"nats-server.*"_s}, QDir::Files | QDir::Hidden)) {
        if (const auto removed = removeFile(folder.filePath(name)); !removed)
            return removed;
    }
    return {};
}

} // namespace

QString storeFolderOf(const DesiredSystem &desired, const QString &folder)
{
    if (!desired.jetStream.enabled)
        return {};
    if (desired.jetStream.folder.isEmpty())
        return folder + u"/jetstream"_s;
    return QDir::cleanPath(desired.jetStream.folder) + u'/' + desired.name + u'-' + desired.id;
}

WorkstationDeployment WorkstationWork::entry() const
{
    WorkstationDeployment entry;
    if (const auto existing = readWorkstationDeployment(folder))
        entry = *existing;
    else
        entry.created = QDateTime::currentDateTimeUtc();
    entry.desired = withoutSecrets(desired);
    entry.folder = folder;
    entry.storeFolder = storeFolder;
    entry.program = program;
    entry.programVersion = programVersion;
    return entry;
}

Result<LoginChoice> completeLogin(const WorkstationWork &work)
{
    LoginChoice login = work.desired.login;
    const auto stored = storedLogin(work.entry());
    if (login.kind == LoginKind::None || login.kind == LoginKind::Token)
        login.systemUser = false; // a token cannot stand beside the accounts that a system user needs
    if (login.kind != LoginKind::None && login.secret.isEmpty() && stored && stored->kind == login.kind)
        login.secret = stored->secret;
    if (login.systemUser && login.systemSecret.isEmpty() && stored && stored->systemUser)
        login.systemSecret = stored->systemSecret;
    if (login.kind == LoginKind::Nkey && login.secret.isEmpty()) {
        const auto pair = makeUserNkey();
        if (!pair)
            return failure(pair.error());
        login.secret = pair->seed;
    } else if (login.kind != LoginKind::None && login.secret.isEmpty()) {
        login.secret = randomSecret();
    }
    if (login.systemUser && login.systemSecret.isEmpty())
        login.systemSecret = randomSecret();
    return login;
}

Result<QByteArray> confFor(const WorkstationWork &work, const LoginChoice &login, bool forPreview)
{
    const WorkstationDeployment entry = work.entry();
    ServerConf conf{work.desired, login, {}, work.storeFolder, entry.pidPath(), entry.logPath()};
    if (forPreview) {
        conf.login.secret = Secret(maskedSecret.toUtf8());
        conf.login.systemSecret = Secret(maskedSecret.toUtf8());
        conf.nkeyPublic = "U…";
    } else if (login.kind == LoginKind::Nkey) {
        const auto pair = nkeyOfSeed(login.secret);
        if (!pair)
            return failure(pair.error());
        conf.nkeyPublic = pair->publicKey;
    }
    return serverConf(conf);
}

QString digestOf(const QByteArray &conf) { return QString::fromLatin1(QCryptographicHash::hash(conf, QCryptographicHash::Sha256).toHex()); }

plan::Step folderStep(const SharedWork &work)
{
    plan::Step step;
    step.id = u"folder"_s;
    step.title = Texts::tr("Make the server's folder");
    step.detail = work->folder;
    if (!QFileInfo::exists(work->folder))
        step.previews = {
            {plan::ChangeKind::Create, work->folder, Texts::tr("Folder"), {}, Texts::tr("Only this user may open it") + u'\n', {}}};
    step.isDone = [work](plan::StepContext &) -> Result<bool> {
        const auto existing = readWorkstationDeployment(work->folder);
        return existing && *existing == work->entry();
    };
    step.run = [work](plan::StepContext &) -> Result<QJsonObject> {
        const auto previous = files::read(work->folder + u"/deployment.json"_s);
        if (const auto made = files::makePrivateFolder(work->folder); !made)
            return failure(made.error());
        if (const auto written = writeWorkstationDeployment(work->entry()); !written)
            return failure(written.error());
        return QJsonObject{{u"previous"_s, previous ? QString::fromUtf8(*previous) : QString()}};
    };
    step.undo = [work](plan::StepContext &, const QJsonObject &result) -> Result<void> {
        const QString path = work->folder + u"/deployment.json"_s;
        if (work->isChange) {
            const QString previous = result.value("previous"_L1).toString();
            return previous.isEmpty() ? Result<void>() : files::writeAtomically(path, previous.toUtf8());
        }
        if (!QFileInfo::exists(work->folder))
            return {};
        if (const auto removed = removeFile(path); !removed)
            return removed;
        if (!QDir().rmdir(work->folder))
            return failure(ErrorKind::Conflict, Texts::tr("%1 is kept, because other files lie in it").arg(work->folder),
                           QDir(work->folder).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot).join(u", "_s));
        return {};
    };
    return step;
}

plan::Step storeStep(const SharedWork &work)
{
    plan::Step step;
    step.id = u"store"_s;
    step.title = Texts::tr("Make the JetStream store");
    step.detail = work->storeFolder;
    if (!QFileInfo::exists(work->storeFolder))
        step.previews = {{plan::ChangeKind::Create,
                          work->storeFolder,
                          Texts::tr("Folder"),
                          {},
                          Texts::tr("File store of up to %1").arg(shortBytes(double(work->desired.jetStream.storageBytes))) + u'\n',
                          {}}};
    step.isDone = [work](plan::StepContext &) -> Result<bool> { return QFileInfo(work->storeFolder).isDir(); };
    step.run = [work](plan::StepContext &) -> Result<QJsonObject> {
        if (const auto made = files::makePrivateFolder(work->storeFolder); !made)
            return failure(made.error());
        return QJsonObject{{u"created"_s, true}};
    };
    step.undo = [work](plan::StepContext &, const QJsonObject &) -> Result<void> {
        if (work->isChange) {
            QDir().rmdir(work->storeFolder); // only if nothing was stored in it
            return {};
        }
        if (const StoreContent content = storeContent(work->storeFolder); content.streams > 0)
            return failure(ErrorKind::Rejected, Texts::tr("%n stream(s) lie in the store", nullptr, content.streams), work->storeFolder,
                           Texts::tr("Remove the deployment instead: that says what is lost"));
        return removeOwnFolder(work->storeFolder, work->desired.id);
    };
    return step;
}

plan::Step credentialsStep(const SharedWork &work)
{
    const WorkstationDeployment entry = work->entry();
    plan::Step step;
    step.id = u"credentials"_s;
    step.title = Texts::tr("Keep the login");
    step.detail = entry.credentialsPath();
    const bool exists = QFileInfo::exists(entry.credentialsPath());
    LoginChoice shown = work->desired.login;
    shown.secret = shown.systemSecret = Secret(maskedSecret.toUtf8());
    step.previews = {{exists ? plan::ChangeKind::Change : plan::ChangeKind::Create,
                      entry.credentialsPath(),
                      Texts::tr("File"),
                      {},
                      QString::fromUtf8(credentialsText(shown)) + u'\n',
                      u"json"_s}};
    step.isDone = [work](plan::StepContext &) -> Result<bool> {
        const auto stored = storedLogin(work->entry());
        const auto wanted = completeLogin(*work);
        return stored && wanted && credentialsText(*stored) == credentialsText(*wanted) && stored->secret == wanted->secret;
    };
    step.run = [work](plan::StepContext &context) -> Result<QJsonObject> {
        const WorkstationDeployment now = work->entry();
        const auto login = completeLogin(*work);
        if (!login)
            return failure(login.error());
        if (work->desired.login.secret.isEmpty())
            context.log(Texts::tr("A login was made"));
        if (const auto old = files::read(now.credentialsPath()); old && work->isChange) {
            if (const auto kept = files::writeAtomically(now.credentialsPath() + u".previous"_s, *old); !kept)
                return failure(kept.error());
        }
        if (login->kind == LoginKind::Nkey) {
            if (const auto written = files::writeAtomically(now.seedPath(), login->secret.reveal() + '\n'); !written)
                return failure(written.error());
        }
        if (const auto written = files::writeAtomically(now.credentialsPath(), credentialsText(*login)); !written)
            return failure(written.error());
        return QJsonObject{{u"path"_s, now.credentialsPath()}};
    };
    step.undo = [work](plan::StepContext &, const QJsonObject &) -> Result<void> {
        const WorkstationDeployment now = work->entry();
        const QString previous = now.credentialsPath() + u".previous"_s;
        if (work->isChange) {
            const auto old = files::read(previous);
            return old ? files::writeAtomically(now.credentialsPath(), *old) : Result<void>();
        }
        for (const QString &path : {now.credentialsPath(), previous, now.seedPath()}) {
            if (const auto removed = removeFile(path); !removed)
                return removed;
        }
        return {};
    };
    return step;
}

plan::Step configurationStep(const SharedWork &work)
{
    const WorkstationDeployment entry = work->entry();
    plan::Step step;
    step.id = u"configuration"_s;
    step.title = Texts::tr("Write and check nats.conf");
    step.detail = entry.configPath();
    const auto before = files::read(entry.configPath());
    const auto after = confFor(*work, work->desired.login, true);
    step.previews = {{before ? plan::ChangeKind::Change : plan::ChangeKind::Create, entry.configPath(), Texts::tr("File"),
                      before ? masked(QString::fromUtf8(*before)) : QString(), after ? QString::fromUtf8(*after) : QString(), u"nats"_s}};
    step.isDone = [work](plan::StepContext &) -> Result<bool> {
        const auto login = completeLogin(*work);
        const auto wanted = login ? confFor(*work, *login) : Result<QByteArray>(failure(login.error()));
        const auto written = files::read(work->entry().configPath());
        return wanted && written && *wanted == *written;
    };
    step.run = [work](plan::StepContext &context) -> Result<QJsonObject> {
        const auto login = completeLogin(*work);
        const auto conf = login ? confFor(*work, *login) : Result<QByteArray>(failure(login.error()));
        if (!conf)
            return failure(conf.error());
        const QString path = work->entry().configPath();
        const QString candidate = path + u".new"_s;
        if (const auto written = files::writeAtomically(candidate, *conf); !written)
            return failure(written.error());
        const auto accepted = checkWithServer(*work, candidate, context.stop());
        QFile::remove(candidate);
        if (!accepted)
            return failure(accepted.error());
        context.log(Texts::tr("nats-server %1 accepts the configuration").arg(work->programVersion));
        if (const auto old = files::read(path); old && work->isChange) {
            if (const auto kept = files::writeAtomically(path + u".previous"_s, *old); !kept)
                return failure(kept.error());
        }
        if (const auto written = files::writeAtomically(path, *conf); !written)
            return failure(written.error());
        return QJsonObject{{u"sha256"_s, digestOf(*conf)}};
    };
    step.undo = [work](plan::StepContext &context, const QJsonObject &result) { return undoConfiguration(*work, context, result); };
    return step;
}

} // namespace natsdeck::deployment
