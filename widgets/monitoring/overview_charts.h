#pragma once

#include "models/monitoring/overview_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <array>

class QGridLayout;

namespace natsdeck::ui {

class ChartCard;

// Six charts under one crosshair: throughput and storage large, the others small below.
class OverviewCharts final : public QWidget
{
    Q_OBJECT

public:
    OverviewCharts(const Theme &theme, monitoring::OverviewPresenter &presenter, QWidget *parent = nullptr);

    void update();
    void setRoom(int width); // four small charts in a row where they fit, else two, else one

private:
    void add(monitoring::OverviewChart chart, const QString &title, bool large);
    void arrange(int columns);
    void showLimit(ChartCard *card, double limit);

    const Theme &m_theme;
    monitoring::OverviewPresenter &m_presenter;
    std::array<ChartCard *, monitoring::overviewCharts> m_cards{};
    QGridLayout *m_grid;
    int m_columns = 0;
};

} // namespace natsdeck::ui
