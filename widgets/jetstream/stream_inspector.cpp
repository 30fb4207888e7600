#include "widgets/jetstream/stream_inspector.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "widgets/common/buttons.h"
#include "widgets/common/capacity_bar.h"
#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/fact_list.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"
#include "widgets/common/sparkline.h"
#include "widgets/common/tab_row.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <cmath>

using namespace Qt::StringLiterals;
using natsdeck::jetstream::StreamInfo;
using natsdeck::jetstream::StreamsPresenter;

namespace natsdeck::ui {

namespace {

QList<FactList::Fact> shown(const QList<StreamsPresenter::Fact> &facts)
{
    QList<FactList::Fact> list;
    for (const StreamsPresenter::Fact &fact : facts)
        list << FactList::Fact{fact.label, fact.value, fact.mono ? TextRole::Mono : TextRole::Body, std::nullopt, fact.exact};
    return list;
}

QString iconOf(const StreamInfo &stream)
{
    switch (jetstream::kindOf(stream)) {
    case jetstream::StreamKind::KeyValue:
        return u"deck-keyvalue"_s;
    case jetstream::StreamKind::Objects:
        return u"deck-object"_s;
    case jetstream::StreamKind::Stream:
        break;
    }
    return u"deck-stream"_s;
}

} // namespace

StreamInspector::StreamInspector(const Theme &theme, StreamsPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
{
    m_tabs = new TabRow(theme, tr("Stream"), this);
    m_tabs->addTab(u"overview"_s, tr("Overview"));
    m_tabs->addTab(u"configuration"_s, tr("Configuration"));
    m_tabs->setCurrent(u"overview"_s);
    m_configuration = new CodeView(theme, tr("Configuration as JSON"), this);
    m_configuration->setLineNumbersVisible(false);
    m_pages = new QStackedWidget(this);
    m_pages->addWidget(buildOverview());
    m_pages->addWidget(m_configuration);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    auto *tabs = new QHBoxLayout;
    tabs->setContentsMargins(theme.metrics().s, 0, theme.metrics().s, 0);
    tabs->addWidget(m_tabs);
    column->addLayout(tabs);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(m_pages, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(buildActions());
    connect(m_tabs, &TabRow::currentChanged, this, [this](const QString &id) {
        m_pages->setCurrentIndex(id == u"configuration" ? 1 : 0);
        showConfiguration();
    });
}

QWidget *StreamInspector::buildHead()
{
    auto *head = new QWidget(this);
    m_icon = new IconLabel(m_theme, u"deck-stream"_s, 18, head, QPalette::Link);
    m_name = new ElidedLabel(m_theme, {}, TextRole::Title, Qt::ElideRight, head);
    m_pill = new Pill(m_theme, {}, head);
    auto *copy = iconButton(u"deck-copy"_s, tr("Copy"), head);
    auto *close = iconButton(u"deck-close"_s, tr("Close the inspector"), head, Qt::Key_Escape);
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(m_theme.metrics().l, 14, m_theme.metrics().s, 6);
    row->setSpacing(m_theme.metrics().s);
    row->addWidget(m_icon);
    row->addWidget(m_name, 1);
    row->addWidget(m_pill);
    row->addWidget(copy);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &StreamInspector::closed);
    connect(copy, &QToolButton::clicked, this, [this, copy] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        const auto put = [](const QString &text) { QGuiApplication::clipboard()->setText(text); };
        menu->addAction(tr("Name"), this, [this, put] { put(m_stream.name); });
        menu->addAction(tr("Subjects"), this, [this, put] { put(m_stream.subjects.join(u'\n')); });
        menu->addAction(tr("Configuration as JSON"), this, [this, put] { put(QString::fromUtf8(m_presenter.configuration(m_stream))); });
        menu->addAction(tr("As nats command"), this, [this, put] { put(m_presenter.command(m_stream)); });
        menu->popup(copy->mapToGlobal(QPoint(0, copy->height())));
    });
    return head;
}

QLabel *StreamInspector::addTitle(QVBoxLayout *column, const QString &text)
{
    QLabel *title = plainLabel(m_theme, text, TextRole::Strong, this);
    column->addWidget(title);
    return title;
}

QWidget *StreamInspector::buildOverview()
{
    auto *inside = new QWidget;
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(m_theme.metrics().l, m_theme.metrics().m, m_theme.metrics().l, m_theme.metrics().m);
    column->setSpacing(m_theme.metrics().s);
    m_facts = new FactList(m_theme, inside);
    column->addWidget(m_facts);
    addTitle(column, tr("Storage"));
    m_storage = new CapacityBar(m_theme, inside);
    m_storageText = new ElidedLabel(m_theme, {}, TextRole::Caption, Qt::ElideRight, inside);
    column->addWidget(m_storage);
    column->addWidget(m_storageText);
    addTitle(column, tr("Rate, last two minutes"));
    m_rate = new Sparkline(m_theme, 0, inside);
    m_rate->setFixedHeight(48);
    m_rate->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_rateText = mutedLabel(m_theme, {}, TextRole::Caption, inside);
    column->addWidget(m_rate);
    column->addWidget(m_rateText);
    m_replicasTitle = addTitle(column, tr("Replicas"));
    m_replicas = new FactList(m_theme, inside);
    column->addWidget(m_replicas);
    addTitle(column, tr("Limits"));
    m_limits = new FactList(m_theme, inside);
    column->addWidget(m_limits);
    column->addStretch(1);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inside);
    inside->setAutoFillBackground(false); // the surface below shows through
    scroll->viewport()->setAutoFillBackground(false);
    return scroll;
}

