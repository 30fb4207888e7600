#include "widgets/charts/chart_card.h"

#include "widgets/charts/series_key.h"

#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

ChartCard::ChartCard(const Theme &theme, const QString &title, const QString &unit, ValueAxis axis, QWidget *parent)
    : QFrame(parent)
    , m_theme(theme)
    , m_axis(axis)
    , m_card(new Card(theme, title, unit, this))
    , m_chart(new TimeChart(theme, std::move(axis), this))
{
    setAccessibleName(title);
    m_chart->setAccessibleName(title);
    m_card->setBodyMargins(14, 4, 14, 8);
    m_card->body()->addWidget(m_chart);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_card);
}

void ChartCard::setUnit(const QString &unit) { m_card->setCaption(unit); }

void ChartCard::setSeries(std::vector<ChartSeries> series)
{
    updateKeys(series);
    m_chart->setSeries(std::move(series));
}

void ChartCard::updateKeys(const std::vector<ChartSeries> &series)
{
    QStringList names;
    for (const ChartSeries &one : series)
        names << one.name + u'#' + QString::number(one.color);
    if (names != m_names) {
        for (SeriesKey *key : m_keys)
            key->deleteLater();
        m_keys.clear();
        for (const ChartSeries &one : series) {
            m_keys.push_back(new SeriesKey(m_theme, one.color, one.name, m_card));
            m_card->header()->addWidget(m_keys.back());
        }
        m_names = names;
    }
    for (std::size_t i = 0; i < series.size(); ++i) {
        const bool known = !series[i].samples.empty() && std::isfinite(series[i].samples.back().value);
        m_keys[i]->setValue(known ? m_axis.format(series[i].samples.back().value) : u"–"_s);
    }
}

} // namespace natsdeck::ui
