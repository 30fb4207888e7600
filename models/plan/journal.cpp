#include "models/plan/journal.h"

#include "models/base/json.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QJsonArray>

#include <algorithm>
#include <fcntl.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::plan {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("plan", text); }

constexpr qint64 readBudget = 16 * 1024 * 1024;

struct OutcomeWord
{
    Outcome outcome;
    QLatin1StringView word;
};
constexpr OutcomeWord outcomeWords[] = {{Outcome::Done, "done"_L1},
                                        {Outcome::Failed, "failed"_L1},
                                        {Outcome::Cancelled, "cancelled"_L1},
                                        {Outcome::Undone, "undone"_L1},
                                        {Outcome::Superseded, "superseded"_L1}};

QString systemLockPath(const QString &folder, const QString &systemId)
{
    const QByteArray digest = QCryptographicHash::hash(systemId.toUtf8(), QCryptographicHash::Sha256).toHex().left(24);
    return folder + u"/system-"_s + QString::fromLatin1(digest) + u".lock"_s;
}

void applyLine(JournalState &state, const QJsonObject &line)
{
    const QString event = line.value("event"_L1).toString();
    const QString step = line.value("step"_L1).toString();
    if (event == "plan"_L1) {
        state.planId = line.value("plan"_L1).toString();
        state.kind = line.value("kind"_L1).toString();
        state.title = line.value("title"_L1).toString();
        state.systemId = line.value("system"_L1).toString();
        state.engine = line.value("engine"_L1).toString();
        state.memo = line.value("memo"_L1).toObject();
        state.momentary = line.value("momentary"_L1).toBool();
        state.started = QDateTime::fromString(line.value("time"_L1).toString(), Qt::ISODateWithMs);
        for (const QJsonValue id : line.value("steps"_L1).toArray())
            state.stepIds << id.toString();
    } else if (event == "found"_L1) {
        state.records.insert(step, StepRecord::Found);
    } else if (event == "begin"_L1) {
        state.records.insert(step, StepRecord::Begun);
        state.outcome.reset(); // somebody works on it again
    } else if (event == "done"_L1) {
        state.records.insert(step, StepRecord::Done);
        state.results.insert(step, line.value("result"_L1).toObject());
    } else if (event == "failed"_L1) {
        state.records.insert(step, StepRecord::Failed);
    } else if (event == "undo-begin"_L1) {
        state.records.insert(step, StepRecord::UndoBegun);
        state.outcome.reset();
    } else if (event == "undone"_L1) {
        state.records.insert(step, StepRecord::Undone);
    } else if (event == "outcome"_L1) {
        for (const OutcomeWord &known : outcomeWords) {
            if (line.value("outcome"_L1).toString() == known.word)
                state.outcome = known.outcome;
        }
    } else {
        state.damaged = true; // from a newer version, perhaps; what it did is unknown
    }
}

// A crash in the middle of a line leaves it without its end: it announced something that then did not happen.
Result<void> cutTornLine(const QString &path)
{
    const Result<QByteArray> content = files::read(path, readBudget);
    if (!content)
        return failure(content.error());
    if (content->isEmpty() || content->endsWith('\n'))
        return {};
    if (!QFile::resize(path, content->lastIndexOf('\n') + 1))
        return failure(ErrorKind::Io, tr("%1 cannot be written").arg(path));
    return {};
}

void syncFolder(const QString &folder)
{
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    ::fsync(descriptor);
    ::close(descriptor);
}

Result<std::unique_ptr<files::Lock>> lockSystem(const QString &folder, const QString &systemId)
{
    auto lock = files::Lock::acquire(systemLockPath(folder, systemId));
    if (!lock && lock.error().kind == ErrorKind::Conflict)
        return failure(ErrorKind::Conflict, tr("Another window or program is changing this system"), systemId,
                       tr("Wait until it has finished, or cancel it there"));
    return lock;
}

} // namespace

bool JournalState::anythingBegun() const
{
    return std::any_of(records.begin(), records.end(), [](StepRecord r) { return r != StepRecord::Found; });
}

