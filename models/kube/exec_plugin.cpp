#include "models/kube/exec_plugin.h"

#include "models/base/child_process.h"
#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"

#include <QDir>
#include <QFileInfo>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr QLatin1StringView infoExtension = "client.authentication.k8s.io/exec"_L1;

QJsonObject clusterInfo(const ClusterEntry &cluster)
{
    QJsonObject info{{u"server"_s, cluster.server}};
    if (!cluster.tlsServerName.isEmpty())
        info.insert(u"tls-server-name"_s, cluster.tlsServerName);
    if (cluster.insecureSkipTlsVerify)
        info.insert(u"insecure-skip-tls-verify"_s, true);
    QByteArray authority = cluster.certificateAuthorityData;
    if (authority.isEmpty() && !cluster.certificateAuthority.isEmpty())
        authority = files::read(cluster.certificateAuthority).value_or(QByteArray());
    if (!authority.isEmpty())
        info.insert(u"certificate-authority-data"_s, QString::fromLatin1(authority.toBase64()));
    if (!cluster.proxyUrl.isEmpty())
        info.insert(u"proxy-url"_s, cluster.proxyUrl);
    if (cluster.disableCompression)
        info.insert(u"disable-compression"_s, true);
    if (cluster.extensions.contains(infoExtension))
        info.insert(u"config"_s, cluster.extensions.value(infoExtension));
    return info;
}

Failure unusable(const QString &why)
{
    return failure(ErrorKind::Unauthenticated, u"The credential plugin printed something else than credentials"_s, why);
}

// Output of the plugin is never quoted in an error: it holds credentials. Its error channel may be.
Result<ExecCredential> credentialOf(const ContextConfig &config, const Result<ChildOutput> &ended)
{
    const ExecConfig &exec = *config.user.exec;
    const QString hint = text::clean(exec.installHint, 2000);
    if (!ended) {
        Error error = ended.error();
        if (error.kind == ErrorKind::NotFound)
            error.remedy = hint;
        return Failure(error);
    }
    if (ended->exitCode != 0)
        return failure(
            ErrorKind::Unauthenticated, u"The credential plugin %1 failed"_s.arg(text::clean(QFileInfo(exec.command).fileName())),
            u"exit code %1: %2"_s.arg(ended->exitCode).arg(text::cleanLines(QString::fromUtf8(ended->standardError.right(4000))).trimmed()),
            u"Run it in a terminal once; it may want you to log in."_s, ended->exitCode);
    return parseExecCredential(ended->standardOutput, exec.apiVersion);
}

} // namespace

Result<QString> resolvePlugin(const ExecConfig &exec, const QString &origin)
{
    const QString name = text::clean(exec.command);
    if (!exec.command.contains(u'/')) {
        const std::optional<QString> found = findProgram(exec.command);
        if (!found)
            return failure(ErrorKind::NotFound, u"The credential plugin %1 is not installed"_s.arg(name), u"It is not in PATH"_s,
                           text::clean(exec.installHint, 2000));
        return QDir::cleanPath(*found);
    }
    const QFileInfo file(exec.command);
    if (!file.isFile() || !file.isExecutable())
        return failure(ErrorKind::NotFound, u"The credential plugin %1 is not there"_s.arg(name), {}, text::clean(exec.installHint, 2000));
    const bool beside = exec.command.startsWith(QFileInfo(origin).absolutePath() + u'/');
    if (beside && QFileInfo(file.absolutePath()).permission(QFile::WriteOther))
        return failure(ErrorKind::Forbidden, u"The credential plugin %1 lies in a folder that everybody may write to"_s.arg(name), {},
                       u"Move it to a folder of your own."_s);
    return file.absoluteFilePath();
}

