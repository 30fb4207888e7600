#pragma once

#include "models/base/result.h"

#include <QList>
#include <QMap>
#include <QString>

#include <QStringList>

#include <optional>

// nats.conf as the server reads it: keys with "=", ":" or a blank, maps, lists, sizes with units, variables, comments.
namespace natsdeck::workloads {

struct ConfValue
{
    enum class Kind { Text, Integer, Real, Bool, Time, Map, List };

    Kind kind = Kind::Map;
    QString text; // Text and Time, as the server takes it
    qint64 integer = 0;
    double real = 0;
    bool isTrue = false;
    QMap<QString, ConfValue> members; // Map; of equal keys the last one counts
    QList<ConfValue> items;           // List
    QString variable;                 // the name, when the value was taken from one
};

// A piece of the text that must not be shown.
struct ConfSpan
{
    qsizetype start = 0;
    qsizetype length = 0;
};

struct NatsConf
{
    ConfValue root;
    QList<ConfSpan> secrets; // values of passwords, tokens and keys, in the order of the text
    QStringList includes;    // files that are read into it; not here
    QStringList unresolved;  // variables that are neither in the file nor in `environment`

    // "jetstream.store_dir"; nothing when it is not there.
    [[nodiscard]] std::optional<ConfValue> at(QStringView path) const;
};

// Invalid with the line when the server would not take it either. At most 1 MiB and 64 levels are read (LimitExceeded).
[[nodiscard]] Result<NatsConf> parseNatsConf(const QString &text, const QMap<QString, QString> &environment);

// What servers from 2.11 give as config_digest of this configuration: "sha256:…". Nothing when something of it is elsewhere.
[[nodiscard]] std::optional<QString> digestOf(const NatsConf &conf);

// The text as it may be shown: secrets as dots, and what looks like one anywhere else (comments, addresses) as well.
[[nodiscard]] QString maskedConf(const QString &text);

} // namespace natsdeck::workloads
