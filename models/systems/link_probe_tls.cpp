#include "models/systems/link_probe.h"

#include "models/base/files.h"
#include "models/base/text.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QSslCertificate>
#include <QSslCipher>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslSocket>

using namespace Qt::StringLiterals;

// The certificate of a server, looked at and checked as the connection does it: nothing is sent over the socket.
namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds tlsLimit(8);
constexpr std::chrono::milliseconds greetingTlsLimit(1500);
constexpr qint64 pemBudget = 1024 * 1024; // bytes
constexpr int soonDays = 14;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QByteArray pemOf(const QByteArray &content, const QString &file)
{
    return content.isEmpty() && !file.isEmpty() ? files::read(file, pemBudget).value_or(QByteArray()) : content;
}

QSslKey keyOf(const QByteArray &pem)
{
    for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
        if (const QSslKey key(pem, algorithm); !key.isNull())
            return key;
    }
    return {};
}

QSslConfiguration configurationOf(const nats::TlsOptions &tls)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPeerVerifyMode(QSslSocket::VerifyPeer);
    configuration.addCaCertificates(QSslCertificate::fromData(pemOf(tls.caPem, tls.caFile)));
    const QList<QSslCertificate> own = QSslCertificate::fromData(pemOf(tls.certificatePem, tls.certificateFile));
    const QSslKey key = keyOf(pemOf(tls.keyPem.reveal(), tls.keyFile));
    if (!own.isEmpty() && !key.isNull()) {
        configuration.setLocalCertificateChain(own);
        configuration.setPrivateKey(key);
    }
    return configuration;
}

QString nameOf(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectInfo(QSslCertificate::CommonName);
    names += certificate.subjectAlternativeNames().values();
    names.removeDuplicates();
    return text::clean(names.join(u", "_s), 300);
}

QString describe(const QSslSocket &socket)
{
    const QSslCertificate certificate = socket.peerCertificate();
    if (certificate.isNull())
        return Text::tr("It showed no certificate");
    const QString issuer = certificate.isSelfSigned() ? Text::tr("itself")
                                                      : text::clean(certificate.issuerInfo(QSslCertificate::CommonName).join(u", "_s), 200);
    const QString fingerprint = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex(':').toUpper());
    return Text::tr("Certificate for %1, issued by %2, valid %3 to %4, SHA-256 %5")
        .arg(nameOf(certificate), issuer, certificate.effectiveDate().toUTC().toString(Qt::ISODate),
             certificate.expiryDate().toUTC().toString(Qt::ISODate), fingerprint);
}

Error errorOf(const QSslError &problem, const QSslCertificate &certificate, const QString &host)
{
    Error error{ErrorKind::Tls, {}, {}, {}, int(problem.error()), {}};
    switch (problem.error()) {
    case QSslError::HostNameMismatch:
        error.summary = Text::tr("The certificate is for %1, not for %2").arg(nameOf(certificate), host);
        error.remedy = Text::tr("Use an address whose name stands in the certificate, or add the name to the certificate");
        break;
    case QSslError::CertificateExpired:
        error.summary = Text::tr("The certificate expired at %1").arg(certificate.expiryDate().toUTC().toString(Qt::ISODate));
        error.remedy = Text::tr("Renew the server's certificate; with a clock that is wrong, set the clock");
        break;
    case QSslError::CertificateNotYetValid:
        error.summary = Text::tr("The certificate is valid only from %1").arg(certificate.effectiveDate().toUTC().toString(Qt::ISODate));
        error.remedy = Text::tr("Check the clocks of this workstation and of the server");
        break;
    case QSslError::SelfSignedCertificate:
    case QSslError::SelfSignedCertificateInChain:
    case QSslError::UnableToGetIssuerCertificate:
    case QSslError::UnableToGetLocalIssuerCertificate:
    case QSslError::UnableToVerifyFirstCertificate:
    case QSslError::CertificateUntrusted:
        error.summary = Text::tr("The certificate comes from an authority that is not known here");
        error.remedy = Text::tr("Give the link the certificate authority file of this system (ca.crt)");
        break;
    default:
        error.summary = Text::tr("The certificate is not accepted: %1").arg(text::clean(problem.errorString()));
        error.remedy = Text::tr("Look at the server's certificate and its authority");
    }
    return error;
}

