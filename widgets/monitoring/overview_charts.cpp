#include "widgets/monitoring/overview_charts.h"

#include "models/base/units.h"
#include "models/monitoring/health_rules.h"
#include "widgets/charts/chart_card.h"

#include <QGridLayout>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

using monitoring::OverviewChart;

// A grid line between 0 and 1 of what cannot be divided has no label.
bool isPart(double value) { return std::abs(value) < 1 && value != 0; }

ValueAxis axisOf(OverviewChart chart)
{
    switch (chart) {
    case OverviewChart::Storage:
    case OverviewChart::Memory:
        return {[](double value) { return shortBytes(value); }, 1024};
    case OverviewChart::Bytes:
        return {[](double value) { return isPart(value) ? QString() : shortBytes(value) + u"/s"_s; }, 1024};
    case OverviewChart::Cpu:
        return {[](double value) { return QString::number(value, 'f', value < 10 && value != std::floor(value) ? 1 : 0) + u" %"_s; }, 1000};
    case OverviewChart::Throughput:
        return {[](double value) { return isPart(value) ? QString() : shortRate(value); }, 1000};
    case OverviewChart::Connections:
        break;
    }
    return {[](double value) { return isPart(value) ? QString() : shortCount(value); }, 1000};
}

std::vector<ChartSample> samplesOf(const monitoring::ChartData::Line &line)
{
    std::vector<ChartSample> samples;
    samples.reserve(std::size_t(line.samples.size()));
    for (const monitoring::Sample &sample : line.samples)
        samples.push_back({sample.time, sample.value});
    return samples;
}

} // namespace

OverviewCharts::OverviewCharts(const Theme &theme, monitoring::OverviewPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(theme.metrics().m);
    add(OverviewChart::Throughput, tr("Throughput"), true);
    add(OverviewChart::Storage, tr("JetStream storage"), true);
    add(OverviewChart::Bytes, tr("Data"), false);
    add(OverviewChart::Connections, tr("Connections"), false);
    add(OverviewChart::Cpu, tr("CPU"), false);
    add(OverviewChart::Memory, tr("Memory"), false);
    std::vector<TimeChart *> charts;
    for (const ChartCard *card : m_cards)
        charts.push_back(card->chart());
    linkCursors(charts);
    arrange(4);
}

void OverviewCharts::add(OverviewChart chart, const QString &title, bool large)
{
    auto *card = new ChartCard(m_theme, title, m_presenter.chart(chart).unit, axisOf(chart), this);
    card->setMinimumHeight(m_theme.metrics().rowHeight * (large ? 7 : 4));
    m_cards[std::size_t(chart)] = card;
}

void OverviewCharts::setRoom(int width)
{
    const int pair = m_cards[0]->minimumSizeHint().width() + m_cards[1]->minimumSizeHint().width() + m_grid->spacing();
    const int columns = width < pair ? 1 : width < fontMetrics().averageCharWidth() * 120 ? 2 : 4;
    if (columns != m_columns)
        arrange(columns);
}

void OverviewCharts::arrange(int columns)
{
    m_columns = columns;
    for (ChartCard *card : m_cards)
        m_grid->removeWidget(card);
    const int half = columns == 4 ? 2 : 1;
    const int below = columns == 1 ? 2 : 1; // the row after the two large ones
    m_grid->addWidget(m_cards[0], 0, 0, 1, half);
    m_grid->addWidget(m_cards[1], below - 1, columns == 1 ? 0 : half, 1, half);
    for (int i = 2; i < monitoring::overviewCharts; ++i)
        m_grid->addWidget(m_cards[std::size_t(i)], below + (i - 2) / columns, (i - 2) % columns);
    for (int column = 0; column < 4; ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    const int rows = below + (monitoring::overviewCharts - 2 + columns - 1) / columns;
    for (int row = 0; row < 6; ++row) // an empty row takes no room
        m_grid->setRowStretch(row, row < below ? 5 : row < rows ? 3 : 0);
}

void OverviewCharts::update()
{
    for (std::size_t i = 0; i < m_cards.size(); ++i) {
        const monitoring::ChartData shown = m_presenter.chart(OverviewChart(i));
        std::vector<ChartSeries> series;
        for (const monitoring::ChartData::Line &line : shown.lines)
            series.push_back({line.name, line.color, samplesOf(line), line.color != 2});
        m_cards[i]->setUnit(shown.unit);
        m_cards[i]->chart()->setTimeSpan({shown.from, shown.to});
        if (OverviewChart(i) == OverviewChart::Storage)
            showLimit(m_cards[i], shown.limit);
        m_cards[i]->setSeries(std::move(series));
    }
}

// The limit is drawn when the picture is about it: far below, its line would flatten everything that moves.
void OverviewCharts::showLimit(ChartCard *card, double limit)
{
    const monitoring::StorageCard storage = m_presenter.storage();
    const bool near = limit > 0 && std::max(storage.used, storage.reserved) > limit / 4;
    card->chart()->setLimit(near ? std::optional(ChartLimit{limit, tr("Limit %1").arg(shortBytes(limit))}) : std::nullopt);
    std::vector<ChartBand> bands;
    if (near)
        bands.push_back(
            {limit * monitoring::warningShare, std::numeric_limits<double>::infinity(), Status::Warning, tr("75 % of the limit")});
    card->chart()->setBands(std::move(bands));
    if (limit > 0 && !near)
        card->setUnit(tr("limit %1").arg(shortBytes(limit)));
}

} // namespace natsdeck::ui
