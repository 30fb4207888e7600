#pragma once

#include "models/base/result.h"
#include "models/kube/kubeconfig.h"

#include <QNetworkProxy>

class QProcessEnvironment;

namespace natsdeck::kube {

// The proxy for a cluster: its proxy-url, else HTTPS_PROXY/HTTP_PROXY unless NO_PROXY (names, suffixes, addresses, CIDR)
// takes the host out. Unsupported for https:// proxies, which Qt cannot speak to.
[[nodiscard]] Result<QNetworkProxy> proxyFor(const ClusterEntry &cluster, const QUrl &server, const QProcessEnvironment &environment);

} // namespace natsdeck::kube
