#pragma once

#include "models/deployment/desired_system.h"

#include <QByteArray>

namespace natsdeck::deployment {

// Text as nats.conf takes it in every place: double-quoted, with \" \\ \t \n \r \xHH (parser of nats-server 2.9 to 2.14;
// "$X" inside quotes is literal).
QByteArray quoted(const QString &text);

struct ServerConf
{
    DesiredSystem desired;
    LoginChoice login;     // complete: with secrets, or with dots for a preview
    QByteArray nkeyPublic; // with LoginKind::Nkey
    QString storeFolder;
    QString pidFile;
    QString logFile;
};

// nats.conf of a server on a workstation. Users stand in accounts of their own instead of `authorization`: with
// only $SYS beside it, servers before 2.9.23 let strangers in (measured on 2.9.10). Monitoring listens on loopback only.
QByteArray serverConf(const ServerConf &conf);

// Text of a nats.conf with every password and token as dots.
QString masked(const QString &conf);

// Whether the server would take a password for a bcrypt hash ("$2a$…") and so refuse the login.
bool looksLikeHash(const QString &password);

extern const QString maskedSecret; // "••••••••"

} // namespace natsdeck::deployment