QWidget *StreamInspector::buildActions()
{
    auto *actions = new QWidget(this);
    auto *browse = pushButton(tr("Browse"), ButtonVariant::Primary, actions);
    auto *copy = pushButton(u"deck-terminal"_s, tr("Copy command"), ButtonVariant::Normal, actions);
    auto *row = new QHBoxLayout(actions);
    row->setContentsMargins(m_theme.metrics().l, 10, m_theme.metrics().l, 10);
    row->setSpacing(m_theme.metrics().s);
    row->addWidget(browse);
    row->addWidget(copy);
    row->addStretch(1);
    connect(browse, &QPushButton::clicked, this, [this] { emit this->browse(m_stream.name); });
    connect(copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.command(m_stream)); });
    setPlainToolTip(copy, tr("nats stream info, for a terminal"));
    return actions;
}

void StreamInspector::showStorage(const StreamInfo &stream)
{
    const auto used = static_cast<double>(stream.bytes);
    const auto limit = static_cast<double>(std::max<qint64>(0, stream.maxBytes));
    m_storage->setCapacity({used, 0, limit, 0});
    m_storageText->setText(
        limit > 0 ? tr("%1 of %2 used, %3 %").arg(shortBytes(used), shortBytes(limit)).arg(static_cast<int>(used * 100 / limit))
                  : tr("%1 used, no limit of its own").arg(shortBytes(used)));
    const QList<double> rates = m_presenter.model().rates(stream.name);
    m_rate->setSamples(rates);
    const double rate = m_presenter.model().rate(stream.name);
    m_rateText->setText(std::isnan(rate) ? tr("measured after the next look")
                        : rate > 0       ? tr("%1 now").arg(shortRate(rate))
                                         : tr("idle now"));
}

void StreamInspector::showReplicas(const StreamInfo &stream)
{
    QList<FactList::Fact> facts;
    if (!stream.leader.isEmpty())
        facts << FactList::Fact{text::clean(stream.leader, 100), tr("Leader"), TextRole::Body, Status::Ok, {}};
    for (const jetstream::ReplicaInfo &peer : stream.peers) {
        const QString state = peer.offline   ? tr("Offline")
                              : peer.current ? tr("Current")
                                             : tr("Behind by %1").arg(exactCount(static_cast<qint64>(peer.lag)));
        facts << FactList::Fact{text::clean(peer.name, 100),
                                state,
                                TextRole::Body,
                                peer.offline   ? Status::Critical
                                : peer.current ? Status::Ok
                                               : Status::Warning,
                                {}};
    }
    m_replicas->setFacts(facts);
    m_replicas->setVisible(!facts.isEmpty());
    m_replicasTitle->setVisible(!facts.isEmpty());
}

void StreamInspector::showConfiguration()
{
    if (m_pages->currentIndex() == 1)
        m_configuration->setCode(QString::fromUtf8(m_presenter.configuration(m_stream)), Language::Json);
}

void StreamInspector::show(const StreamInfo &stream)
{
    const bool another = stream.name != m_stream.name || stream.config != m_stream.config;
    m_stream = stream;
    m_icon->setIcon(iconOf(stream));
    m_name->setText(text::clean(stream.name, 256));
    const QString health = jetstream::healthText(stream);
    m_pill->setVisible(!health.isEmpty());
    if (!health.isEmpty())
        m_pill->setContent({health, statusOf(jetstream::healthOf(stream)), {}});
    m_facts->setFacts(shown(m_presenter.overview(stream)));
    m_limits->setFacts(shown(m_presenter.limits(stream)));
    showStorage(stream);
    showReplicas(stream);
    if (another)
        showConfiguration();
}

} // namespace natsdeck::ui
