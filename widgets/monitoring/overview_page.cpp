#include "widgets/monitoring/overview_page.h"

#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/labels.h"
#include "widgets/common/table_view.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/monitoring/overview_cards.h"
#include "widgets/monitoring/overview_charts.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using monitoring::OverviewPresenter;
using monitoring::TimeRange;

namespace {

// Its wrapped texts scroll within their cards, so its height does not depend on its width.
class LowerHalf final : public QWidget
{
public:
    using QWidget::QWidget;
    bool hasHeightForWidth() const override { return false; }
};

} // namespace

OverviewPage::OverviewPage(const Theme &theme, monitoring::Recorder &recorder, QWidget *parent)
    : Page(theme, u"overview"_s, parent)
    , m_presenter(recorder)
    , m_controls(buildControls())
{
    build();
    connect(&m_presenter, &OverviewPresenter::changed, this, &OverviewPage::updateState);
    connect(&m_presenter, &OverviewPresenter::chartsChanged, this, &OverviewPage::updateCharts);
    connect(&m_presenter, &OverviewPresenter::streamsChanged, this, &OverviewPage::updateStreams);
    connect(&m_presenter, &OverviewPresenter::findingsChanged, this, &OverviewPage::updateFindings);
    updateStreams();
    updateFindings();
    updateState();
}

void OverviewPage::build()
{
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    const Metrics &metrics = theme().metrics();
    column->setContentsMargins(metrics.l, metrics.m, metrics.l, metrics.l);
    column->setSpacing(metrics.m);
    m_cards = new OverviewCards(theme(), m_presenter, inside);
    m_charts = new OverviewCharts(theme(), m_presenter, inside);
    auto *lower = new LowerHalf(inside);
    m_lower = new QBoxLayout(QBoxLayout::LeftToRight, lower);
    m_lower->setContentsMargins(0, 0, 0, 0);
    m_lower->setSpacing(metrics.m);
    m_lower->addWidget(buildStreams(), 6);
    m_lower->addWidget(buildFindings(), 5);
    column->addWidget(m_cards);
    column->addWidget(m_charts, 3);
    column->addWidget(lower, 2);
    connect(m_cards, &OverviewCards::storageActivated, this, [this] { emit navigate(u"streams"_s); });

    m_scroll = new QScrollArea(content());
    QScrollArea *scroll = m_scroll;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    auto *whole = new QVBoxLayout(content());
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(scroll);
}

QWidget *OverviewPage::buildControls()
{
    auto *controls = new QWidget(this);
    auto *row = new QHBoxLayout(controls);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme().metrics().s);
    auto *range = new QComboBox(controls);
    range->setAccessibleName(tr("Time range"));
    range->addItem(tr("Last 5 minutes"), int(TimeRange::FiveMinutes));
    range->addItem(tr("Last 15 minutes"), int(TimeRange::FifteenMinutes));
    range->addItem(tr("Last hour"), int(TimeRange::Hour));
    range->setCurrentIndex(range->findData(int(m_presenter.range())));
    connect(range, &QComboBox::currentIndexChanged, this, [this, range] { m_presenter.setRange(TimeRange(range->currentData().toInt())); });
    QToolButton *pause = iconButton(u"deck-pause"_s, tr("Pause charts"), controls);
    pause->setCheckable(true);
    connect(pause, &QToolButton::toggled, this, [this, pause](bool paused) {
        const QString name = paused ? tr("Continue charts") : tr("Pause charts");
        pause->setIcon(tintedIcon(paused ? u"deck-play"_s : u"deck-pause"_s));
        pause->setAccessibleName(name);
        setPlainToolTip(pause, name);
        m_presenter.setPaused(paused);
    });
    row->addWidget(range);
    row->addWidget(pause);
    controls->hide(); // until the frame takes it
    return controls;
}

