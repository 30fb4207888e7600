#include "tests/widgets/support_gallery.h"

#include "tests/widgets/support_samples.h"
#include "widgets/charts/time_chart.h"
#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/capacity_bar.h"
#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/form.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/log_view.h"
#include "widgets/common/page_states.h"
#include "widgets/common/pill.h"
#include "widgets/common/table_view.h"
#include "widgets/shell/activity.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui::gallery {

namespace {

QHBoxLayout *rowIn(Card *card)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    card->body()->addLayout(row);
    return row;
}

Card *buttons(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Buttons"_s, {}, sheet);
    QHBoxLayout *row = rowIn(card);
    row->addWidget(pushButton(u"Apply 10 changes"_s, ButtonVariant::Primary, card));
    row->addWidget(pushButton(u"Back up and delete"_s, ButtonVariant::Danger, card));
    row->addWidget(pushButton(u"Cancel"_s, ButtonVariant::Normal, card));
    row->addWidget(pushButton(u"Save plan…"_s, ButtonVariant::Quiet, card));
    row->addWidget(pushButton(u"Show all"_s, ButtonVariant::Link, card));
    row->addStretch(1);
    row = rowIn(card);
    for (const ButtonVariant variant : {ButtonVariant::Primary, ButtonVariant::Normal}) {
        QPushButton *disabled = pushButton(u"deck-search"_s, u"Disabled"_s, variant, card);
        disabled->setEnabled(false);
        row->addWidget(disabled);
    }
    auto *segments = new Segments(u"Mode"_s, card);
    segments->addSegment(u"Stored"_s);
    segments->addSegment(u"Live"_s);
    row->addWidget(segments);
    for (const QString &icon :
         {u"deck-refresh"_s, u"deck-copy"_s, u"deck-columns"_s, u"deck-bell"_s, u"deck-search"_s, u"deck-trash"_s, u"deck-edit"_s,
          u"deck-help"_s, u"deck-settings"_s, u"deck-health"_s, u"deck-explorer"_s, u"deck-send"_s, u"deck-restart"_s, u"deck-export"_s})
        row->addWidget(iconButton(icon, icon, card));
    row->addStretch(1);
    return card;
}

Card *inputs(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Inputs"_s, {}, sheet);
    QHBoxLayout *row = rowIn(card);
    auto *valid = new Field(theme, u"Subject"_s, new QLineEdit(u"orders.eu.*"_s), {}, card);
    valid->setValid(u"Valid, held by stream ORDERS"_s);
    auto *invalid = new Field(theme, u"Filter"_s, new QLineEdit(u"data.tier = gold"_s), {}, card);
    invalid->setFinding(Finding{u"quote"_s, Severity::Critical, u"Text needs quotes: \"gold\" (column 13)"_s, {}, {}, {}, {}});
    row->addWidget(valid);
    row->addWidget(invalid);
    row = rowIn(card);
    row->addWidget(new Field(theme, {}, new QLineEdit(u"orders.>"_s), u"Normal, edge 3:1 on every surface"_s, card));
    auto *disabled = new Field(theme, {}, new QLineEdit(u"nats://127.0.0.1:4222"_s), u"Disabled"_s, card);
    disabled->editor()->setEnabled(false);
    for (auto *edit : card->findChildren<QLineEdit *>()) {
        if (edit->accessibleName().isEmpty())
            edit->setAccessibleName(edit->text());
    }
    row->addWidget(disabled);
    row = rowIn(card);
    auto *follow = new QCheckBox(u"Follow"_s, card);
    follow->setChecked(true);
    auto *some = new QCheckBox(u"Some"_s, card);
    some->setTristate(true);
    some->setCheckState(Qt::PartiallyChecked);
    auto *file = new QRadioButton(u"File"_s, card);
    file->setChecked(true);
    auto *span = new QComboBox(card);
    span->setAccessibleName(u"Time range"_s);
    span->addItem(u"Last 6 hours"_s);
    auto *servers = new QSpinBox(card);
    servers->setAccessibleName(u"Servers"_s);
    servers->setSuffix(u" servers"_s);
    servers->setValue(3);
    for (QWidget *widget : std::initializer_list<QWidget *>{follow, new QCheckBox(u"Debug"_s, card), some, file,
                                                            new QRadioButton(u"Memory"_s, card), span, servers})
        row->addWidget(widget);
    row->addStretch(1);
    return card;
}

