#include "models/nats/login_material.h"

#include "models/base/files.h"
#include "models/nats/nats_error.h"

#include <QCoreApplication>
#include <QFile>

#include <cstdlib>
#include <cstring>

namespace natsdeck::nats {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

natsStatus giveJwt(char **jwt, char **, void *closure)
{
    const auto *material = static_cast<LoginMaterial *>(closure);
    *jwt = ::strdup(material->creds->jwt.reveal().constData());
    return *jwt ? NATS_OK : NATS_NO_MEMORY;
}

natsStatus signNonce(char **, unsigned char **signature, int *length, const char *nonce, void *closure)
{
    const auto *material = static_cast<LoginMaterial *>(closure);
    const Result<QByteArray> signedNonce = material->key->sign(QByteArrayView(nonce, qsizetype(std::strlen(nonce))));
    if (!signedNonce)
        return NATS_ERR;
    *signature = static_cast<unsigned char *>(std::malloc(size_t(signedNonce->size())));
    if (!*signature)
        return NATS_NO_MEMORY;
    std::memcpy(*signature, signedNonce->constData(), size_t(signedNonce->size()));
    *length = int(signedNonce->size());
    return NATS_OK;
}

Result<Secret> readSecretFile(const QString &path, const QString &what)
{
    const Result<QByteArray> content = files::read(path, credsBudget);
    if (content)
        return Secret(*content);
    Error error = content.error();
    error.summary = tr("The %1 cannot be read").arg(what);
    return failure(std::move(error));
}

} // namespace

QByteArray inJson(const QByteArray &text)
{
    QByteArray escaped;
    escaped.reserve(text.size());
    for (const char byte : text) {
        if (byte == '"' || byte == '\\')
            escaped += '\\';
        if (quint8(byte) < 0x20)
            escaped += "\\u00" + QByteArray::number(quint8(byte), 16).rightJustified(2, '0');
        else
            escaped += byte;
    }
    return escaped;
}

Result<std::unique_ptr<LoginMaterial>> LoginMaterial::readParts(const Login &login)
{
    const Result<Secret> jwt = readSecretFile(login.file, tr("file with the user JWT"));
    if (!jwt)
        return failure(jwt.error());
    const Result<Secret> seed = readSecretFile(login.seedFile, tr("nkey file"));
    if (!seed)
        return failure(seed.error());
    Result<Creds> creds = credsOf(*jwt, *seed);
    if (!creds)
        return failure(creds.error());
    auto material = std::make_unique<LoginMaterial>();
    material->key = *Nkey::fromSeed(creds->seed);
    material->creds = std::move(*creds);
    return material;
}

std::optional<qint64> LoginMaterial::expires() const
{
    const Result<JwtClaims> claims = creds ? readClaims(creds->jwt) : Result<JwtClaims>(failure(ErrorKind::NotFound, {}));
    return claims && claims->expires > 0 ? std::optional(claims->expires) : std::nullopt;
}

Result<std::unique_ptr<LoginMaterial>> LoginMaterial::read(const Login &login)
{
    auto material = std::make_unique<LoginMaterial>();
    if (login.kind == Login::Kind::JwtFiles)
        return readParts(login);
    const bool fromFile = login.kind == Login::Kind::CredsFile || login.kind == Login::Kind::NkeySeedFile;
    const bool isCreds = login.kind == Login::Kind::CredsFile || login.kind == Login::Kind::Creds;
    if (!fromFile && login.kind != Login::Kind::NkeySeed && login.kind != Login::Kind::Creds)
        return material;
    const Result<Secret> secret = fromFile ? readSecretFile(login.file, isCreds ? tr("creds file") : tr("nkey file")) : login.secret;
    if (!secret)
        return failure(secret.error());
    if (isCreds) {
        Result<Creds> creds = parseCreds(secret->reveal());
        if (!creds)
            return failure(creds.error());
        material->creds = std::move(*creds);
    }
    Result<Nkey> key = Nkey::fromSeed(isCreds ? material->creds->seed : *secret);
    if (!key)
        return failure(key.error());
    material->key = std::move(*key);
    return material;
}

