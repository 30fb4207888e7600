#include "models/kube/credentials.h"

#include "models/base/async.h"
#include "models/base/files.h"
#include "models/base/text.h"
#include "models/kube/exec_plugin.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qint64 tokenFileAge = 50'000; // ms; client-go keeps it a minute less 10 s
constexpr qint64 tokenFileBytes = 1024 * 1024;
constexpr QLatin1StringView serviceAccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount/"_L1;

Result<QByteArray> inlineOrFile(const QByteArray &data, const QString &file)
{
    if (!data.isEmpty() || file.isEmpty())
        return data;
    return files::read(file);
}

// The service account's token may go without a question to the API server of the pod that this runs in, and nowhere else.
bool isOwnServiceAccount(const ContextConfig &config)
{
    const QUrl server(config.cluster.server);
    const QString host = qEnvironmentVariable("KUBERNETES_SERVICE_HOST");
    return config.user.tokenFile.startsWith(serviceAccountFolder) && !host.isEmpty() && server.scheme() == u"https" &&
           server.host() == QUrl(u"https://%1"_s.arg(host.contains(u':') ? u'[' + host + u']' : host)).host() &&
           server.port(443) == qEnvironmentVariableIntValue("KUBERNETES_SERVICE_PORT") && !config.cluster.insecureSkipTlsVerify;
}

Secret bearer(const Secret &token) { return Secret("Bearer " + token.reveal()); }

} // namespace

CredentialSource::CredentialSource(const ContextConfig &config, const guard::ConsentStore &consents, QObject *parent)
    : QObject(parent)
    , m_config(config)
    , m_consents(consents)
{
    const UserEntry &user = m_config.user;
    // client-go: exec is skipped when anything else is there to log in with.
    if (!user.token.isEmpty() || !user.tokenFile.isEmpty() || !user.username.isEmpty() || !user.clientCertificate.isEmpty() ||
        !user.clientCertificateData.isEmpty())
        m_config.user.exec.reset();
}

CredentialSource::~CredentialSource() { m_stop.request_stop(); }

bool CredentialSource::canRefresh() const { return m_config.user.exec.has_value() || !m_config.user.tokenFile.isEmpty(); }

QList<guard::ConsentRequest> CredentialSource::consentsNeeded(const ContextConfig &config)
{
    QList<guard::ConsentRequest> needed;
    const QString purpose = u"to log in to context %1"_s.arg(text::clean(config.name));
    if (!config.cluster.proxyUrl.isEmpty())
        needed.append({u"proxy"_s,
                       config.cluster.proxyUrl,
                       {},
                       {},
                       config.cluster.origin,
                       u"to reach the API server of context %1"_s.arg(text::clean(config.name))});
    // The content of a token file goes to whatever server the kubeconfig names.
    if (!config.user.tokenFile.isEmpty() && !isOwnServiceAccount(config))
        needed.append({u"token-file"_s, config.user.tokenFile, {config.cluster.server}, {}, config.user.origin, purpose});
    if (config.user.exec)
        needed.append(pluginConsent(config));
    return needed;
}

std::optional<guard::ConsentRequest> CredentialSource::missingConsent() const
{
    for (const guard::ConsentRequest &request : consentsNeeded(m_config)) {
        if (!m_consents.isGranted(request))
            return request;
    }
    return std::nullopt;
}

void CredentialSource::obtain(Answer answer)
{
    if (const auto missing = missingConsent()) {
        Error error{ErrorKind::Forbidden,
                    u"Context \"%1\" needs your leave first"_s.arg(text::clean(m_config.name)),
                    u"%1: %2 (%3)"_s.arg(missing->kind, text::clean(missing->program), text::clean(missing->origin)),
                    u"Look at what it wants to do, and allow it."_s,
                    0,
                    u"consent-required"_s};
        answer(Failure(error));
        return;
    }
    if (!m_config.user.authProvider.isEmpty()) {
        answer(failure(ErrorKind::Unsupported, u"The login of context \"%1\" is out of date"_s.arg(text::clean(m_config.name)),
                       u"auth-provider %1"_s.arg(text::clean(m_config.user.authProvider)),
                       u"Change the user entry to an exec credential plugin; Kubernetes has removed these providers."_s));
        return;
    }
    if (!m_config.user.exec) {
        answer(fromFiles());
        return;
    }
    if (m_plugin && (!m_pluginExpiry.isValid() || m_pluginExpiry > QDateTime::currentDateTimeUtc())) {
        answer(m_last);
        return;
    }
    m_waiting.push_back(std::move(answer));
    if (m_waiting.size() == 1)
        runPlugin();
}