bool JournalState::undoBegun() const
{
    return std::any_of(records.begin(), records.end(), [](StepRecord r) { return r == StepRecord::UndoBegun || r == StepRecord::Undone; });
}

bool JournalState::isFinished() const
{
    if (!anythingBegun())
        return true;
    return outcome == Outcome::Done || outcome == Outcome::Undone || outcome == Outcome::Superseded;
}

QString Journal::defaultFolder() { return files::stateFolder() + u"/journals"_s; }

Result<std::unique_ptr<Journal>> Journal::create(const QString &folder, const Plan &plan)
{
    if (const auto made = files::makePrivateFolder(folder); !made)
        return failure(made.error());
    auto systemLock = lockSystem(folder, plan.systemId);
    if (!systemLock)
        return failure(systemLock.error());
    std::unique_ptr<Journal> journal(new Journal);
    journal->m_systemLock = std::move(*systemLock);
    journal->m_state.path = folder + u'/' + plan.id + u".jsonl"_s;
    auto file = files::AppendLog::open(journal->m_state.path);
    if (!file)
        return failure(file.error());
    journal->m_file = std::move(*file);
    auto lock = files::Lock::acquire(journal->m_state.path);
    if (!lock)
        return failure(lock.error());
    journal->m_lock = std::move(*lock);

    journal->m_state.momentary = plan.momentary;
    QJsonArray ids;
    for (const Step &step : plan.steps)
        ids << step.id;
    const QJsonObject first{
        {u"plan"_s, plan.id},       {u"kind"_s, plan.kind}, {u"title"_s, plan.title},         {u"system"_s, plan.systemId},
        {u"engine"_s, plan.engine}, {u"memo"_s, plan.memo}, {u"momentary"_s, plan.momentary}, {u"steps"_s, ids}};
    if (const auto written = journal->append(u"plan"_s, first); !written) {
        QFile::remove(journal->m_state.path);
        return failure(written.error());
    }
    syncFolder(folder);
    if (const auto taken = journal->takeOver(folder); !taken)
        return failure(taken.error());
    return journal;
}

Result<std::unique_ptr<Journal>> Journal::reopen(const QString &path) { return hold(path, true); }

Result<std::unique_ptr<Journal>> Journal::hold(const QString &path, bool withSystemLock)
{
    if (!QFileInfo::exists(path))
        return failure(ErrorKind::NotFound, tr("The journal %1 does not exist").arg(path));
    std::unique_ptr<Journal> journal(new Journal);
    auto lock = files::Lock::acquire(path);
    if (!lock)
        return failure(lock.error());
    journal->m_lock = std::move(*lock);
    if (const auto cut = cutTornLine(path); !cut)
        return failure(cut.error());
    auto state = read(path);
    if (!state)
        return failure(state.error());
    journal->m_state = *state;
    if (withSystemLock) {
        auto systemLock = lockSystem(QFileInfo(path).absolutePath(), state->systemId);
        if (!systemLock)
            return failure(systemLock.error());
        journal->m_systemLock = std::move(*systemLock);
    }
    auto file = files::AppendLog::open(path);
    if (!file)
        return failure(file.error());
    journal->m_file = std::move(*file);
    return journal;
}

Result<void> Journal::takeOver(const QString &folder)
{
    for (const JournalState &old : unfinished(folder)) {
        if (old.path == m_state.path || old.systemId != m_state.systemId)
            continue;
        const bool sameWork = old.kind == m_state.kind && !old.momentary && !old.undoBegun();
        if (!sameWork && !old.momentary && m_state.kind != u"remove")
            continue; // still to be decided about
        if (sameWork) {
            if (const auto inherited = inherit(old); !inherited)
                return inherited;
        }
        auto superseded = hold(old.path, false);
        if (!superseded)
            return failure(superseded.error());
        if (const auto written = (*superseded)->finish(Outcome::Superseded); !written)
            return written;
    }
    return {};
}

