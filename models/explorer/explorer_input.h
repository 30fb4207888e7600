#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

// What people type into the fields of the Explorer, read and judged.
namespace natsdeck::explorer {

struct FieldState
{
    enum class Validity { Empty, Valid, Warning, Invalid };
    Validity validity = Validity::Empty;
    QString text; // below the field: what it means, or the reason and the column

    [[nodiscard]] bool isUsable() const { return validity == Validity::Valid || validity == Validity::Warning; }
    friend bool operator==(const FieldState &, const FieldState &) = default;
};

// Subjects to tap, separated by spaces or commas; at most 32.
struct SubjectInput
{
    QList<QByteArray> subjects;
    FieldState state;
};
// Separated by spaces or commas; a comma that belongs to a subject is written as "\,".
[[nodiscard]] SubjectInput parseSubjects(const QString &text);

// "17,319,887", "#5", "2026-09-17", "2026-09-17 14:31", "14:31:43.2" (today), "10 min", "2h ago".
struct JumpInput
{
    std::optional<quint64> sequence;
    std::optional<qint64> timeNs;
    FieldState state;
};
[[nodiscard]] JumpInput parseJump(const QString &text, qint64 nowNs, bool utc);

} // namespace natsdeck::explorer