Card *statuses(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Status, steps, environment"_s, {}, sheet);
    QHBoxLayout *row = rowIn(card);
    for (const Status status : {Status::Ok, Status::Warning, Status::Critical, Status::Info, Status::Unknown}) {
        row->addWidget(new Glyph(theme, status, 14, card));
        row->addWidget(plainLabel(theme, statusWord(status), TextRole::Body, card));
    }
    row->addStretch(1);
    row = rowIn(card);
    for (const StepMark step : {StepMark::Waiting, StepMark::Running, StepMark::Done, StepMark::Failed, StepMark::Skipped}) {
        row->addWidget(new Glyph(theme, step, 14, card));
        row->addWidget(plainLabel(theme, stepWord(step), TextRole::Body, card));
    }
    row->addStretch(1);
    row = rowIn(card);
    row->addWidget(new Pill(theme, {u"Healthy"_s, Status::Ok, {}}, card));
    row->addWidget(new Pill(theme, {u"1 replica behind"_s, Status::Warning, {}}, card));
    row->addWidget(new Pill(theme, {u"No quorum"_s, Status::Critical, {}}, card));
    for (const Environment environment : {Environment::Production, Environment::Staging, Environment::Development, Environment::Unlabelled})
        row->addWidget(new Pill(theme, {environmentWord(environment), {}, environment}, card));
    row->addStretch(1);
    return card;
}

Card *banners(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Banners"_s, {}, sheet);
    auto *lost = new Banner(theme, Status::Critical, u"Connection lost"_s, u"Shown values are 48 s old. Next attempt in 6 s."_s, card);
    lost->addAction(pushButton(u"Try now"_s, ButtonVariant::Normal, card));
    card->body()->addWidget(lost);
    card->body()->addWidget(new Banner(theme, Status::Warning, u"Token expires in 9 min"_s, u"aws eks get-token ran 51 min ago."_s, card));
    card->body()->addWidget(new Banner(theme, Status::Ok, u"Backup complete"_s, u"31.9 GiB in 5 min 48 s, checked."_s, card));
    return card;
}

Card *rows(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Rows"_s, {}, sheet);
    card->setBodyMargins(0, 4, 0, 4);
    auto *table = new TableView(theme, u"Streams"_s, TableView::Rows::Normal, card);
    auto *model = samples::streams().release();
    model->setParent(table);
    table->setModel(model);
    table->setColumns({{u"TELEMETRY_EDGE"_s, 24},
                       {u"telemetry.>"_s},
                       {u"88.8M"_s},
                       {u"888 GiB"_s, 84},
                       {u"88.8k/s"_s, 54},
                       {u"131"_s},
                       {u"nats-0 R3"_s, 20, true},
                       {u"88 min"_s}});
    table->selectRow(0);
    table->setMinimumHeight(150);
    card->body()->addWidget(table);
    return card;
}

Card *capacities(const Theme &theme, QWidget *sheet)
{
    constexpr double gib = 1024.0 * 1024 * 1024;
    auto *card = new Card(theme, u"Capacity"_s, {}, sheet);
    for (const Capacity &capacity :
         {Capacity{102 * gib, 168 * gib, 256 * gib, 300 * gib}, Capacity{203 * gib, 228 * gib, 256 * gib, 300 * gib},
          Capacity{240 * gib, 281 * gib, 256 * gib, 300 * gib}, Capacity{5 * gib, 0, 0, 0}}) {
        auto *bar = new CapacityBar(theme, card);
        bar->setLegendVisible(capacity.limit > 0);
        bar->setCapacity(capacity);
        card->body()->addWidget(bar);
    }
    return card;
}

