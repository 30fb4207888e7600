#pragma once

#include "models/base/result.h"
#include "models/nats/connect_options.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace natsdeck::nats {

// A context of the `nats` command (jsm.go natscontext, ADR-21), referenced where it lies and never written.
struct CliContext
{
    QString name;
    QString path;
    QString description;
    QStringList urls;      // to be shown: without credentials
    bool selected = false; // named in context.txt
    QString loginText;     // "user alice", "creds /home/a/ngs.creds", "none": never a secret
    QString jetstreamDomain;
    QString jetstreamApiPrefix;
    QString inboxPrefix;
    std::optional<Error> error; // it cannot be used, and why: unreadable, not JSON, a scheme we do not know
    ConnectOptions options;
};

// The folder of the nats command: $XDG_CONFIG_HOME/nats or ~/.config/nats.
[[nodiscard]] QString cliFolder();

// All contexts of `folder`/context/*.json by name; a broken one carries its error and does not disturb the others.
[[nodiscard]] QList<CliContext> readCliContexts(const QString &folder = cliFolder());

[[nodiscard]] inline ConnectOptions optionsOf(const CliContext &context) { return context.options; }

} // namespace natsdeck::nats
