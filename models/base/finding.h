#pragma once

#include <QList>
#include <QMetaType>
#include <QString>

namespace natsdeck {

enum class Severity { Ok, Info, Warning, Critical };

// One thing that was looked at and what came out: the one language of preflight, verification, diagnosis and health.
// `id` is stable and names the check ("port-free", "strangers-refused"); texts are for people.
struct Finding
{
    QString id;
    Severity severity = Severity::Ok;
    QString what;     // "Port 4222 is in use"
    QString evidence; // what was measured, with its source: "connect 127.0.0.1:4222 answered INFO"
    QString remedy;   // what to do, empty when nothing
    QString subject;  // the thing it is about (a stream, an object, a file), may be empty
    QString action;   // id of a command that mends it ("choose-free-port"), may be empty

    friend bool operator==(const Finding &, const Finding &) = default;
};

using Findings = QList<Finding>;

[[nodiscard]] inline Severity worstOf(const Findings &findings)
{
    Severity worst = Severity::Ok;
    for (const Finding &finding : findings)
        worst = std::max(worst, finding.severity);
    return worst;
}

// Critical findings block what they were made for.
[[nodiscard]] inline bool blocks(const Findings &findings) { return worstOf(findings) == Severity::Critical; }

} // namespace natsdeck

Q_DECLARE_METATYPE(natsdeck::Finding)
