#include "models/deployment/server_conf.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

const QString maskedSecret = u"••••••••"_s;

QByteArray quoted(const QString &text)
{
    QByteArray made = "\"";
    for (const char byte : text.toUtf8()) {
        switch (byte) {
        case '"':
            made += "\\\"";
            break;
        case '\\':
            made += "\\\\";
            break;
        case '\t':
            made += "\\t";
            break;
        case '\n':
            made += "\\n";
            break;
        case '\r':
            made += "\\r";
            break;
        default:
            if (quint8(byte) < 0x20 || byte == 0x7f)
                made += "\\x" + QByteArray::number(quint8(byte), 16).rightJustified(2, '0').toUpper();
            else
                made += byte;
        }
    }
    return made + '"';
}

namespace {

QByteArray passwordOf(const Secret &secret) { return quoted(QString::fromUtf8(secret.reveal())); }

QByteArray loginBlock(const ServerConf &conf)
{
    const LoginChoice &login = conf.login;
    if (login.kind == LoginKind::None)
        return {};
    if (login.kind == LoginKind::Token) // a token and accounts exclude each other
        return "authorization {\n  token: " + passwordOf(login.secret) + "\n}\n";
    const QByteArray user = login.kind == LoginKind::Nkey ? "nkey: " + conf.nkeyPublic
                                                          : "user: " + quoted(login.user) + ", password: " + passwordOf(login.secret);
    QByteArray block = "accounts {\n  APP {\n";
    if (conf.desired.jetStream.enabled)
        block += "    jetstream: enabled\n";
    block += "    users: [ { " + user + " } ]\n  }\n";
    if (login.systemUser)
        block += "  \"$SYS\" {\n    users: [ { user: " + quoted(login.systemUserName) + ", password: " + passwordOf(login.systemSecret) +
                 " } ]\n  }\n";
    return block + "}\n";
}

} // namespace

QByteArray serverConf(const ServerConf &conf)
{
    const DesiredSystem &desired = conf.desired;
    QByteArray text =
        "# Written by NatsDeck for \"" + quoted(desired.name).mid(1) + ". Changes by hand are lost with the next deployment.\n";
    text += "server_name: " + quoted(desired.name) + '\n';
    text += "listen: " + quoted(u"%1:%2"_s.arg(desired.bindAddress).arg(desired.ports.client)) + '\n';
    text += "http: " + quoted(u"127.0.0.1:%1"_s.arg(desired.ports.monitoring)) + '\n';
    text += "pid_file: " + quoted(conf.pidFile) + '\n';
    text += "log_file: " + quoted(conf.logFile) + '\n';
    text += "logfile_size_limit: 8388608\n";
    if (desired.jetStream.enabled) {
        text += "jetstream {\n  store_dir: " + quoted(conf.storeFolder) + '\n';
        text += "  max_file_store: " + QByteArray::number(desired.jetStream.storageBytes) + '\n';
        text += "  max_memory_store: " + QByteArray::number(desired.jetStream.memoryBytes) + '\n';
        if (desired.jetStream.syncAlways)
            text += "  sync_interval: always\n";
        text += "}\n";
    }
    return text + loginBlock(conf);
}

QString masked(const QString &conf)
{
    static const QRegularExpression secret(uR"re(\b(password|pass|token)(\s*[:= ]\s*)("(?:\\.|[^"\\])*"|'[^']*'|[^\s,}]+))re"_s,
                                           QRegularExpression::CaseInsensitiveOption);
    return QString(conf).replace(secret, u"\\1\\2\"%1\""_s.arg(maskedSecret));
}

bool looksLikeHash(const QString &password)
{
    static const QRegularExpression hash(u"^\\$2[abxy]\\$"_s);
    return hash.match(password).hasMatch();
}

} // namespace natsdeck::deployment
