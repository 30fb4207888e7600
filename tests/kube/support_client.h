#pragma once

#include "models/kube/client.h"
#include "models/kube/kubeconfig.h"
#include "tests/support/certificates.h"
#include "tests/support/kube_stub.h"
#include "tests/support/memory_consents.h"

#include <QTest>

namespace natsdeck::test {

// One authority and one server certificate of it, made once.
inline const TestCertificate &authority()
{
    static const TestCertificate made = makeCertificate({.commonName = "test-ca", .names = {}, .authority = true});
    return made;
}
inline const TestCertificate &serverCertificate()
{
    static const TestCertificate made = makeCertificate({}, &authority());
    return made;
}

inline QByteArray field(const QByteArray &name, const QByteArray &value) { return "      " + name + ": " + value + "\n"; }
inline QByteArray dataField(const QByteArray &name, const QByteArray &pem) { return field(name, pem.toBase64()); }
inline QByteArray trusted(const TestCertificate &by = authority()) { return dataField("certificate-authority-data", by.pem); }

inline kube::ContextConfig contextOf(const QByteArray &kubeconfig, const QString &origin = QStringLiteral("/tmp/kubeconfig"))
{
    const auto parsed = kube::parseKubeconfig(kubeconfig, origin);
    if (!parsed)
        qFatal("%s", qPrintable(toText(parsed.error())));
    const auto resolved = kube::resolveContext(*parsed, {});
    if (!resolved)
        qFatal("%s", qPrintable(toText(resolved.error())));
    return *resolved;
}

// A stub with a good certificate and a client that trusts it.
struct StubAndClient
{
    explicit StubAndClient(const QByteArray &user = field("token", "t1"), const QByteArray &cluster = {}, bool consent = true,
                           const kube::ClientTuning &tuning = {})
        : consents(consent)
        , client(contextOf(stub.kubeconfig(trusted() + cluster, user)), consents, nullptr, tuning)
    {}

    KubeStub stub{serverCertificate().pem, serverCertificate().key, authority().pem};
    MemoryConsents consents;
    kube::Client client;
};

inline const QByteArray podsPath = "/api/v1/namespaces/n/pods";
inline kube::ObjectRef pods(const QString &name = {}) { return {QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("n"), name}; }

} // namespace natsdeck::test
