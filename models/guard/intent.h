#pragma once

#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

namespace natsdeck::guard {

// How much is at stake decides how much is asked: a click, a dialog, the name typed.
enum class Impact { Undoable, Configuration, DataLoss };

// What someone wants to change in the outside world, in words that go into the confirmation and the audit log.
// Never holds secrets: `detail` is written to disk as it is.
struct Intent
{
    QString verb;    // "deploy", "apply", "publish", "delete", "start-process"
    QString object;  // "StatefulSet nats/nats", "stream ORDERS", "/usr/sbin/nats-server"
    QString summary; // one sentence for people
    Impact impact = Impact::Configuration;
    QString command;    // the nats, kubectl or helm command that does the same; may be empty
    QJsonObject detail; // counts, sizes, digests of before and after
};

} // namespace natsdeck::guard

Q_DECLARE_METATYPE(natsdeck::guard::Intent)