Result<void> Journal::inherit(const JournalState &old)
{
    for (const QString &step : QStringList(m_state.stepIds)) {
        const auto record = old.records.constFind(step);
        if (record == old.records.constEnd() || *record == StepRecord::Found)
            continue;
        Result<void> written = begin(step, {});
        if (written && *record == StepRecord::Done)
            written = done(step, old.results.value(step));
        if (!written)
            return written;
    }
    return {};
}

Result<void> Journal::append(const QString &event, QJsonObject line)
{
    line.insert(u"event"_s, event);
    line.insert(u"time"_s, QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs));
    if (const auto written = m_file->append(json::compact(line)); !written) {
        (void)cutTornLine(m_state.path);
        return failure(written.error());
    }
    applyLine(m_state, line);
    return {};
}

Result<void> Journal::found(const QString &stepId) { return append(u"found"_s, {{u"step"_s, stepId}}); }

Result<void> Journal::begin(const QString &stepId, const QString &permitId)
{
    return append(u"begin"_s, {{u"step"_s, stepId}, {u"permit"_s, permitId}});
}

Result<void> Journal::done(const QString &stepId, const QJsonObject &result)
{
    return append(u"done"_s, {{u"step"_s, stepId}, {u"result"_s, result}});
}

Result<void> Journal::failed(const QString &stepId, const Error &error)
{
    return append(u"failed"_s, {{u"step"_s, stepId}, {u"kind"_s, errorKindName(error.kind)}, {u"error"_s, toText(error)}});
}

Result<void> Journal::undoBegin(const QString &stepId) { return append(u"undo-begin"_s, {{u"step"_s, stepId}}); }
Result<void> Journal::undone(const QString &stepId) { return append(u"undone"_s, {{u"step"_s, stepId}}); }

Result<void> Journal::finish(Outcome outcome)
{
    for (const OutcomeWord &known : outcomeWords) {
        if (known.outcome == outcome)
            return append(u"outcome"_s, {{u"outcome"_s, QString(known.word)}});
    }
    return {};
}

Result<JournalState> Journal::read(const QString &path)
{
    const Result<QByteArray> content = files::read(path, readBudget);
    if (!content)
        return failure(content.error());
    JournalState state;
    state.path = path;
    const QList<QByteArray> lines = content->split('\n');
    for (qsizetype i = 0; i + 1 < lines.size(); ++i) { // what follows the last '\n' is torn
        if (lines[i].isEmpty())
            continue;
        if (const auto line = json::parseObject(lines[i], u"journal line"_s))
            applyLine(state, *line);
        else
            state.damaged = true;
    }
    if (state.planId.isEmpty())
        return failure(ErrorKind::Invalid, tr("The journal %1 does not say what it is about").arg(path));
    return state;
}

QList<JournalState> Journal::unfinished(const QString &folder)
{
    QList<JournalState> left;
    const QFileInfoList entries = QDir(folder).entryInfoList({u"*.jsonl"_s}, QDir::Files, QDir::Name);
    for (const QFileInfo &entry : entries) {
        const auto state = read(entry.absoluteFilePath());
        if (!state || state->isFinished())
            continue;
        if (files::Lock::acquire(entry.absoluteFilePath())) // let go at once: nobody holds it
            left << *state;
    }
    std::stable_sort(left.begin(), left.end(), [](const auto &a, const auto &b) { return a.started < b.started; });
    return left;
}

int Journal::removeOld(const QString &folder, int days)
{
    int removed = 0;
    const QFileInfoList entries = QDir(folder).entryInfoList({u"*.jsonl"_s}, QDir::Files);
    for (const QFileInfo &entry : entries) {
        if (entry.lastModified().daysTo(QDateTime::currentDateTime()) <= days)
            continue;
        const auto state = read(entry.absoluteFilePath());
        if (state && state->isFinished() && files::Lock::acquire(entry.absoluteFilePath()))
            removed += QFile::remove(entry.absoluteFilePath()) ? 1 : 0;
    }
    return removed;
}

} // namespace natsdeck::plan
