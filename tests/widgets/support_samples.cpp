#include "tests/widgets/support_samples.h"

#include "models/base/cell_roles.h"
#include "models/base/units.h"
#include "models/systems/navigation_roles.h"
#include "widgets/charts/chart_card.h"
#include "widgets/charts/time_chart.h"
#include "widgets/common/buttons.h"
#include "widgets/common/capacity_bar.h"
#include "widgets/common/card.h"
#include "widgets/common/fact_list.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"
#include "widgets/common/table_view.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QLineEdit>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

using namespace Qt::StringLiterals;
using natsdeck::systems::NavigationKind;
namespace NavigationRole = natsdeck::systems::NavigationRole;

namespace natsdeck::ui::samples {

namespace {

constexpr qint64 noon = 1'789'651'800'000; // 2026-09-17 14:30 UTC
constexpr qint64 sixHours = 6 * 3600 * 1000;

QStandardItem *row(const QString &name, NavigationKind kind, const QString &icon = {}, const QString &word = {}, int status = -1)
{
    auto *item = new QStandardItem(name);
    item->setData(static_cast<int>(kind), NavigationRole::Kind);
    item->setData(icon, NavigationRole::Icon);
    item->setData(word, NavigationRole::StatusWord);
    item->setData(status, NavigationRole::Status);
    item->setData(QString(name + u'#' + word), NavigationRole::Key);
    item->setFlags(kind == NavigationKind::Section ? Qt::ItemIsEnabled : Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    return item;
}

class SamplePage final : public Page
{
public:
    SamplePage(PageContext &context, const QString &id, QWidget *parent)
        : Page(context.theme, id, parent)
    {}

    QWidget *inspector() override { return m_inspector; }
    void focusFilter() override
    {
        if (m_filter)
            m_filter->setFocus(Qt::ShortcutFocusReason);
    }
    bool closeTopmost() override
    {
        if (!m_inspector)
            return false;
        m_inspector->deleteLater();
        m_inspector = nullptr;
        emit inspectorChanged();
        return true;
    }
    void openItem(const QString &item) override { setProperty("opened", item); }
    void refresh() override { setProperty("refreshed", property("refreshed").toInt() + 1); }

    void buildStreams();
    void buildOverview();

private:
    void buildInspector();

    QWidget *m_inspector = nullptr;
    QLineEdit *m_filter = nullptr;
};

void SamplePage::buildStreams()
{
    auto *column = new QVBoxLayout(content());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(16, 10, 16, 10);
    m_filter = filterField(u"deck-filter"_s, u"Name or subject, or size>10GiB"_s, this);
    bar->addWidget(m_filter, 1);
    auto *segments = new Segments(u"Which streams"_s, this);
    for (const QString &text : {u"All 21"_s, u"Needs attention 6"_s, u"Key-value 2"_s, u"Objects 1"_s})
        segments->addSegment(text);
    bar->addWidget(segments);
    bar->addStretch(1);
    bar->addWidget(iconButton(u"deck-refresh"_s, u"Refresh"_s, this));
    bar->addWidget(iconButton(u"deck-columns"_s, u"Columns"_s, this));
    column->addLayout(bar);
    auto *table = new TableView(theme(), u"Streams"_s, TableView::Rows::Normal, this);
    auto *model = streams().release();
    model->setParent(table);
    auto *proxy = new SortProxy(table);
    proxy->setSourceModel(model);
    table->setModel(proxy);
    table->setColumns({{u"TELEMETRY_EDGE"_s, 24},
                       {u"telemetry.>, web.click.>"_s},
                       {u"88.8M"_s},
                       {u"888 GiB"_s, 84},
                       {u"88.8k/s"_s, 54},
                       {u"131"_s},
                       {u"nats-0 R3 1 behind"_s, 20, true},
                       {u"88 min"_s}});
    table->enableSorting(3, Qt::DescendingOrder);
    table->selectRow(3);
    table->setFocus();
    column->addWidget(table, 1);
    auto *footer = new TableFooter(theme(), this);
    footer->setTotals(u"21 streams, 2.11 G messages, 196 GiB on disk"_s);
    footer->setAge(u"sizes as of 2 s ago, refreshed for visible rows"_s);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(footer);
    buildInspector();
    setCount(21);
    setReady();
}

void SamplePage::buildInspector()
{
    m_inspector = new QWidget(this);
    m_inspector->hide();
    auto *column = new QVBoxLayout(m_inspector);
    column->setContentsMargins(16, 12, 16, 12);
    auto *head = new QHBoxLayout;
    head->addWidget(plainLabel(theme(), u"ORDERS"_s, TextRole::Title, m_inspector));
    head->addWidget(new Pill(theme(), {u"1 replica behind"_s, Status::Warning, {}}, m_inspector));
    head->addStretch(1);
    head->addWidget(iconButton(u"deck-copy"_s, u"Copy"_s, m_inspector));
    head->addWidget(iconButton(u"deck-close"_s, u"Close"_s, m_inspector));
    column->addLayout(head);
    auto *facts = new FactList(theme(), m_inspector);
    facts->setFacts({{u"Subjects"_s, u"orders.>"_s, TextRole::Mono, {}, {}},
                     {u"Description"_s, u"Order life cycle"_s, TextRole::Body, {}, {}},
                     {u"Messages"_s, u"14,203,118"_s, TextRole::Body, {}, {}},
                     {u"nats-2"_s, u"1,204 operations behind"_s, TextRole::Body, Status::Warning, {}}});
    column->addWidget(facts);
    auto *bar = new CapacityBar(theme(), m_inspector);
    bar->setCapacity({18.4, 0, 64, 0});
    column->addWidget(bar);
    auto *chart = new TimeChart(theme(), countAxis(), m_inspector);
    chart->setAccessibleName(u"Rate"_s);
    chart->setSeries({{u"In"_s, 0, wave(noon - sixHours, noon, 600, 1100, 300), true}});
    chart->setTimeSpan({noon - sixHours, noon});
    chart->setFixedHeight(140);
    column->addWidget(chart);
    column->addStretch(1);
}

void SamplePage::buildOverview()
{
    auto *grid = new QGridLayout(content());
    grid->setContentsMargins(16, 12, 16, 16);
    grid->setSpacing(12);
    auto *servers = new MetricCard(theme(), u"deck-server"_s, u"Servers"_s, this);
    servers->setFigure(u"3 of 3"_s, u"reachable"_s);
    servers->setState(Status::Ok, u"Meta leader nats-0, quorum 3 of 3"_s);
    auto *connections = new MetricCard(theme(), u"deck-connection"_s, u"Connections"_s, this);
    connections->setFigure(u"214"_s, u"clients"_s);
    connections->setState(Status::Warning, u"2 slow consumers in 1 h"_s);
    auto *storage = new MetricCard(theme(), u"deck-stream"_s, u"JetStream storage, per server"_s, this);
    storage->setFigure(u"196 GiB"_s, u"of 256 GiB"_s);
    storage->figureRow()->addWidget(new Pill(theme(), {u"77 %, near the limit"_s, Status::Warning, {}}, storage));
    auto *bar = new CapacityBar(theme(), storage);
    constexpr double gib = 1024.0 * 1024 * 1024;
    bar->setLegendVisible(true);
    bar->setCapacity({196 * gib, 228 * gib, 256 * gib, 300 * gib});
    storage->bottom()->addWidget(bar);
    grid->addWidget(servers, 0, 0);
    grid->addWidget(connections, 0, 1);
    grid->addWidget(storage, 0, 2, 1, 2);

    auto *throughput = new ChartCard(theme(), u"Throughput"_s, u"messages per second"_s, countAxis(), this);
    throughput->setSeries({{u"In"_s, 0, wave(noon - sixHours, noon, 3600, 12400, 1500, 0.35, 0.4), true},
                           {u"Out"_s, 1, wave(noon - sixHours, noon, 3600, 38000, 5000, 0.35, 0.4), true}});
    throughput->chart()->setTimeSpan({noon - sixHours, noon});
    auto *jetstream = new ChartCard(theme(), u"JetStream storage"_s, u"per server"_s, byteAxis(), this);
    jetstream->setSeries({{u"Used"_s, 0, wave(noon - sixHours, noon, 3600, 176 * gib, 10 * gib), true},
                          {u"Reserved"_s, 2, wave(noon - sixHours, noon, 3600, 220 * gib, 4 * gib), false}});
    jetstream->chart()->setTimeSpan({noon - sixHours, noon});
    jetstream->chart()->setLimit(ChartLimit{256 * gib, u"Limit 256 GiB"_s});
    jetstream->chart()->setBands({{192 * gib, std::numeric_limits<double>::infinity(), Status::Warning, u"75 % of the limit"_s}});
    linkCursors({throughput->chart(), jetstream->chart()});
    grid->addWidget(throughput, 1, 0, 1, 2);
    grid->addWidget(jetstream, 1, 2, 1, 2);
    auto *health = new Card(theme(), u"Health findings"_s, u"1 critical, 3 warnings, 1 note"_s, this);
    auto *list = new FindingsList(theme(), FindingsList::Words::Health, health);
    list->setActionTexts([](const Finding &finding) { return finding.action == u"open"_s ? u"Show stream"_s : QString(); });
    list->setFindings(findings());
    health->body()->addWidget(list);
    grid->addWidget(health, 2, 0, 1, 4);
    grid->setRowStretch(1, 3);
    grid->setRowStretch(2, 2);
    for (int column = 0; column < 4; ++column)
        grid->setColumnStretch(column, 1);
    emit ageChanged(u"updated 2 s ago"_s);
    setReady();
}

} // namespace

QString hostile() { return u"<b>x</b><img src=\"http://192.0.2.1/a.png\">&amp;"_s; }

std::unique_ptr<QStandardItemModel> navigation()
{
    auto model = std::make_unique<QStandardItemModel>();
    auto *kube = row(u"Kubernetes contexts"_s, NavigationKind::Section);
    auto *prod = row(u"prod-eu-1"_s, NavigationKind::Context, u"deck-cluster"_s);
    prod->appendRow(row(u"nats-core"_s, NavigationKind::System, u"deck-system"_s, u"Degraded"_s, 2));
    prod->appendRow(row(u"nats-edge"_s, NavigationKind::System, u"deck-system"_s, u"Healthy"_s, 0));
    prod->appendRow(row(u"nats-analytics"_s, NavigationKind::System, u"deck-system"_s, u"Healthy"_s, 0));
    auto *dev = row(u"kind-dev"_s, NavigationKind::Context, u"deck-cluster"_s);
    dev->appendRow(row(u"nats"_s, NavigationKind::System, u"deck-system"_s, u"No reply"_s, 3));
    kube->appendRow(prod);
    kube->appendRow(dev);
    kube->appendRow(row(u"prod-us-2"_s, NavigationKind::Context, u"deck-cluster"_s, u"Not opened"_s));
    auto *cli = row(u"NATS contexts"_s, NavigationKind::Section);
    cli->appendRow(row(u"ngs-shared"_s, NavigationKind::System, u"deck-bookmark"_s, u"Healthy"_s, 0));
    auto *here = row(u"This workstation"_s, NavigationKind::Section);
    auto *sandbox = row(u"sandbox"_s, NavigationKind::System, u"deck-workstation"_s, u"Running"_s, 0);
    sandbox->setData(u":4222"_s, NavigationRole::Detail);
    here->appendRow(sandbox);
    here->appendRow(row(u"No other server"_s, NavigationKind::Hint));
    for (QStandardItem *section : {kube, cli, here})
        model->appendRow(section);
    return model;
}

std::unique_ptr<QStandardItemModel> streams()
{
    struct Sample
    {
        const char16_t *name, *subjects, *messages, *size, *rate, *leader, *newest;
        double used, limit;
        int consumers;
    };
    static const Sample samples[] = {
        {u"TELEMETRY", u"telemetry.>", u"1.3G", u"71.6 GiB", u"8.4k/s", u"nats-2", u"now", 71.6, 85, 6},
        {u"AUDIT", u"audit.>", u"88.4M", u"31.9 GiB", u"46/s", u"nats-1", u"2 s", 31.9, 34, 2},
        {u"CLICKSTREAM", u"web.click.>, web.view.>", u"403M", u"27.2 GiB", u"2k/s", u"nats-1", u"now", 27.2, 42, 3},
        {u"ORDERS", u"orders.>", u"14.2M", u"18.4 GiB", u"1.2k/s", u"nats-0", u"now", 18.4, 64, 14},
        {u"METRICS_EDGE", u"edge.*.metrics", u"210M", u"9.8 GiB", u"1.2k/s", u"nats-0", u"now", 9.8, 0, 1},
        {u"DLQ_ORDERS", u"dlq.orders.>", u"1.1k", u"4.1 MiB", u"idle", u"nats-1", u"19 min", 0.004, 0, 1}};
    auto model = std::make_unique<QStandardItemModel>();
    model->setHorizontalHeaderLabels(
        {u"Stream"_s, u"Subjects"_s, u"Messages"_s, u"Size of limit"_s, u"Rate"_s, u"Cons."_s, u"Leader"_s, u"Newest"_s});
    for (const int column : {2, 5, 7})
        model->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
    for (const Sample &sample : samples) {
        const auto cell = [](const QString &text, CellKind kind) {
            auto *item = new QStandardItem(text);
            item->setData(static_cast<int>(kind), CellRole::Kind);
            return item;
        };
        auto *name = cell(QString::fromUtf16(sample.name), CellKind::Strong);
        name->setData(u"deck-stream"_s, CellRole::IconName);
        auto *size = cell(QString::fromUtf16(sample.size), CellKind::Capacity);
        size->setData(QVariant::fromValue(Capacity{sample.used, 0, sample.limit, 0}), CellRole::Capacity);
        size->setData(sample.used, CellRole::Sort);
        size->setData(QString::number(sample.used), CellRole::Copy);
        auto *rate = cell(QString::fromUtf16(sample.rate), CellKind::Sparkline);
        QList<double> points;
        for (int i = 0; i < 40; ++i)
            points << 5 + std::sin(i * 0.35 + sample.used) * 2;
        rate->setData(QVariant::fromValue(points), CellRole::Samples);
        auto *leader = cell(QString::fromUtf16(sample.leader), CellKind::Text);
        leader->setData(u"R3"_s, CellRole::Detail);
        if (sample.consumers == 14)
            leader->setData(2, CellRole::Status);
        model->appendRow({name, cell(QString::fromUtf16(sample.subjects), CellKind::Mono),
                          cell(QString::fromUtf16(sample.messages), CellKind::Number), size, rate,
                          cell(QString::number(sample.consumers), CellKind::Number), leader,
                          cell(QString::fromUtf16(sample.newest), CellKind::Number)});
    }
    return model;
}

std::vector<ChartSample> wave(qint64 from, qint64 to, int count, double base, double swing, double gapFrom, double gapTo)
{
    std::vector<ChartSample> samples;
    quint32 noise = 12345;
    for (int i = 0; i < count; ++i) {
        const double share = static_cast<double>(i) / (count - 1);
        noise = noise * 1664525u + 1013904223u;
        const double jitter = (static_cast<double>(noise >> 16) / 65536.0 - 0.5) * 0.3;
        const bool gap = share >= gapFrom && share < gapTo;
        samples.push_back({from + static_cast<qint64>(share * static_cast<double>(to - from)),
                           gap ? std::numeric_limits<double>::quiet_NaN() : base + swing * (std::sin(share * 9) * 0.7 + jitter)});
    }
    return samples;
}

Findings findings()
{
    return {{u"full"_s, Severity::Critical, u"Stream is 94 % full and discards old messages"_s,
             u"31.9 of 34 GiB; fills up in about 5 h at the rate of the last hour"_s, u"Raise the limit or shorten the age"_s, u"AUDIT"_s,
             u"open"_s},
            {u"behind"_s,
             Severity::Warning,
             u"Replica is behind its leader"_s,
             u"1,204 operations behind, growing for 3 min"_s,
             {},
             u"ORDERS on nats-2"_s,
             {}},
            {u"limit"_s,
             Severity::Info,
             u"4 streams have no size or age limit"_s,
             u"They grow until the server's limit is reached"_s,
             {},
             u"DLQ_ORDERS and 3 more"_s,
             {}},
            {u"greeting"_s, Severity::Ok, u"Greeting"_s, {}, {}, {}, {}},
            {u"login"_s, Severity::Ok, u"Login"_s, {}, {}, {}, {}}};
}

QString oldManifest()
{
    QString text = u"apiVersion: apps/v1\nkind: StatefulSet\nmetadata:\n  name: nats\nspec:\n  replicas: 3\n  template:\n    spec:\n"_s;
    for (int i = 0; i < 12; ++i)
        text += u"      line%1: value\n"_s.arg(i);
    return text +
           u"      containers:\n        - name: nats\n          image: nats:2.11.8-alpine\n          resources:\n            memory: 2Gi\n"_s;
}

QString newManifest()
{
    QString text = oldManifest();
    text.replace(u"nats:2.11.8-alpine"_s, u"nats:2.14.2-alpine"_s).replace(u"memory: 2Gi"_s, u"memory: 8Gi"_s);
    text.replace(u"    spec:\n"_s, u"    spec:\n      topologySpreadConstraints:\n        - topologyKey: topology.kubernetes.io/zone\n"_s);
    return text;
}

ValueAxis countAxis()
{
    return {[](double value) { return shortCount(value); }, 1000};
}

ValueAxis byteAxis()
{
    return {[](double value) { return shortBytes(value); }, 1024};
}

SampleSystem::SampleSystem(const QString &name, Environment environment)
{
    m_facts.id = u"link:"_s + name;
    m_facts.breadcrumb = {u"prod-eu-1"_s, u"messaging"_s, name};
    m_facts.environment = environment;
    m_facts.linkStatus = Status::Ok;
    m_facts.linkWord = u"Connected"_s;
    m_facts.roundTrip = u"3.2 ms"_s;
    m_facts.way = u"Port-forward svc/nats:4222"_s;
    m_facts.login = u"as natsdeck-viewer in account SYS"_s;
    m_facts.navigationKey = name + u"#Degraded"_s;
}

// The sample pages never look at it; a reference to nothing would be one all the same.
systems::OpenSystem &SampleSystem::open()
{
    alignas(std::max_align_t) static char nothing[256] = {};
    return *reinterpret_cast<systems::OpenSystem *>(nothing);
}

void SampleSystem::setLocked(bool locked)
{
    m_facts.locked = locked;
    emit changed();
}

void SampleSystem::set(const ShellFacts &facts)
{
    m_facts = facts;
    emit changed();
}

void addPages(PageRegistry &registry)
{
    registry.add({u"streams"_s, u"Streams"_s, u"deck-stream"_s, 20, [](PageContext &context, QWidget *parent) -> Page * {
                      auto *page = new SamplePage(context, u"streams"_s, parent);
                      page->buildStreams();
                      return page;
                  }});
    registry.add({u"overview"_s, u"Overview"_s, u"deck-overview"_s, 10, [](PageContext &context, QWidget *parent) -> Page * {
                      auto *page = new SamplePage(context, u"overview"_s, parent);
                      page->buildOverview();
                      return page;
                  }});
    registry.add(
        {u"events"_s, u"Events"_s, u"deck-event"_s, 90, [](PageContext &context, QWidget *parent) -> Page * {
             auto *page = new SamplePage(context, u"events"_s, parent);
             page->setFailed(
                 {ErrorKind::Timeout, u"The server did not answer"_s, u"no reply within 5 s"_s, u"Check that the server runs"_s, 0, {}},
                 [] {});
             return page;
         }});
}

} // namespace natsdeck::ui::samples
