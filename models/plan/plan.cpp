#include "models/plan/plan.h"

#include <QDateTime>
#include <QUuid>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::plan {

QString Plan::makeId()
{
    return QDateTime::currentDateTimeUtc().toString(u"yyyyMMdd-HHmmss-"_s) + QUuid::createUuid().toString(QUuid::WithoutBraces).left(8);
}

const Step *Plan::step(const QString &stepId) const
{
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const Step &step) { return step.id == stepId; });
    return found == steps.end() ? nullptr : &*found;
}

int Plan::count(ChangeKind wanted) const
{
    int sum = 0;
    for (const Step &step : steps)
        sum += int(std::count_if(step.previews.begin(), step.previews.end(), [&](const Preview &p) { return p.kind == wanted; }));
    return sum;
}

} // namespace natsdeck::plan
