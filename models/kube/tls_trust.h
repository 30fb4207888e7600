#pragma once

#include <QList>
#include <QSslCertificate>
#include <QSslError>
#include <QString>

namespace natsdeck::kube {

// Whom we believe to be the API server. Qt decides first; this is asked about what Qt did not like.
class TlsTrust
{
public:
    TlsTrust() = default;
    TlsTrust(QList<QSslCertificate> authorities, QString serverName, bool insecure)
        : m_authorities(std::move(authorities))
        , m_serverName(std::move(serverName))
        , m_insecure(insecure)
    {}

    [[nodiscard]] const QString &serverName() const { return m_serverName; } // tls-server-name, empty = the host
    [[nodiscard]] bool isInsecure() const { return m_insecure; }             // insecure-skip-tls-verify of this one context

    // True when the connection may go on: insecure by configuration, or the only objection is that the configured authority
    // is not self-signed (as Go accepts it) and OpenSSL verifies the chain up to it, name included.
    [[nodiscard]] bool accepts(const QList<QSslError> &errors, const QList<QSslCertificate> &chain, const QString &host) const;

    // Whether the certificate is for this server by its subjectAltName. Qt also takes the common name, which browsers, Go and
    // with it every Kubernetes client have stopped to do.
    [[nodiscard]] bool nameFits(const QSslCertificate &certificate, const QString &host) const;

    // For people: cause and fingerprint of the certificate.
    [[nodiscard]] static QString describe(const QList<QSslError> &errors, const QList<QSslCertificate> &chain);

private:
    QList<QSslCertificate> m_authorities;
    QString m_serverName;
    bool m_insecure = false;
};

} // namespace natsdeck::kube