Card *texts(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Difference and code"_s, {}, sheet);
    card->setBodyMargins(1, 4, 1, 1);
    auto *row = rowIn(card);
    auto *diff = new DiffView(theme, u"Difference"_s, card);
    diff->setTexts(samples::oldManifest(), samples::newManifest());
    auto *code = new CodeView(theme, u"Configuration"_s, card);
    code->setCode(u"# written by NatsDeck\nport: 4222\njetstream {\n  store_dir: \"/data\"\n  max_file_store: 10GB\n  enabled: true\n}\n"_s,
                  Language::NatsConf);
    row->addWidget(diff, 3);
    row->addWidget(code, 2);
    return card;
}

Card *chart(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Chart series, in this order"_s, {}, sheet);
    auto *view = new TimeChart(theme, samples::countAxis(), card);
    view->setAccessibleName(u"All series"_s);
    const QStringList names{u"In"_s,          u"Out"_s,     u"Delivered"_s,  u"Acknowledged"_s,
                            u"Redelivered"_s, u"Pending"_s, u"Leaf nodes"_s, u"Gateways"_s};
    std::vector<ChartSeries> series;
    constexpr qint64 end = 1'789'655'400'000;
    for (int i = 0; i < names.size(); ++i)
        series.push_back({names[i], i, samples::wave(end - 3'600'000, end, 360, 2000 + i * 1900, 500), false});
    view->setSeries(std::move(series));
    view->setTimeSpan({end - 3'600'000, end});
    view->setMinimumHeight(200);
    card->body()->addWidget(view);
    return card;
}

Card *logs(const Theme &theme, QWidget *sheet)
{
    auto *card = new Card(theme, u"Log and findings"_s, u"25 lines, 1 warning"_s, sheet);
    auto *log = new LogView(theme, u"Log"_s, card);
    const QDateTime time = QDateTime::fromSecsSinceEpoch(1'789'655'178, Qt::UTC);
    log->append({{time, u"check"_s, Severity::Ok, u"14 of 14 permissions present"_s},
                 {time.addSecs(2), u"backup"_s, {}, u"SENSORS: 1.2 GiB, 4,182,003 messages"_s},
                 {time.addSecs(40), u"event"_s, Severity::Warning, u"Back-off pulling image nats:2.14.2-alpine (1 of 5)"_s}});
    log->setMinimumHeight(70);
    card->body()->addWidget(log);
    auto *list = new FindingsList(theme, FindingsList::Words::Checks, card);
    list->setActionTexts([](const Finding &) { return u"Show stream"_s; });
    list->setPassedFolded(true);
    list->setFindings(samples::findings());
    card->body()->addWidget(list);
    return card;
}

} // namespace

std::unique_ptr<QWidget> components(const Theme &theme)
{
    auto sheet = std::make_unique<QWidget>();
    sheet->setAutoFillBackground(true);
    auto *columns = new QHBoxLayout(sheet.get());
    columns->setContentsMargins(16, 16, 16, 16);
    columns->setSpacing(12);
    auto *left = new QVBoxLayout;
    auto *right = new QVBoxLayout;
    for (QVBoxLayout *column : {left, right}) {
        column->setSpacing(12);
        columns->addLayout(column, 1);
    }
    for (Card *card : {buttons(theme, sheet.get()), inputs(theme, sheet.get()), statuses(theme, sheet.get()), banners(theme, sheet.get()),
                       rows(theme, sheet.get())})
        left->addWidget(card);
    for (Card *card : {chart(theme, sheet.get()), capacities(theme, sheet.get()), texts(theme, sheet.get()), logs(theme, sheet.get())})
        right->addWidget(card);
    return sheet;
}

