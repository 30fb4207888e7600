#include "widgets/monitoring/overview_cards.h"

#include "models/base/units.h"
#include "widgets/charts/series_key.h"
#include "widgets/common/capacity_bar.h"
#include "widgets/common/card.h"
#include "widgets/common/pill.h"
#include "widgets/common/sparkline.h"
#include "widgets/common/status_glyph.h"

#include <QGridLayout>
#include <QHBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int sparkPoints = 48;

// A card that leads nowhere is no link.
void makePlain(MetricCard *card)
{
    card->setProperty("variant", QVariant());
    card->setFocusPolicy(Qt::NoFocus);
    card->unsetCursor();
}

void fill(MetricCard *card, const monitoring::CardText &text, bool stale)
{
    card->setFigure(text.figure, text.unit, text.exact);
    card->setStale(stale);
    if (text.severity && !text.state.isEmpty())
        card->setState(statusOf(*text.severity), text.state);
    else
        card->setState(text.state);
}

} // namespace

OverviewCards::OverviewCards(const Theme &theme, monitoring::OverviewPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_servers(new MetricCard(theme, u"deck-server"_s, tr("Servers"), this))
    , m_connections(new MetricCard(theme, u"deck-connection"_s, tr("Connections"), this))
    , m_messages(new MetricCard(theme, u"deck-message"_s, tr("Messages"), this))
    , m_storage(new MetricCard(theme, u"deck-stream"_s, tr("JetStream storage"), this))
    , m_bar(new CapacityBar(theme, m_storage))
    , m_pill(new Pill(theme, {}, m_storage))
    , m_grid(new QGridLayout(this))
{
    for (MetricCard *card : {m_servers, m_connections, m_messages})
        makePlain(card);
    auto *lines = new QHBoxLayout;
    lines->setSpacing(theme.metrics().s);
    m_lines.push_back(addLine(lines, 0, tr("In")));
    lines->addSpacing(theme.metrics().xs);
    m_lines.push_back(addLine(lines, 1, tr("Out")));
    lines->addStretch(1);
    m_messages->bottom()->addLayout(lines);

    m_bar->setLegendVisible(true);
    m_storage->bottom()->addWidget(m_bar);
    m_storage->figureRow()->addWidget(m_pill);
    connect(m_storage, &MetricCard::activated, this, &OverviewCards::storageActivated);

    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(theme.metrics().m);
    arrange(true);
}

void OverviewCards::arrange(bool wide)
{
    static constexpr int stretches[] = {5, 4, 7, 9};
    m_wide = wide;
    MetricCard *const cards[] = {m_servers, m_connections, m_messages, m_storage};
    for (int i = 0; i < 4; ++i) {
        m_grid->removeWidget(cards[i]);
        m_grid->addWidget(cards[i], wide ? 0 : i / 2, wide ? i : i % 2);
        m_grid->setColumnStretch(i, wide ? stretches[i] : i < 2);
    }
    m_grid->activate();
}

void OverviewCards::setRoom(int width)
{
    const int least = m_grid->minimumSize().width();
    if (m_wide && width < least) {
        m_needed = least;
        arrange(false);
    } else if (!m_wide && width >= m_needed) {
        arrange(true);
    }
}

OverviewCards::Line OverviewCards::addLine(QHBoxLayout *row, int series, const QString &name)
{
    const Line line{new SeriesKey(m_theme, series, name, m_messages), new Sparkline(m_theme, series, m_messages)};
    line.sparkline->setFixedSize(m_theme.metrics().rowHeight * 5 / 4, m_theme.metrics().icon + 4);
    row->addWidget(line.key);
    row->addWidget(line.sparkline);
    return line;
}

void OverviewCards::update(bool stale)
{
    fill(m_servers, m_presenter.servers(), stale);
    fill(m_connections, m_presenter.connections(), stale);
    fill(m_messages, m_presenter.messages(), stale);
    updateStorage(stale);
}

void OverviewCards::updateStorage(bool stale)
{
    const monitoring::StorageCard storage = m_presenter.storage();
    fill(m_storage, storage.text, stale);
    m_bar->setVisible(storage.measured);
    m_bar->setCapacity({storage.used, storage.reserved, storage.limit, 0});
    m_pill->setVisible(!storage.pill.isEmpty());
    if (!storage.pill.isEmpty())
        m_pill->setContent(PillContent{storage.pill, statusOf(storage.pillSeverity), {}});
}

void OverviewCards::updateLines()
{
    const monitoring::ChartData chart = m_presenter.chart(monitoring::OverviewChart::Throughput);
    for (qsizetype i = 0; i < 2; ++i) {
        QList<double> values;
        const QList<monitoring::Sample> &samples = chart.lines[i].samples;
        for (const monitoring::Sample &sample : samples.last(std::min<qsizetype>(samples.size(), sparkPoints)))
            values << sample.value;
        const bool known = !values.isEmpty() && std::isfinite(values.last());
        m_lines[std::size_t(i)].key->setValue(known ? shortRate(values.last()) : u"–"_s);
        m_lines[std::size_t(i)].sparkline->setSamples(values);
    }
}

} // namespace natsdeck::ui
