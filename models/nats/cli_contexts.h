#pragma once

#include "models/base/result.h"
#include "models/nats/connect_options.h"

#include <QList>
#include <QString>

#include <functional>
#include <optional>

namespace natsdeck::nats {

// A context of the `nats` command (jsm.go natscontext, ADR-21), referenced where it lies and never written. Without secrets: those are
// read by optionsOf(), at each attempt.
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
    QString jetstreamEventPrefix;
    QString inboxPrefix;
    std::optional<Error> error; // it cannot be used, and why: unreadable, not JSON, a field we cannot do
};

// The folder of the nats command: $XDG_CONFIG_HOME/nats or ~/.config/nats.
[[nodiscard]] QString cliFolder();

// All contexts of `folder`/context/*.json by name; a broken one carries its error and does not disturb the others. No other file is read.
[[nodiscard]] QList<CliContext> readCliContexts(const QString &folder = cliFolder());

inline constexpr qint64 cliContextBudget = 256 * 1024; // bytes

// What stands in the text of a context, without path and name. Reads nothing else.
[[nodiscard]] CliContext parseCliContext(const QByteArray &content);

// Where the files that a context names come from when they are not on this workstation: a mounted Secret.
using FileLookup = std::function<Result<QByteArray>(const QString &path)>;

// How to connect. Without `files`, files are referenced and "~" and "$VAR" stand for this workstation's; with it their content is taken.
// Unsupported, with the field in the detail, for what the C client or this program cannot do: socks_proxy, nsc, op://, certificate
// stores of Windows.
[[nodiscard]] Result<ConnectOptions> cliConnectOptions(const QByteArray &content, const FileLookup &files = {});

// The same of the file as it stands now.
[[nodiscard]] Result<ConnectOptions> optionsOf(const CliContext &context);

} // namespace natsdeck::nats
