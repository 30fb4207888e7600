#include "models/jetstream/api_error.h"

#include "models/base/text.h"

#include <QCoreApplication>

namespace natsdeck::jetstream {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("jetstream", text); }

ErrorKind kindOf(int code, int errCode)
{
    switch (errCode) {
    case 10014: // consumer not found
    case messageNotFound:
    case sequenceNotFound:
    case streamNotFound:
    case 10149: // consumer does not exist
        return ErrorKind::NotFound;
    case 10013: // consumer name in use
    case 10058: // stream name in use
    case 10065: // subjects overlap
    case 10071: // wrong last sequence
    case 10130: // restore: name exists
    case 10148: // consumer already exists
    case 10164: // wrong last sequence
        return ErrorKind::Conflict;
    case 10023: // insufficient resources
    case 10026: // maximum consumers
    case 10027: // maximum streams
    case 10028: // memory exhausted
    case 10047: // storage exhausted
    case 10054: // message too big
    case 10120: // no tier limits
    case 10125: // batch over the server's limit
    case 10167: // too many requests
        return ErrorKind::LimitExceeded;
    case 10039: // JetStream not enabled for the account
    case 10074: // replicas > 1 not clustered
    case 10076: // JetStream not enabled
    case 10185: // API level
        return ErrorKind::Unsupported;
    case badRequest:
    case 10025: // invalid JSON
    case 10052: // invalid stream configuration
    case 10056: // name mismatch
    case 10113: // max_bytes required
    case 10136: // both filter fields
    case 10157: // pedantic
        return ErrorKind::Invalid;
    case 10008: // temporarily unavailable
    case 10118: // stream offline
    case 10119: // consumer offline
    case 10194:
        return ErrorKind::Unreachable;
    default:
        return code == 404 ? ErrorKind::NotFound : code == 403 ? ErrorKind::Forbidden : ErrorKind::Rejected;
    }
}

QString remedyOf(int errCode)
{
    switch (errCode) {
    case streamNotFound:
        return tr("It may have been deleted: refresh");
    case 10023:
    case 10028:
    case 10047:
        return tr("Free space, raise the limits, or choose a smaller size");
    case 10039:
        return tr("Enable JetStream for this account, or log in to another one");
    case 10074:
        return tr("A single server can only keep one replica");
    case 10076:
        return tr("Switch JetStream on in the server's configuration");
    case 10008:
    case 10118:
    case 10119:
        return tr("Look at the cluster's health and try again");
    default:
        return {};
    }
}

} // namespace

Error apiError(int code, int errCode, const QByteArray &description)
{
    const QString text = text::clean(description);
    return {kindOf(code, errCode), tr("JetStream refused"), text, remedyOf(errCode), errCode, text};
}

} // namespace natsdeck::jetstream
