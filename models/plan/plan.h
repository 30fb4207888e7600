#pragma once

#include "models/base/finding.h"
#include "models/base/result.h"
#include "models/guard/intent.h"
#include "models/guard/permit.h"

#include <QJsonObject>
#include <QList>
#include <QMetaType>
#include <QString>

#include <functional>
#include <stop_token>
#include <vector>

// Work of several steps that changes the outside world: looked at before, journalled while, undone after.
namespace natsdeck::plan {

// What a step does to one object, for the plan page: "Create StatefulSet nats", with the two texts of its diff.
enum class ChangeKind { Create, Change, Remove, Run };

struct Preview
{
    ChangeKind kind = ChangeKind::Run;
    QString object;     // "nats-config", "/home/me/…/nats.conf"
    QString objectKind; // "ConfigMap", "File", "Process"
    QString before;     // text of the live object, empty for Create; secrets as dots
    QString after;      // text as it will be, empty for Remove; secrets as dots
    QString syntax;     // "yaml", "json", "nats", or empty

    friend bool operator==(const Preview &, const Preview &) = default;
};

// What the code of a step is given. Everything may be called from the runner's thread only.
class StepContext
{
public:
    virtual ~StepContext() = default;
    [[nodiscard]] virtual const guard::Permit &permit() const = 0;
    [[nodiscard]] virtual std::stop_token stop() const = 0;
    // The results of steps done before, by step id, also of those done by an earlier process.
    [[nodiscard]] virtual QJsonObject resultOf(const QString &stepId) const = 0;
    virtual void log(const QString &line, Severity severity = Severity::Ok) = 0; // for people; cleaned by the runner
    virtual void detail(const QString &line) = 0;                                // the one line under the step's title
    virtual void progress(double fraction) = 0;                                  // of this step, 0 … 1

    // Sleeps at most `milliseconds`, less when cancelled; false when cancelled.
    virtual bool pause(int milliseconds) = 0;
};

// Sequential code on the runner's thread. It may be killed at any instruction and run again: `isDone` says from the outside
// world (not from memory) that nothing is left to do, so running twice is a no-op.
struct Step
{
    QString id; // stable, unique in the plan: joins journal, progress and tests
    QString title;
    QString detail;
    QList<Preview> previews;

    std::function<Result<bool>(StepContext &)> isDone; // empty: cannot be known, `run` is repeatable
    // Returns what undo and later steps need; written to the journal, so never a secret.
    std::function<Result<QJsonObject>(StepContext &)> run;
    // Given what `run` returned; an empty object when it was killed half-way. Empty: nothing to undo.
    std::function<Result<void>(StepContext &, const QJsonObject &result)> undo;
};

struct Plan
{
    QString id; // unique; makeId()
    // "deploy", "change", "remove", "start", "stop", "restart". A "remove" closes every older journal of its system.
    QString kind;
    QString title;    // "Deploy nats on this workstation"
    QString systemId; // whom the permit is for; one plan per system runs at a time
    QString engine;   // Engine::id() that can build it again
    QJsonObject memo; // what that engine needs to build it again after a crash; never a secret
    guard::Intent intent;
    bool makesSystem = false; // nothing exists yet: the lock of unknown systems does not apply
    // Of a moment (start, stop): nothing of it is worth taking over, and whatever comes next closes its journal.
    bool momentary = false;
    std::vector<Step> steps;

    [[nodiscard]] static QString makeId();
    [[nodiscard]] const Step *step(const QString &stepId) const;
    // How many objects are created, changed, removed by all previews.
    [[nodiscard]] int count(ChangeKind wanted) const;
};

} // namespace natsdeck::plan