natsStatus LoginMaterial::apply(natsOptions *options, const Login &login, const ServerUrl &url)
{
    switch (login.kind) {
    case Login::Kind::None:
        if (url.user.isEmpty())
            return NATS_OK;
        return url.hasPassword
                   ? natsOptions_SetUserInfo(options, inJson(url.user.toUtf8()).constData(), inJson(url.password.reveal()).constData())
                   : natsOptions_SetToken(options, inJson(url.user.toUtf8()).constData());
    case Login::Kind::Token:
        return natsOptions_SetToken(options, inJson(login.secret.reveal()).constData());
    case Login::Kind::UserPassword:
        return natsOptions_SetUserInfo(options, inJson(login.user.toUtf8()).constData(), inJson(login.secret.reveal()).constData());
    case Login::Kind::NkeySeed:
    case Login::Kind::NkeySeedFile:
        return natsOptions_SetNKey(options, key->publicKey().constData(), &signNonce, this);
    case Login::Kind::CredsFile:
    case Login::Kind::Creds:
    case Login::Kind::JwtFiles:
        return natsOptions_SetUserCredentialsCallbacks(options, &giveJwt, this, &signNonce, this);
    }
    return NATS_INVALID_ARG;
}

bool canHandshakeFirst() { return NATS_VERSION_NUMBER >= 0x030900; }

Result<void> applyTls(natsOptions *options, const ConnectOptions &wanted, const ServerUrl &url, bool secure)
{
    const TlsOptions &tls = wanted.tls;
    const auto failed = [](natsStatus status, const QString &what) {
        Error error = errorOf(status, what, nats_GetLastError(nullptr));
        error.kind = ErrorKind::Tls;
        return failure(std::move(error));
    };
    if (tls.handshakeFirst) {
#if NATS_VERSION_NUMBER >= 0x030900
        if (const natsStatus status = natsOptions_TLSHandshakeFirst(options); status != NATS_OK)
            return failed(status, tr("TLS cannot be used"));
#else
        return failure(ErrorKind::Unsupported, tr("This build cannot start with TLS before the greeting"),
                       tr("It needs version 3.9 of the NATS C client"), tr("Turn off \"TLS first\" on the server, or use a newer build"));
#endif
    }
    natsStatus status = NATS_OK;
    if (!tls.caPem.isEmpty())
        status = natsOptions_SetCATrustedCertificates(options, tls.caPem.constData());
    else if (!tls.caFile.isEmpty())
        status = natsOptions_LoadCATrustedCertificates(options, QFile::encodeName(tls.caFile).constData());
    if (status != NATS_OK)
        return failed(status, tr("The certificate authority cannot be used"));
    if (!tls.certificatePem.isEmpty())
        status = natsOptions_SetCertificatesChain(options, tls.certificatePem.constData(), tls.keyPem.reveal().constData());
    else if (!tls.certificateFile.isEmpty())
        status = natsOptions_LoadCertificatesChain(options, QFile::encodeName(tls.certificateFile).constData(),
                                                   QFile::encodeName(tls.keyFile).constData());
    if (status != NATS_OK)
        return failed(status, tr("The client certificate or its key cannot be used"));
    if (!secure)
        return {};
    status = natsOptions_SetSecure(options, true);
    if (status == NATS_OK && tls.skipVerification)
        status = natsOptions_SkipServerVerification(options, true);
    // Without an expected name the C client checks the chain only, and any certificate of that authority would do.
    const QString host = wanted.expectedHost.isEmpty() ? url.host : wanted.expectedHost;
    if (status == NATS_OK && !tls.skipVerification)
        status = natsOptions_SetExpectedHostname(options, host.toUtf8().constData());
    if (status != NATS_OK)
        return failed(status, tr("TLS cannot be used"));
    return {};
}

} // namespace natsdeck::nats
