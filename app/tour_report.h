#pragma once

#include "app/tour_script.h"
#include "models/base/result.h"

#include <QJsonObject>

namespace natsdeck::app {

// What one picture shows, judged: a page without rows fails.
struct TourPage
{
    QString target; // "workstation", "kubernetes", "" for the window itself
    QString page;   // "streams"
    int rows = -1;  // of its tables and trees; -1 = a page without any
    QStringList pictures;
};

// A chart fails with fewer than `leastDistinct` different values in its liveliest line.
struct TourChart
{
    static constexpr int leastDistinct = 10;
    QString target;
    QString chart;
    int distinct = 0;
    int samples = 0;
};

struct TourReport
{
    std::vector<TourStepResult> steps;
    std::vector<TourPage> pages;
    std::vector<TourChart> charts;
    QString server; // version of what was deployed

    [[nodiscard]] QStringList failures() const; // empty: the tour is good
    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] QByteArray toMarkdown() const;

    // The first half's, when the program starts itself again at another scale.
    static TourReport fromJson(const QJsonObject &json);
    Result<void> write(const QString &folder) const; // report.json and report.md
};

} // namespace natsdeck::app