void CredentialSource::rejected(quint64 generation)
{
    if (generation != m_last.generation)
        return; // somebody has refreshed them already
    m_plugin.reset();
    m_fileTokenAge.invalidate();
}

Result<Credentials> CredentialSource::fromFiles()
{
    const UserEntry &user = m_config.user;
    Credentials credentials;
    const Result<QByteArray> certificate = inlineOrFile(user.clientCertificateData, user.clientCertificate);
    const Result<QByteArray> key = inlineOrFile(user.clientKeyData.reveal(), user.clientKey);
    if (!certificate || !key)
        return Failure(certificate ? key.error() : certificate.error());
    credentials.certificate = *certificate;
    credentials.key = Secret(*key);
    if (!user.tokenFile.isEmpty()) {
        const Result<Secret> token = tokenFromFile();
        if (!token)
            return Failure(token.error());
        credentials.authorization = bearer(*token);
    } else if (!user.token.isEmpty()) {
        credentials.authorization = bearer(user.token);
    } else if (!user.username.isEmpty()) {
        credentials.authorization = Secret("Basic " + (user.username.toUtf8() + ':' + user.password.reveal()).toBase64());
    }
    return numbered(credentials);
}

// The file wins over the token while it can be read; a failed read keeps the last good one.
Result<Secret> CredentialSource::tokenFromFile()
{
    if (m_fileTokenAge.isValid() && m_fileTokenAge.elapsed() < tokenFileAge)
        return m_fileToken;
    const Result<QByteArray> content = files::read(m_config.user.tokenFile, tokenFileBytes);
    if (content && !content->trimmed().isEmpty()) {
        m_fileToken = Secret(content->trimmed());
        m_fileTokenAge.start();
        return m_fileToken;
    }
    if (!m_fileToken.isEmpty())
        return m_fileToken;
    if (!m_config.user.token.isEmpty())
        return m_config.user.token;
    return content ? failure(ErrorKind::Unauthenticated, u"The token file is empty"_s, text::clean(m_config.user.tokenFile))
                   : Failure(content.error());
}

void CredentialSource::runPlugin()
{
    async::deliver(kube::runPlugin(m_config, m_stop.get_token()), this, [this](const Result<ExecCredential> &printed) {
        if (!printed) {
            pluginEnded(Failure(printed.error()), {});
            return;
        }
        Credentials credentials;
        if (!printed->token.isEmpty())
            credentials.authorization = bearer(printed->token);
        credentials.certificate = printed->certificate;
        credentials.key = printed->key;
        pluginEnded(credentials, printed->expiry);
    });
}

void CredentialSource::pluginEnded(const Result<Credentials> &outcome, const QDateTime &expiry)
{
    if (outcome) {
        m_plugin = numbered(*outcome);
        m_pluginExpiry = expiry;
        answerAll(m_last);
    } else {
        answerAll(outcome);
    }
}

void CredentialSource::answerAll(const Result<Credentials> &outcome)
{
    const std::vector<Answer> waiting = std::exchange(m_waiting, {});
    for (const Answer &answer : waiting)
        answer(outcome);
}

const Credentials &CredentialSource::numbered(Credentials credentials)
{
    credentials.generation = m_last.generation;
    const bool same = m_last.generation != 0 && credentials.authorization == m_last.authorization && credentials.sameIdentity(m_last);
    if (!same) {
        credentials.generation = m_last.generation + 1;
        m_last = std::move(credentials);
        const QByteArray value = m_last.authorization.reveal();
        m_redaction = std::make_unique<logging::RedactionScope>(Secret(value.mid(value.indexOf(' ') + 1)));
    }
    return m_last;
}

} // namespace natsdeck::kube
