#pragma once

#include <QMetaType>
#include <QString>

namespace natsdeck {

// What went wrong, in the terms the program acts on. Tests and callers compare kinds, never text.
enum class ErrorKind {
    Cancelled,       // someone asked to stop
    Timeout,         // a deadline passed without an answer
    Unreachable,     // no route, refused, name not found, connection lost
    Tls,             // certificate or handshake
    Unauthenticated, // who are you: login or token refused
    Forbidden,       // known, but without the right
    NotFound,
    Conflict,      // somebody else changed or holds it
    Invalid,       // the input or the request is wrong
    Unsupported,   // the peer or this build cannot do it
    Rejected,      // the peer understood and refused (quota, admission, JetStream rule)
    Protocol,      // the peer said something that makes no sense
    LimitExceeded, // an input budget or a bound of ours
    Io,            // file system or process
    Internal       // our own mistake
};

// One failure as it is shown: what failed, why, what to try. `detail` often comes from outside and is cleaned
// where it enters a model (base/text.h).
struct Error
{
    ErrorKind kind = ErrorKind::Internal;
    QString summary; // what failed, one sentence without a full stop
    QString detail;  // why: the remote text or the operating system's
    QString remedy;  // what to try, may be empty
    int code = 0;    // remote code kept as it came: JetStream err_code, HTTP status, errno; 0 = none
    QString reason;  // remote reason word kept as it came: Kubernetes status.reason, natsStatus text

    friend bool operator==(const Error &, const Error &) = default;
};

QString errorKindName(ErrorKind kind); // "Timeout": for logs and tests, not for people
QString toText(const Error &error);    // summary, detail and remedy in one line, for logs

} // namespace natsdeck

Q_DECLARE_METATYPE(natsdeck::Error)
