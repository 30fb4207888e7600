#include "tests/bench/bench.h"

#include "models/base/units.h"
#include "widgets/charts/time_chart.h"
#include "widgets/common/theme.h"

#include <QApplication>
#include <QImage>

#include <cmath>

using namespace Qt::StringLiterals;

using namespace natsdeck;
using namespace natsdeck::bench;

namespace {

constexpr int pointsPerSeries = 3600; // one hour, one reading per second
constexpr int updates = 20;           // of one run
constexpr QSize chartSize(560, 260);  // as on the Overview page

// An hour of a counter's rate as it comes: a slow wave, noise, a gap.
std::vector<ui::ChartSample> hour(qint64 end, double base, quint32 seed)
{
    std::vector<ui::ChartSample> samples;
    samples.reserve(pointsPerSeries);
    for (int i = 0; i < pointsPerSeries; ++i) {
        seed = seed * 1664525u + 1013904223u;
        const double noise = static_cast<double>(seed >> 16) / 65536.0;
        const bool gap = i > 1200 && i < 1230;
        samples.push_back(
            {end - (pointsPerSeries - i) * 1000ll, gap ? std::nan("") : base * (1 + 0.2 * std::sin(i * 0.004) + 0.1 * noise)});
    }
    return samples;
}

class ChartBench final
{
public:
    ChartBench()
        : m_theme(*qApp, ui::Scheme::Light)
        , m_chart(m_theme, {[](double value) { return shortCount(value); }, 1000})
        , m_image(chartSize, QImage::Format_ARGB32_Premultiplied)
    {
        m_chart.resize(chartSize);
        m_chart.setLiveSpan(std::chrono::hours(1));
        m_chart.setLimit(ui::ChartLimit{60'000, u"Limit 60k"_s});
        m_chart.show();
        m_chart.setAttribute(Qt::WA_DontShowOnScreen);
    }

    // Milliseconds of one update: new samples for all series until they are pixels.
    double run(int seriesCount)
    {
        double total = 0;
        for (int i = 0; i < updates; ++i) {
            std::vector<ui::ChartSeries> series;
            for (int s = 0; s < seriesCount; ++s)
                series.push_back({u"Series %1"_s.arg(s), s,
                                  hour(1'789'651'800'000 + m_tick * 1000, 12'000.0 * (s + 1), 7u + static_cast<quint32>(s)), s < 2});
            ++m_tick;
            const Stopwatch watch;
            m_chart.setSeries(std::move(series));
            static_cast<QWidget &>(m_chart).render(&m_image); // not QGraphicsView::render(), which paints the scene only
            total += watch.milliseconds();
        }
        return total / updates;
    }

private:
    ui::Theme m_theme;
    ui::TimeChart m_chart;
    QImage m_image;
    qint64 m_tick = 0;
};

} // namespace

NATSDECK_BENCHMARK(chart)
{
    ChartBench bench;
    bench.run(3); // fonts, glyphs, first layout
    report.measure({u"chart-update-2x3600"_s, u"ms"_s, Better::Lower, 8, [&] { return bench.run(2); }});
    report.measure({u"chart-update-3x3600"_s, u"ms"_s, Better::Lower, 8, [&] { return bench.run(3); }});
}
