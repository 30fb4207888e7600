#pragma once

#include <QByteArray>
#include <QStringList>

#include <memory>

namespace natsdeck::test {

// Certificates made on the spot (ECDSA P-256, or Ed25519), so that no test depends on files that expire.
struct CertificateSpec
{
    QByteArray commonName = "127.0.0.1";
    QByteArray names = "IP:127.0.0.1,DNS:localhost"; // subjectAltName; empty = none
    bool authority = false;
    int pathLength = -1; // how many authorities may stand below this one; -1 = any number
    QByteArray usage = "serverAuth,clientAuth";
    bool ed25519 = false;
    int fromDays = -1; // from now
    int toDays = 30;
};

struct TestCertificate
{
    QByteArray pem;
    QByteArray key; // PKCS#8
};

// Signed by `issuer`, or by itself.
[[nodiscard]] TestCertificate makeCertificate(const CertificateSpec &spec, const TestCertificate *issuer = nullptr);

} // namespace natsdeck::test