QWidget *OverviewPage::buildStreams()
{
    m_streamsCard = new Card(theme(), tr("Busiest streams"), u" "_s, this);
    m_streamsCard->setBodyMargins(1, 0, 1, 8);
    m_allStreams = pushButton(tr("Streams"), ButtonVariant::Link, m_streamsCard);
    connect(m_allStreams, &QPushButton::clicked, this, [this] { emit navigate(u"streams"_s); });
    m_streamsCard->header()->addWidget(m_allStreams);

    m_streams = new TableView(theme(), tr("Busiest streams"), TableView::Rows::Normal, m_streamsCard);
    m_streams->setModel(&m_presenter.streams());
    m_streams->setColumns({{u"TELEMETRY"_s, 24, true}, {u"88.8k/s"_s, 60}, {u"888 GiB"_s, 84}, {u"88.8M"_s}, {u"8,888"_s}});
    m_streams->setMinimumHeight(theme().metrics().rowHeight * 5);
    connect(m_streams, &TableView::rowActivated, this,
            [this](const QModelIndex &row) { emit navigate(u"streams/"_s + m_presenter.streams().nameAt(row.row())); });
    m_noStreams = wrappedLabel(theme(), {}, TextRole::Body, Tone::Muted, m_streamsCard);
    m_noStreams->setAlignment(Qt::AlignCenter);
    m_noStreams->setMargin(theme().metrics().l);
    m_streamsStack = new QStackedWidget(m_streamsCard);
    m_streamsStack->addWidget(m_streams);
    m_streamsStack->addWidget(m_noStreams);
    m_streamsCard->body()->addWidget(m_streamsStack);
    return m_streamsCard;
}

QWidget *OverviewPage::buildFindings()
{
    m_findingsCard = new Card(theme(), tr("Health findings"), u" "_s, this);
    m_findings = new FindingsList(theme(), FindingsList::Words::Health);
    m_findings->setActionTexts([](const Finding &finding) { return finding.action == u"open-stream"_s ? tr("Show stream") : QString(); });
    connect(m_findings, &FindingsList::actionRequested, this,
            [this](const Finding &finding) { emit navigate(u"streams/"_s + finding.subject); });
    auto *scroll = new QScrollArea(m_findingsCard);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_findings);
    scroll->viewport()->setAutoFillBackground(false);
    m_findings->setAutoFillBackground(false);
    m_findingsCard->body()->addWidget(scroll);
    return m_findingsCard;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setWatching(true);
    updateCharts();
}

void OverviewPage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_presenter.setWatching(false);
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const int room = width() - 2 * theme().metrics().l;
    m_cards->setRoom(room);
    m_charts->setRoom(room);
    m_lower->setDirection(room >= fontMetrics().averageCharWidth() * 120 ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    // Arranged within a resize, the new minimum does not reach the scroll area by itself.
    QCoreApplication::postEvent(m_scroll, new QEvent(QEvent::LayoutRequest));
}

void OverviewPage::updateState()
{
    const OverviewPresenter::State state = m_presenter.state();
    emit ageChanged(m_presenter.ageText());
    const QString error = state == OverviewPresenter::State::Failed ? toText(*m_presenter.error()) : QString();
    const bool sameError = error == m_shownError;
    m_shownError = error;
    switch (state) {
    case OverviewPresenter::State::Loading:
        return setLoading();
    case OverviewPresenter::State::NoSource:
        return setEmpty(
            {u"deck-chart"_s,
             tr("No readings from this system"),
             tr("Charts come from the monitoring API of the servers (usually port 8222), and this system tells no address of one."),
             {},
             {}});
    case OverviewPresenter::State::Failed:
        if (!sameError)
            setFailed(*m_presenter.error(), [this] { m_presenter.refresh(); });
        return;
    case OverviewPresenter::State::Stale:
        setStale(m_presenter.age(), m_presenter.error() ? m_presenter.error()->summary : tr("The servers do not answer"));
        break;
    case OverviewPresenter::State::Ready:
        setReady();
        break;
    }
    m_cards->update(state == OverviewPresenter::State::Stale);
}

void OverviewPage::updateCharts()
{
    if (!isVisible())
        return;
    m_charts->update();
    m_cards->updateLines();
}

void OverviewPage::updateStreams()
{
    m_streamsCard->setCaption(m_presenter.streamsText());
    m_allStreams->setText(m_presenter.streamsLink());
    m_noStreams->setText(m_presenter.streamsEmpty());
    m_streamsStack->setCurrentWidget(m_presenter.streamsEmpty().isEmpty() ? static_cast<QWidget *>(m_streams) : m_noStreams);
}

void OverviewPage::updateFindings()
{
    const Findings &findings = m_presenter.findings();
    m_findingsCard->setCaption(findings.isEmpty() ? QString() : FindingsList::summary(findings, FindingsList::Words::Health));
    if (findings.isEmpty())
        m_findings->setFindings(
            {{u"nothing"_s, Severity::Ok, tr("Nothing needs attention"), tr("servers, storage and streams were looked at"), {}, {}, {}}});
    else
        m_findings->setFindings(findings);
}

} // namespace natsdeck::ui