Result<nats::TcpSocket> socketBehindGreeting(Candidate &candidate, const LinkProbe &probe)
{
    const nats::Deadline deadline = std::chrono::steady_clock::now() + tlsLimit;
    Result<nats::TcpSocket> socket = nats::TcpSocket::connect(candidate.reached, candidate.where, deadline, probe.stop);
    if (!socket || probe.options.tls.handshakeFirst)
        return socket;
    if (const Result<QByteArray> line = socket->readGreetingLine(candidate.where, deadline, probe.stop); !line)
        return failure(line.error());
    return socket;
}

struct Handshake
{
    bool usesTls = false;
    bool isUnverified = false;
    bool endsSoon = false;
};

Result<QString> shakeHands(Candidate &candidate, const LinkProbe &probe, Handshake &result)
{
    const nats::TlsOptions &tls = probe.options.tls;
    const bool wanted = candidate.url.tls || tls.required || tls.handshakeFirst;
    if (!wanted && !candidate.info.tlsRequired)
        return Text::tr("%1: not encrypted").arg(candidate.where);
    if (!tls.handshakeFirst && !candidate.info.tlsRequired && !candidate.info.tlsAvailable)
        return failure(ErrorKind::Tls, Text::tr("%1 has no TLS").arg(candidate.where), Text::tr("The link asks for it"),
                       Text::tr("Turn TLS on in the server, or use nats:// where an open connection is good enough"));
    result.usesTls = true;
    Result<nats::TcpSocket> raw = socketBehindGreeting(candidate, probe);
    if (!raw)
        return failure(raw.error());
    QSslSocket socket;
    socket.setSslConfiguration(configurationOf(tls));
    const QString host = probe.options.expectedHost.isEmpty() ? candidate.url.host : probe.options.expectedHost;
    socket.setPeerVerifyName(host);
    socket.setSocketDescriptor(raw->release());
    socket.ignoreSslErrors(); // all of them are wanted, and nothing is ever sent
    socket.startClientEncryption();
    if (!socket.waitForEncrypted(int(std::chrono::milliseconds(tlsLimit).count())))
        return failure(ErrorKind::Tls, Text::tr("TLS with %1 does not come about").arg(candidate.where), text::clean(socket.errorString()),
                       Text::tr("Check whether this port speaks TLS, and whether it asks for a client certificate"));
    const QSslCertificate certificate = socket.peerCertificate();
    const QString evidence =
        Text::tr("%1: %2, %3. %4")
            .arg(candidate.where, socket.sessionCipher().protocolString(), socket.sessionCipher().name(), describe(socket));
    const QList<QSslError> problems = socket.sslHandshakeErrors();
    if (!problems.isEmpty() && !tls.skipVerification) {
        Error error = errorOf(problems.first(), certificate, host);
        error.detail = evidence;
        return failure(error);
    }
    result.isUnverified |= tls.skipVerification;
    result.endsSoon |= certificate.expiryDate() < QDateTime::currentDateTimeUtc().addDays(soonDays);
    return evidence;
}

} // namespace

bool speaksTlsFirst(const Candidate &candidate, const std::stop_token &stop)
{
    const nats::Deadline deadline = std::chrono::steady_clock::now() + tlsLimit;
    Result<nats::TcpSocket> raw = nats::TcpSocket::connect(candidate.reached, candidate.where, deadline, stop);
    if (!raw)
        return false;
    QSslSocket socket;
    socket.setPeerVerifyMode(QSslSocket::VerifyNone);
    socket.setSocketDescriptor(raw->release());
    socket.startClientEncryption();
    return socket.waitForEncrypted(int(std::chrono::milliseconds(greetingTlsLimit).count()));
}

StageOutcome probeTls(LinkProbe &probe)
{
    Handshake result;
    StageOutcome outcome = filterCandidates(probe, Text::tr("The server's certificate is good"),
                                            [&](Candidate &candidate) { return shakeHands(candidate, probe, result); });
    if (outcome.state == StageState::Failed)
        return outcome;
    if (!result.usesTls)
        outcome.what = Text::tr("The connection is not encrypted");
    if (result.endsSoon) {
        outcome.state = StageState::Warning;
        outcome.what = Text::tr("The server's certificate ends soon");
        outcome.remedy = Text::tr("Renew it before clients are refused");
    }
    if (result.isUnverified) {
        outcome.state = StageState::Warning;
        outcome.what = Text::tr("Certificates of this system are not checked");
        outcome.remedy = Text::tr("Give the link the certificate authority file of this system, and check certificates again");
    }
    return outcome;
}

} // namespace natsdeck::systems
