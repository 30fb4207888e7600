#include "models/deployment/manifest_conf.h"

#include "models/deployment/server_conf.h"

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

QString secretText(const Secret &secret) { return QString::fromUtf8(quoted(QString::fromUtf8(secret.reveal()))); }

QString userEntry(const QString &user, const Secret &password)
{
    return u"{ user: %1, password: %2 }"_s.arg(QString::fromUtf8(quoted(user)), secretText(password));
}

} // namespace

QString podConf(const DesiredSystem &desired)
{
    QString conf = u"server_name: $SERVER_NAME\n"
                   u"port: 4222\n"
                   u"http_port: 8222\n"
                   u"pid_file: \"/var/run/nats/nats.pid\"\n"
                   u"lame_duck_grace_period: \"10s\"\n"
                   u"lame_duck_duration: \"30s\"\n"_s;
    if (desired.jetStream.enabled) {
        conf += u"jetstream {\n"
                u"  store_dir: \"/data\"\n"
                u"  max_file_store: %1\n"
                u"  max_memory_store: %2\n"_s.arg(desired.jetStream.storageBytes)
                    .arg(desired.jetStream.memoryBytes);
        if (desired.jetStream.syncAlways)
            conf += u"  sync_interval: \"always\"\n"_s;
        conf += u"}\n"_s;
    }
    if (desired.login.kind != LoginKind::None)
        conf += u"include ../nats-auth/auth.conf\n"_s; // relative to this file; absolute paths are not followed
    return conf;
}

QString podAuthConf(const LoginChoice &login)
{
    switch (login.kind) {
    case LoginKind::None:
        return {};
    case LoginKind::Token:
        return u"authorization { token: %1 }\n"_s.arg(secretText(login.secret));
    case LoginKind::UserPassword:
    case LoginKind::Nkey: // refused by the preflight: the seed must not be made where the server reads it
        break;
    }
    QString conf = u"authorization {\n  users: [\n    %1\n  ]\n}\n"_s.arg(userEntry(login.user, login.secret));
    // An own $SYS user beside `authorization` leaves the applications in $G, where their streams are.
    if (login.systemUser)
        conf += u"accounts {\n  $SYS {\n    users: [\n      %1\n    ]\n  }\n}\n"_s.arg(userEntry(login.systemUserName, login.systemSecret));
    return conf;
}

} // namespace natsdeck::deployment
