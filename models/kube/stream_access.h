#pragma once

#include <QByteArray>
#include <QList>
#include <QNetworkProxy>
#include <QSslConfiguration>
#include <QUrl>

#include <utility>

#include "models/kube/tls_trust.h"

namespace natsdeck::kube {

// All that a stream needs to reach the API server: a snapshot that may cross threads.
struct StreamAccess
{
    QUrl server;                                      // https://host:port/prefix
    QList<std::pair<QByteArray, QByteArray>> headers; // Authorization, Impersonate-*, User-Agent
    QSslConfiguration tls;                            // with client certificate, without ALPN
    TlsTrust trust;
    QNetworkProxy proxy{QNetworkProxy::NoProxy};
    quint64 generation = 0; // of the credentials
};

} // namespace natsdeck::kube
