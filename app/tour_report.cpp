#include "app/tour_report.h"

#include "models/base/files.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QString named(const QString &target, const QString &what) { return target.isEmpty() ? what : target + u" / "_s + what; }

QByteArray row(const QStringList &cells) { return "| " + cells.join(u" | "_s).toUtf8() + " |\n"; }

} // namespace

QStringList TourReport::failures() const
{
    QStringList all;
    for (const TourStepResult &step : steps) {
        if (!step.ok)
            all << u"%1: %2"_s.arg(step.name, step.failure);
    }
    for (const TourPage &page : pages) {
        if (page.rows == 0)
            all << Text::tr("%1 has no rows").arg(named(page.target, page.page));
        if (page.pictures.isEmpty())
            all << Text::tr("%1 has no picture").arg(named(page.target, page.page));
    }
    for (const TourChart &chart : charts) {
        if (chart.distinct < TourChart::leastDistinct)
            all << Text::tr("The chart %1 has %2 different values").arg(named(chart.target, chart.chart)).arg(chart.distinct);
    }
    if (pages.empty() || charts.empty())
        all << Text::tr("Nothing was shown");
    return all;
}

QJsonObject TourReport::toJson() const
{
    QJsonArray stepList;
    for (const TourStepResult &step : steps)
        stepList << QJsonObject{{u"name"_s, step.name}, {u"ok"_s, step.ok}, {u"ms"_s, step.milliseconds}, {u"failure"_s, step.failure}};
    QJsonArray pageList;
    for (const TourPage &page : pages)
        pageList << QJsonObject{{u"target"_s, page.target},
                                {u"page"_s, page.page},
                                {u"rows"_s, page.rows},
                                {u"pictures"_s, QJsonArray::fromStringList(page.pictures)}};
    QJsonArray chartList;
    for (const TourChart &chart : charts)
        chartList << QJsonObject{
            {u"target"_s, chart.target}, {u"chart"_s, chart.chart}, {u"distinct"_s, chart.distinct}, {u"samples"_s, chart.samples}};
    const QStringList bad = failures();
    return {{u"ok"_s, bad.isEmpty()},
            {u"failures"_s, QJsonArray::fromStringList(bad)},
            {u"version"_s, QStringLiteral(NATSDECK_VERSION)},
            {u"server"_s, server},
            {u"steps"_s, stepList},
            {u"pages"_s, pageList},
            {u"charts"_s, chartList}};
}

TourReport TourReport::fromJson(const QJsonObject &json)
{
    TourReport report;
    report.server = json[u"server"_s].toString();
    for (const QJsonValue value : json[u"steps"_s].toArray())
        report.steps.push_back(
            {value[u"name"_s].toString(), value[u"ok"_s].toBool(), value[u"ms"_s].toInteger(), value[u"failure"_s].toString()});
    for (const QJsonValue value : json[u"pages"_s].toArray()) {
        TourPage page{value[u"target"_s].toString(), value[u"page"_s].toString(), value[u"rows"_s].toInt(), {}};
        for (const QJsonValue picture : value[u"pictures"_s].toArray())
            page.pictures << picture.toString();
        report.pages.push_back(page);
    }
    for (const QJsonValue value : json[u"charts"_s].toArray())
        report.charts.push_back(
            {value[u"target"_s].toString(), value[u"chart"_s].toString(), value[u"distinct"_s].toInt(), value[u"samples"_s].toInt()});
    return report;
}

QByteArray TourReport::toMarkdown() const
{
    const QStringList bad = failures();
    QByteArray text = "# NatsDeck tour\n\nNatsDeck " NATSDECK_VERSION ", nats-server " + server.toUtf8() + ".\n\n";
    text += bad.isEmpty() ? QByteArray("Everything was shown with real data.\n") : QByteArray("**Failed:**\n\n");
    for (const QString &failure : bad)
        text += "- " + failure.toUtf8() + "\n";
    text += "\n## Steps\n\n" + row({u"Step"_s, u"Result"_s, u"Seconds"_s}) + "|---|---|---|\n";
    for (const TourStepResult &step : steps)
        text += row({step.name, step.ok ? u"done"_s : step.failure, QString::number(double(step.milliseconds) / 1000, 'f', 1)});
    text += "\n## Charts\n\n" + row({u"Chart"_s, u"Samples"_s, u"Different values"_s}) + "|---|---|---|\n";
    for (const TourChart &chart : charts)
        text += row({named(chart.target, chart.chart), QString::number(chart.samples), QString::number(chart.distinct)});
    text += "\n## Pages\n\n";
    for (const TourPage &page : pages) {
        text += "### " + named(page.target, page.page).toUtf8() + "\n\n";
        if (page.rows >= 0)
            text += QByteArray::number(page.rows) + " rows.\n\n";
        for (const QString &picture : page.pictures)
            text += "![" + page.page.toUtf8() + "](" + picture.toUtf8() + ")\n";
        text += "\n";
    }
    return text;
}

Result<void> TourReport::write(const QString &folder) const
{
    if (const Result<void> json = files::writeAtomically(folder + u"/report.json"_s, QJsonDocument(toJson()).toJson()); !json)
        return json;
    return files::writeAtomically(folder + u"/report.md"_s, toMarkdown());
}

} // namespace natsdeck::app
