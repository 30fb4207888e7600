#pragma once

#include "models/monitoring/overview_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QGridLayout;
class QHBoxLayout;

namespace natsdeck::ui {

class CapacityBar;
class MetricCard;
class Pill;
class SeriesKey;
class Sparkline;

// The row of numbers at the top of the Overview.
class OverviewCards final : public QWidget
{
    Q_OBJECT

public:
    OverviewCards(const Theme &theme, monitoring::OverviewPresenter &presenter, QWidget *parent = nullptr);

    void update(bool stale);
    void updateLines();
    void setRoom(int width); // one row where it fits, else two
    // In one row nothing wraps; a page that asked for preferred heights would not fit its window.
    bool hasHeightForWidth() const override { return !m_wide && QWidget::hasHeightForWidth(); }

signals:
    void storageActivated();

private:
    struct Line
    {
        SeriesKey *key;
        Sparkline *sparkline;
    };

    Line addLine(QHBoxLayout *row, int series, const QString &name);
    void updateStorage(bool stale);
    void arrange(bool wide);

    const Theme &m_theme;
    monitoring::OverviewPresenter &m_presenter;
    MetricCard *m_servers;
    MetricCard *m_connections;
    MetricCard *m_messages;
    MetricCard *m_storage;
    std::vector<Line> m_lines;
    CapacityBar *m_bar;
    Pill *m_pill;
    QGridLayout *m_grid;
    bool m_wide = true;
    int m_needed = 0; // width of one row, as it was when it did not fit
};

} // namespace natsdeck::ui