StartContent startContent()
{
    return {u"Add your first NATS system"_s,
            u"NatsDeck reads your kubeconfig but contacts a cluster only when you open it."_s,
            {{u"deck-cluster"_s,
              u"Connect a cluster"_s,
              u"Open a context and find the NATS systems that run in it."_s,
              u"5 contexts in ~/.kube/config"_s,
              u"Choose a context…"_s,
              {}},
             {u"deck-deploy"_s,
              u"Deploy NATS"_s,
              u"Plan, check and install NATS with JetStream on a cluster, step by step."_s,
              u"needs rights in one namespace"_s,
              u"Start the wizard…"_s,
              {}},
             {u"deck-workstation"_s,
              u"Run it on this workstation"_s,
              u"Start a server with JetStream here, for a try or for development."_s,
              u"nats-server 2.11.8 found in PATH"_s,
              u"Start a server…"_s,
              {}}},
            u"3 contexts of the nats command line tool were found."_s,
            {{u"Import them"_s, [] {}}, {u"Enter a server address"_s, [] {}}}};
}

QList<PaletteEntry> paletteEntries()
{
    return {{PaletteGroup::Streams, u"ORDERS"_s, u"14.2M messages, 18.4 GiB"_s, u"deck-stream"_s, {}, {}, [] {}},
            {PaletteGroup::Streams, u"DLQ_ORDERS"_s, u"1,142 messages"_s, u"deck-stream"_s, {}, {}, [] {}},
            {PaletteGroup::Streams, u"TELEMETRY"_s, {}, u"deck-stream"_s, {}, {}, [] {}},
            {PaletteGroup::Consumers, u"order-projection"_s, u"ORDERS, 14 pending"_s, u"deck-consumer"_s, {}, {}, [] {}},
            {PaletteGroup::Consumers, u"recorder-eu"_s, u"TELEMETRY, current"_s, u"deck-consumer"_s, {}, {}, [] {}},
            {PaletteGroup::Subjects, u"orders.eu.created"_s, u"151/s"_s, u"deck-subject"_s, {}, {}, [] {}},
            {PaletteGroup::Actions, u"Create stream like ORDERS…"_s, {}, u"deck-plus"_s, {}, u"read-only: allow changes first"_s, [] {}},
            {PaletteGroup::Actions, u"Export definitions of ORDERS"_s, u"JSON or YAML"_s, u"deck-export"_s, u"Ctrl E"_s, {}, [] {}}};
}

Confirmation deleteStream()
{
    Confirmation question;
    question.impact = guard::Impact::DataLoss;
    question.title = u"Delete stream ORDERS?"_s;
    question.text = u"The stream, its messages and its consumers are removed from all 3 servers. There is no undo."_s;
    question.actionText = u"Delete stream"_s;
    question.environment = Environment::Production;
    question.effects = {{u"Messages"_s, u"14,203,118"_s, u"oldest from 2026-08-18"_s, false},
                        {u"Stored"_s, u"18.4 GiB"_s, u"on each of 3 servers"_s, false},
                        {u"Consumers"_s, u"14"_s, u"9 active now, order-projection and 8 more"_s, true},
                        {u"Publishing"_s, u"1.2k/s"_s, u"clients will get no acknowledgement"_s, true}};
    question.typedName = u"ORDERS"_s;
    question.command = u"nats stream rm ORDERS --context prod-eu-1"_s;
    question.optionText = u"Back up first, 18.4 GiB, about 4 min"_s;
    question.optionActionText = u"Back up and delete"_s;
    return question;
}

void fillActivity(Activity &activity)
{
    Operation deploy;
    deploy.title = u"Deploying nats to kind-dev"_s;
    deploy.cancel = [] {};
    deploy.open = [] {};
    const int id = activity.start(deploy);
    activity.update(id, 0.55, u"step 6 of 11: restarting nats-1"_s, u"84 MiB/s"_s, std::chrono::seconds(360));
    Operation backup;
    backup.title = u"Backing up ORDERS"_s;
    activity.end(activity.start(backup), OperationState::Failed, u"The disk is full"_s);
    Operation search;
    search.title = u"Searching ORDERS"_s;
    activity.end(activity.start(search), OperationState::Done, u"312 of 8,741,906 messages match"_s);
}

} // namespace natsdeck::ui::gallery
