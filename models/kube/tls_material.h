#pragma once

#include "models/base/result.h"
#include "models/base/secret.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/tls_trust.h"

#include <QSslConfiguration>
#include <QSslKey>

namespace natsdeck::kube {

// A private key from PEM: RSA, EC and, by way of OpenSSL because QSslKey cannot, Ed25519 and whatever else it reads.
// Invalid when it is none or wants a passphrase.
[[nodiscard]] Result<QSslKey> privateKey(const Secret &pem);

// TLS 1.2 or newer, the client certificate with its chain where one is given, and the configured authority as the only one.
// Invalid, NotFound, Io: the detail names the file.
[[nodiscard]] Result<QSslConfiguration> tlsConfiguration(const ClusterEntry &cluster, const QByteArray &certificatePem,
                                                         const Secret &keyPem);

// What else may be believed, from the same cluster entry.
[[nodiscard]] TlsTrust tlsTrust(const ClusterEntry &cluster, const QSslConfiguration &configuration);

// "unable to get issuer ..." of a client certificate that does not fit its key is found out here, not by the server.
[[nodiscard]] bool keyFits(const QSslCertificate &certificate, const QSslKey &key);

} // namespace natsdeck::kube
