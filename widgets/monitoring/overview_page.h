#pragma once

#include "models/monitoring/overview_presenter.h"
#include "widgets/common/page.h"

class QBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QStackedWidget;

namespace natsdeck::ui {

class Card;
class FindingsList;
class OverviewCards;
class OverviewCharts;
class TableView;

// Is it healthy, what goes through it, how full is it: cards, charts of up to the last hour, the busiest streams, findings.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    OverviewPage(const Theme &theme, monitoring::Recorder &recorder, QWidget *parent = nullptr);

    void refresh() override { m_presenter.refresh(); }
    QWidget *pageControls() override { return m_controls; }

    monitoring::OverviewPresenter &presenter() { return m_presenter; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void build();
    QWidget *buildControls();
    QWidget *buildStreams();
    QWidget *buildFindings();
    void updateState();
    void updateCharts();
    void updateStreams();
    void updateFindings();

    monitoring::OverviewPresenter m_presenter;
    QWidget *m_controls;
    OverviewCards *m_cards = nullptr;
    OverviewCharts *m_charts = nullptr;
    QBoxLayout *m_lower = nullptr;
    QScrollArea *m_scroll = nullptr;
    Card *m_streamsCard = nullptr;
    TableView *m_streams = nullptr;
    QPushButton *m_allStreams = nullptr;
    QStackedWidget *m_streamsStack = nullptr;
    QLabel *m_noStreams = nullptr;
    Card *m_findingsCard = nullptr;
    FindingsList *m_findings = nullptr;
    QString m_shownError;
};

} // namespace natsdeck::ui
