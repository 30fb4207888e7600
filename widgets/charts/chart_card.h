#pragma once

#include "widgets/charts/time_chart.h"
#include "widgets/common/card.h"

#include <QFrame>

namespace natsdeck::ui {

class Card;
class SeriesKey;

// A chart with its title, unit and keys: stroke, name, newest value.
class ChartCard final : public QFrame
{
    Q_OBJECT

public:
    ChartCard(const Theme &theme, const QString &title, const QString &unit, ValueAxis axis, QWidget *parent = nullptr);

    TimeChart *chart() const { return m_chart; }
    void setSeries(std::vector<ChartSeries> series); // keys follow
    void setUnit(const QString &unit);

private:
    void updateKeys(const std::vector<ChartSeries> &series);

    const Theme &m_theme;
    ValueAxis m_axis;
    Card *m_card;
    TimeChart *m_chart;
    std::vector<SeriesKey *> m_keys;
    QStringList m_names;
};

} // namespace natsdeck::ui
