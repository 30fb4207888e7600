#pragma once

#include "models/plan/plan.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <functional>

namespace natsdeck::test {

// Where a plan is interrupted: in this step, before or after it made its file, while going on or back.
enum class Moment { BeforeEffect, AfterEffect, BeforeUndo, AfterUndo };
using Interrupt = std::function<void(int step, Moment, plan::StepContext &)>;

inline void appendLine(const QString &path, const QString &line)
{
    QFile file(path);
    if (file.open(QIODevice::Append))
        file.write(line.toUtf8() + '\n');
}

// `count` steps, each of which makes the file "step-<n>" in `world` and notes in "history" that it did or took it back.
inline plan::Plan filePlan(const QString &world, int count, const Interrupt &interrupt = {}, bool canTell = true)
{
    plan::Plan made;
    made.id = plan::Plan::makeId();
    made.kind = QStringLiteral("deploy");
    made.title = QStringLiteral("Make files");
    made.systemId = QStringLiteral("local:files");
    made.engine = QStringLiteral("files");
    made.intent = {QStringLiteral("deploy"), QStringLiteral("files"), QStringLiteral("Make files"), guard::Impact::Undoable, {}, {}};
    made.makesSystem = true;
    const auto at = [interrupt](int step, Moment moment, plan::StepContext &context) {
        if (interrupt)
            interrupt(step, moment, context);
    };
    for (int n = 0; n < count; ++n) {
        plan::Step step;
        step.id = QStringLiteral("step-%1").arg(n);
        step.title = QStringLiteral("Make file %1").arg(n);
        const QString path = world + QLatin1Char('/') + step.id;
        const QString history = world + QStringLiteral("/history");
        if (canTell)
            step.isDone = [path](plan::StepContext &) -> Result<bool> { return QFileInfo::exists(path); };
        step.run = [=](plan::StepContext &context) -> Result<QJsonObject> {
            at(n, Moment::BeforeEffect, context);
            if (context.stop().stop_requested())
                return failure(ErrorKind::Cancelled, QStringLiteral("Cancelled"));
            appendLine(history, QStringLiteral("do %1").arg(n));
            appendLine(path, QStringLiteral("made"));
            at(n, Moment::AfterEffect, context);
            return QJsonObject{{QStringLiteral("path"), path}};
        };
        step.undo = [=](plan::StepContext &context, const QJsonObject &) -> Result<void> {
            at(n, Moment::BeforeUndo, context);
            if (QFile::remove(path))
                appendLine(history, QStringLiteral("undo %1").arg(n));
            at(n, Moment::AfterUndo, context);
            return {};
        };
        made.steps.push_back(std::move(step));
    }
    return made;
}

inline QStringList history(const QString &world)
{
    QFile file(world + QStringLiteral("/history"));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
}

inline QStringList filesIn(const QString &world) { return QDir(world).entryList({QStringLiteral("step-*")}, QDir::Files, QDir::Name); }

} // namespace natsdeck::test
