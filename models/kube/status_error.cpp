#include "models/kube/status_error.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QJsonArray>
#include <QMap>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

ErrorKind kindOf(int code, const QString &reason)
{
    switch (code) {
    case 400:
    case 413:
    case 422:
        return ErrorKind::Invalid;
    case 401:
        return ErrorKind::Unauthenticated;
    case 403:
        // Quotas and admission plugins refuse with 403 as well, but say more than RBAC does; kept apart by the caller's text.
        return ErrorKind::Forbidden;
    case 404:
        return ErrorKind::NotFound;
    case 405:
    case 406:
    case 415:
        return ErrorKind::Unsupported;
    case 408:
        return ErrorKind::Timeout;
    case 409:
    case 410:
    case 412:
        return ErrorKind::Conflict;
    case 429:
        return ErrorKind::Rejected;
    case 502:
    case 503:
        return ErrorKind::Unreachable;
    case 504:
        return ErrorKind::Timeout;
    default:
        return reason == u"Expired" || reason == u"Gone" ? ErrorKind::Conflict : ErrorKind::Rejected;
    }
}

QString summaryOf(ErrorKind kind, int code, const QString &what)
{
    switch (kind) {
    case ErrorKind::Unauthenticated:
        return u"The API server does not accept the login"_s;
    case ErrorKind::Forbidden:
        return u"Not allowed to %1"_s.arg(what);
    case ErrorKind::NotFound:
        return u"Could not %1: not there"_s.arg(what);
    case ErrorKind::Conflict:
        return code == 410 ? u"Could not %1: the server no longer has this state"_s.arg(what)
                           : u"Could not %1: somebody else has changed or holds it"_s.arg(what);
    case ErrorKind::Invalid:
        return u"Could not %1: the API server finds the request invalid"_s.arg(what);
    default:
        return u"Could not %1: the API server answered %2"_s.arg(what).arg(code);
    }
}

QString remedyOf(ErrorKind kind, const QString &what)
{
    if (kind == ErrorKind::Forbidden)
        return u"Ask whoever administers the cluster for the right to %1."_s.arg(what);
    if (kind == ErrorKind::Unauthenticated)
        return u"Log in again, or check the user entry of this context."_s;
    return {};
}

// "held by helm: .spec.replicas, .spec.template" per other manager.
QString conflictsByManager(const QJsonArray &causes)
{
    QMap<QString, QStringList> fields;
    for (const QJsonValue &value : causes) {
        const QJsonObject cause = value.toObject();
        if (cause.value("reason"_L1).toString() != u"FieldManagerConflict")
            continue;
        const QString message = cause.value("message"_L1).toString();
        const QString manager = message.section(u'"', 1, 1);
        fields[manager.isEmpty() ? message : manager] << cause.value("field"_L1).toString();
    }
    QStringList lines;
    for (auto it = fields.begin(); it != fields.end(); ++it)
        lines << u"held by %1: %2"_s.arg(text::clean(it.key()), text::clean(it.value().join(u", "_s)));
    return lines.join(u'\n');
}

QString causesOf(const QJsonArray &causes)
{
    QStringList lines;
    for (const QJsonValue &value : causes) {
        const QJsonObject cause = value.toObject();
        const QString field = cause.value("field"_L1).toString();
        const QString message = cause.value("message"_L1).toString();
        lines << text::clean(field.isEmpty() ? message : field + u": "_s + message);
    }
    return lines.mid(0, 20).join(u'\n');
}

} // namespace

Error errorOfStatus(const QJsonObject &status, const QString &what)
{
    const int code = status.value("code"_L1).toInt();
    const QString reason = status.value("reason"_L1).toString();
    const QJsonArray causes = status.value("details"_L1).toObject().value("causes"_L1).toArray();
    Error error;
    error.kind = kindOf(code, reason);
    error.code = code;
    error.reason = text::clean(reason);
    error.summary = summaryOf(error.kind, code, what);
    error.detail = text::clean(status.value("message"_L1).toString(), 4096);
    error.remedy = remedyOf(error.kind, what);
    if (const QString managers = conflictsByManager(causes); !managers.isEmpty()) {
        error.summary = u"Could not %1: other managers hold some of its fields"_s.arg(what);
        error.reason = u"FieldManagerConflict"_s;
        error.detail = managers;
    } else if (error.kind == ErrorKind::Invalid && !causes.isEmpty()) {
        error.detail = causesOf(causes);
    }
    return error;
}

Error errorOfReply(int httpStatus, const QByteArray &body, const QString &what)
{
    const Result<QJsonObject> object = json::parseObject(body, u"status"_s);
    if (object && object->value("kind"_L1).toString() == u"Status") {
        QJsonObject status = *object;
        if (!status.contains("code"_L1))
            status.insert(u"code"_s, httpStatus);
        return errorOfStatus(status, what);
    }
    Error error = errorOfStatus({{u"code"_s, httpStatus}}, what);
    error.detail = text::clean(QString::fromUtf8(body.left(2000)).simplified());
    return error;
}

} // namespace natsdeck::kube
