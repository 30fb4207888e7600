#pragma once

#include "models/base/files.h"
#include "models/plan/plan.h"

#include <QDateTime>
#include <QHash>
#include <QStringList>

#include <memory>

namespace natsdeck::plan {

// How far a step is known to have come. Found: what it would make was there before anyone began, so undo leaves it alone.
enum class StepRecord { Found, Begun, Done, Failed, UndoBegun, Undone };

enum class Outcome { Done, Failed, Cancelled, Undone, Superseded };

// What a journal file tells: enough to go on, or to clean up, in another process.
struct JournalState
{
    QString path;
    QString planId;
    QString kind;
    QString title;
    QString systemId;
    QString engine;
    QJsonObject memo;
    QStringList stepIds;
    QDateTime started; // UTC
    QHash<QString, StepRecord> records;
    QHash<QString, QJsonObject> results;
    std::optional<Outcome> outcome; // nothing: the program died, or still works on it
    bool momentary = false;         // as Plan::momentary
    bool damaged = false;           // a line in the middle could not be read; what could is here

    // Done, Undone and Superseded leave nothing to do, nor does one in which nothing was begun.
    [[nodiscard]] bool isFinished() const;
    [[nodiscard]] bool anythingBegun() const;
    // Whether taking it back has begun: then going on makes no sense.
    [[nodiscard]] bool undoBegun() const;
};

// JSON lines in one file per plan, each on disk (fdatasync) before what it announces happens. Held by flock while a
// program works on it. {"event":"plan"|"found"|"begin"|"done"|"failed"|"undo-begin"|"undone"|"outcome", "time", …}
class Journal
{
public:
    static QString defaultFolder(); // files::stateFolder()/journals

    // Conflict when another program works on the same system; Io, Forbidden when it cannot be written. Unfinished journals of
    // the same system and kind are superseded: what they record of steps that this plan has too is taken over.
    static Result<std::unique_ptr<Journal>> create(const QString &folder, const Plan &plan);
    static Result<std::unique_ptr<Journal>> reopen(const QString &path);

    Result<void> found(const QString &stepId);
    Result<void> begin(const QString &stepId, const QString &permitId);
    Result<void> done(const QString &stepId, const QJsonObject &result);
    Result<void> failed(const QString &stepId, const Error &error);
    Result<void> undoBegin(const QString &stepId);
    Result<void> undone(const QString &stepId);
    Result<void> finish(Outcome outcome);

    [[nodiscard]] const JournalState &state() const { return m_state; }

    static Result<JournalState> read(const QString &path);
    // Those that were left before their end and are held by nobody, oldest first. Damaged ones are among them.
    static QList<JournalState> unfinished(const QString &folder);
    // Removes finished journals older than `days`; unfinished ones stay.
    static int removeOld(const QString &folder, int days = 90);

private:
    Journal() = default;
    Result<void> inherit(const JournalState &old);
    static Result<std::unique_ptr<Journal>> hold(const QString &path, bool withSystemLock);
    Result<void> takeOver(const QString &folder);
    Result<void> append(const QString &event, QJsonObject line);

    JournalState m_state;
    std::unique_ptr<files::Lock> m_lock;
    std::unique_ptr<files::Lock> m_systemLock;
    std::unique_ptr<files::AppendLog> m_file;
};

} // namespace natsdeck::plan
