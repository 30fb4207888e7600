#pragma once

#include "models/nats/login.h"

#include <QByteArray>
#include <QMetaType>
#include <QString>
#include <QStringList>

#include <chrono>

namespace natsdeck::nats {

// TLS is used when the URL says tls://, when `required`, and when the server asks for it; always verified, the host name too,
// unless someone decided otherwise for this one link.
struct TlsOptions
{
    bool required = false;
    bool skipVerification = false; // per link, shown as a permanent warning
    bool handshakeFirst = false;   // needs a C client of 3.9 or newer; Unsupported otherwise
    QString caFile;                // PEM; empty = the system's certificate authorities
    QByteArray caPem;              // the same from memory; wins over the file
    QString certificateFile;       // PEM, with keyFile; read anew at each connect
    QString keyFile;
    QByteArray certificatePem; // the same from memory; wins over the files
    Secret keyPem;

    [[nodiscard]] bool hasCertificate() const { return !certificateFile.isEmpty() || !certificatePem.isEmpty(); }

    friend bool operator==(const TlsOptions &, const TlsOptions &) = default;
};

[[nodiscard]] bool canHandshakeFirst(); // of the C client that this build has

struct ConnectOptions
{
    QStringList urls; // "nats://host:4222", "tls://host", "host"; userinfo is used when `login` is none
    Login login;
    TlsOptions tls;
    QString name;                 // shown in /connz; empty = "natsdeck"
    bool ignoreDiscovered = true; // do not follow addresses the server tells (always for a forwarded connection)
    QString expectedHost;         // the certificate's name where it is not the URL's host (forwarded connections)
    QByteArray inboxPrefix;       // at most 128 bytes; empty = "_INBOX"

    std::chrono::milliseconds connectTimeout{5'000}; // per server
    std::chrono::milliseconds pingInterval{10'000};  // a dead peer is seen after (maxPingsOut + 1) intervals at the latest
    int maxPingsOut = 2;
    std::chrono::milliseconds firstDelay{250};      // between attempts, doubled until …
    std::chrono::milliseconds longestDelay{10'000}; // … this; login errors start here

    friend bool operator==(const ConnectOptions &, const ConnectOptions &) = default;
};

} // namespace natsdeck::nats

Q_DECLARE_METATYPE(natsdeck::nats::ConnectOptions)
