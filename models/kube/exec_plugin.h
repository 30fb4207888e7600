#pragma once

#include "models/base/async.h"
#include "models/guard/consent.h"
#include "models/kube/kubeconfig.h"

#include <QDateTime>

namespace natsdeck::kube {

// What a credential plugin printed (client.authentication.k8s.io, KEP-541).
struct ExecCredential
{
    Secret token;
    QByteArray certificate; // PEM
    Secret key;
    QDateTime expiry; // invalid: until rejected
};

// The plugin's absolute path: as configured, or found in PATH. NotFound with the (cleaned) install hint as remedy; Forbidden
// for a relative path from a folder that everybody may write to.
[[nodiscard]] Result<QString> resolvePlugin(const ExecConfig &exec, const QString &origin);

// What a person is asked: program, arguments, environment, origin, in full.
[[nodiscard]] guard::ConsentRequest pluginConsent(const ContextConfig &config);

[[nodiscard]] QByteArray execInfo(const ContextConfig &config); // KUBERNETES_EXEC_INFO, no terminal
[[nodiscard]] Result<ExecCredential> parseExecCredential(const QByteArray &output, const QString &apiVersion);

// Runs it (60 s deadline, no terminal). The caller has made sure of consent. Unauthenticated for a plugin that fails, its
// error text in the detail.
[[nodiscard]] async::Future<ExecCredential> runPlugin(const ContextConfig &config, std::stop_token stop);

} // namespace natsdeck::kube
