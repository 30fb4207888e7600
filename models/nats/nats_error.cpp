#include "models/nats/nats_error.h"

#include "models/base/text.h"
#include "models/nats/cnats_handles.h"

#include <QCoreApplication>

namespace natsdeck::nats {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

bool isLoginProblem(const QByteArray &lower)
{
    return lower.contains("authorization violation") || lower.contains("authentication") || lower.contains("authorization timeout") ||
           lower.contains("account authentication expired") || lower.contains("user authentication revoked");
}

ErrorKind kindOf(natsStatus status, const QByteArray &lower)
{
    switch (status) {
    case NATS_CONNECTION_AUTH_FAILED:
        return ErrorKind::Unauthenticated;
    case NATS_SSL_ERROR:
    case NATS_SECURE_CONNECTION_REQUIRED:
    case NATS_SECURE_CONNECTION_WANTED:
        return ErrorKind::Tls;
    case NATS_NOT_PERMITTED:
        return isLoginProblem(lower) ? ErrorKind::Unauthenticated : ErrorKind::Forbidden;
    case NATS_TIMEOUT:
        return ErrorKind::Timeout;
    case NATS_MAX_PAYLOAD:
    case NATS_SLOW_CONSUMER:
    case NATS_NO_MEMORY:
        return ErrorKind::LimitExceeded;
    case NATS_INVALID_SUBJECT:
    case NATS_INVALID_ARG:
    case NATS_INVALID_QUEUE_NAME:
    case NATS_ADDRESS_MISSING:
        return ErrorKind::Invalid;
    case NATS_PROTOCOL_ERROR:
    case NATS_LINE_TOO_LONG:
        return ErrorKind::Protocol;
    case NATS_NO_SERVER_SUPPORT:
        return ErrorKind::Unsupported;
    default:
        if (isLoginProblem(lower))
            return ErrorKind::Unauthenticated;
        return lower.contains("tls") || lower.contains("certificate") ? ErrorKind::Tls : ErrorKind::Unreachable;
    }
}

QString remedyOf(ErrorKind kind)
{
    switch (kind) {
    case ErrorKind::Unauthenticated:
        return tr("Check the user, password, token or creds file, and whether it has expired");
    case ErrorKind::Tls:
        return tr("Check the certificate authority, the host name in the certificate and whether the server wants TLS");
    case ErrorKind::Forbidden:
        return tr("Ask for the permission, or use another user");
    case ErrorKind::Unreachable:
    case ErrorKind::Timeout:
        return tr("Check that the server runs and that the address is right");
    default:
        return {};
    }
}

} // namespace

Error errorOf(int status, const QString &summary, const QByteArray &text)
{
    const QByteArray detail = text.isEmpty() ? QByteArray(natsStatus_GetText(natsStatus(status))) : text;
    const ErrorKind kind = kindOf(natsStatus(status), detail.toLower());
    return {kind, summary, text::clean(detail), remedyOf(kind), status, QString::fromLatin1(natsStatus_GetText(natsStatus(status)))};
}

PermissionViolation permissionViolation(const QByteArray &text)
{
    const QByteArray lower = text.toLower();
    const qsizetype start = lower.indexOf("permissions violation for ");
    const qsizetype open = text.indexOf('"', start);
    const qsizetype close = text.indexOf('"', open + 1);
    if (start < 0 || open < 0 || close < 0)
        return {};
    return {text.mid(open + 1, close - open - 1), lower.mid(start).startsWith("permissions violation for publish")};
}

} // namespace natsdeck::nats
