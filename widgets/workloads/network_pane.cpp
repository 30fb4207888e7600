#include "widgets/workloads/network_pane.h"

#include "widgets/common/labels.h"

#include <QHeaderView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int servicesShown = 6; // more are scrolled

} // namespace

NetworkPane::NetworkPane(const Theme &theme, workloads::NetworkPresenter &presenter, QWidget *parent)
    : SectionPane(theme, presenter, u"kubernetes/network"_s, parent)
    , m_presenter(presenter)
{
    setEmptyState({u"deck-link"_s,
                   tr("No Service"),
                   tr("No Service in this namespace selects the pods of this system, so clients in the cluster have no stable address."),
                   {},
                   {}});
    addTable(presenter.services(), tr("Services"),
             {{u"nats-core-headless"_s, 32},
              {u"LoadBalancer"_s},
              {u"8 of 8 ready"_s, 20},
              {u"nats 4222, monitor 8222"_s, 0, true},
              {u"255.255.255.255"_s},
              {u"255.255.255.255"_s}},
             0);
    addTitle(tr("Ways in from outside"));
    m_ways = addTable(presenter.ways(), tr("Ways in from outside"),
                      {{u"https://nats.example.com/"_s, 0, true},
                       {u"Not confirmed"_s, 20},
                       {u"nats-core-eu:4222"_s},
                       {u"IngressRoute"_s},
                       {u"gateway-system/nats"_s},
                       {u"LoadBalancer"_s}},
                      1);
    m_none = new QWidget(this);
    auto *column = new QVBoxLayout(m_none);
    column->setContentsMargins(theme.metrics().l, 0, theme.metrics().l, theme.metrics().l);
    m_noneText = wrappedLabel(theme, {}, TextRole::Body, Tone::Muted, m_none);
    column->addWidget(m_noneText);
    column->addStretch(1);
    add(m_none, 1);
    m_none->hide();
}

void NetworkPane::addTitle(const QString &title)
{
    auto *host = new QWidget(this);
    auto *row = new QVBoxLayout(host);
    row->setContentsMargins(theme().metrics().l, theme().metrics().m, theme().metrics().l, theme().metrics().s);
    row->addWidget(plainLabel(theme(), title, TextRole::Title, host));
    add(host);
}

void NetworkPane::updated()
{
    TableView *services = tables().constFirst();
    const int rows = std::clamp(services->model()->rowCount(), 1, servicesShown);
    services->setFixedHeight(services->horizontalHeader()->sizeHint().height() +
                             (rows + 1) * services->verticalHeader()->defaultSectionSize());
    const QString none = m_presenter.waysText();
    m_noneText->setText(none);
    m_none->setVisible(!none.isEmpty());
    m_ways->setVisible(none.isEmpty());
}

} // namespace natsdeck::ui