guard::ConsentRequest pluginConsent(const ContextConfig &config)
{
    const ExecConfig &exec = *config.user.exec;
    guard::ConsentRequest request;
    request.kind = u"exec-credential"_s;
    request.program = resolvePlugin(exec, config.user.origin).value_or(exec.command);
    request.arguments = exec.arguments;
    for (const auto &[name, value] : exec.environment)
        request.environment << name + u'=' + value;
    request.origin = config.user.origin;
    request.purpose = u"to log in to context %1"_s.arg(text::clean(config.name));
    return request;
}

QByteArray execInfo(const ContextConfig &config)
{
    QJsonObject spec{{u"interactive"_s, false}};
    if (config.user.exec->provideClusterInfo)
        spec.insert(u"cluster"_s, clusterInfo(config.cluster));
    return json::compact({{u"kind"_s, u"ExecCredential"_s}, {u"apiVersion"_s, config.user.exec->apiVersion}, {u"spec"_s, spec}});
}

Result<ExecCredential> parseExecCredential(const QByteArray &output, const QString &apiVersion)
{
    const Result<QJsonObject> object = json::parseObject(output, u"the plugin's output"_s);
    if (!object)
        return unusable(u"It is no JSON object"_s);
    if (object->value("kind"_L1).toString() != u"ExecCredential")
        return unusable(u"Its kind is not ExecCredential"_s);
    if (object->value("apiVersion"_L1).toString() != apiVersion)
        return unusable(u"Its apiVersion is not %1, which was asked for"_s.arg(apiVersion));
    if (!object->value("status"_L1).isObject())
        return unusable(u"It has no status"_s);
    const QJsonObject status = object->value("status"_L1).toObject();
    ExecCredential credential;
    credential.token = Secret(status.value("token"_L1).toString().toUtf8());
    credential.certificate = status.value("clientCertificateData"_L1).toString().toUtf8();
    credential.key = Secret(status.value("clientKeyData"_L1).toString().toUtf8());
    if (credential.certificate.isEmpty() != credential.key.isEmpty())
        return unusable(u"Only one of clientCertificateData and clientKeyData is there"_s);
    if (credential.token.isEmpty() && credential.certificate.isEmpty())
        return unusable(u"Neither a token nor a certificate is there"_s);
    const QString expiry = status.value("expirationTimestamp"_L1).toString();
    if (!expiry.isEmpty()) {
        credential.expiry = QDateTime::fromString(expiry, Qt::ISODateWithMs);
        if (!credential.expiry.isValid())
            return unusable(u"expirationTimestamp is no time"_s);
    }
    return credential;
}

async::Future<ExecCredential> runPlugin(const ContextConfig &config, std::stop_token stop)
{
    const ExecConfig &exec = *config.user.exec;
    if (exec.interactiveMode == u"Always")
        return async::failed<ExecCredential>({ErrorKind::Unsupported,
                                              u"The credential plugin wants a terminal"_s,
                                              text::clean(exec.command),
                                              u"Log in with kubectl in a terminal first, or choose a plugin mode that needs none."_s,
                                              0,
                                              {}});
    const Result<QString> program = resolvePlugin(exec, config.user.origin);
    if (!program)
        return async::failed<ExecCredential>(program.error());
    ChildCommand command;
    command.program = *program;
    command.arguments = exec.arguments;
    command.inheritEnvironment = true;
    for (const auto &[name, value] : exec.environment)
        command.environment << name + u'=' + value;
    command.environment << u"KUBERNETES_EXEC_INFO="_s + QString::fromUtf8(execInfo(config));
    command.deadline = std::chrono::seconds(60);

    auto promise = std::make_shared<QPromise<Result<ExecCredential>>>();
    async::Future<ExecCredential> future = promise->future();
    promise->start();
    // Waits on a thread of its own: the network thread goes on, and a slow plugin starves no pool.
    std::thread([promise, config, command = std::move(command), stop] {
        promise->addResult(credentialOf(config, async::await(runChild(command, stop))));
        promise->finish();
    }).detach();
    return future;
}

} // namespace natsdeck::kube
