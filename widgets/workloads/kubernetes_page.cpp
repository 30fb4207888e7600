#include "widgets/workloads/kubernetes_page.h"

#include "models/workloads/configuration_presenter.h"
#include "models/workloads/events_presenter.h"
#include "models/workloads/followed.h"
#include "models/workloads/network_presenter.h"
#include "models/workloads/pods_presenter.h"
#include "models/workloads/volumes_presenter.h"
#include "models/workloads/workload.h"
#include "widgets/common/card.h"
#include "widgets/common/tab_row.h"
#include "widgets/workloads/action_sections.h"
#include "widgets/workloads/configuration_pane.h"
#include "widgets/workloads/events_pane.h"
#include "widgets/workloads/network_pane.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace natsdeck::workloads;

namespace natsdeck::ui {

struct KubernetesPage::Parts
{
    explicit Parts(const Workload &side)
        : workload(side)
    {
        if (!side.found.selector.isEmpty())
            return;
        // Pods chosen by expressions: by their names then, rather than all pods of the namespace.
        EventScope scope;
        scope.setWorkload(side.found.kind, side.found.workload);
        pods.keepOnly([scope](const QJsonObject &pod) { return scope.holds(u"Pod"_s, kube::nameOf(pod)); });
    }

    [[nodiscard]] kube::ObjectRef all(const QString &apiVersion, const QString &kind) const
    {
        return {apiVersion, kind, workload.found.nameSpace, {}};
    }

    const Workload &workload;
    Followed pods{workload.client, all(u"v1"_s, u"Pod"_s), workload.found.selector};
    Followed claims{workload.client, all(u"v1"_s, u"PersistentVolumeClaim"_s)};
    Followed services{workload.client, all(u"v1"_s, u"Service"_s)};
    Followed slices{workload.client, all(u"discovery.k8s.io/v1"_s, u"EndpointSlice"_s)};
    Followed events{workload.client, all(u"v1"_s, u"Event"_s)};
    PodsPresenter podsPresenter{workload, pods};
    VolumesPresenter volumesPresenter{workload, pods, claims};
    NetworkPresenter networkPresenter{workload, pods, services, slices};
    ConfigurationPresenter configurationPresenter{workload, pods};
    EventsPresenter eventsPresenter{workload, events, {&pods}};
    std::unique_ptr<ActionSections> actions;
};

KubernetesPage::KubernetesPage(const Theme &theme, const Workload &workload, QWidget *parent, const ActionContext *actions)
    : Page(theme, u"kubernetes"_s, parent)
    , m_parts(std::make_unique<Parts>(workload))
    , m_tabs(new TabRow(theme, tr("Sections"), this))
    , m_stack(new QStackedWidget(this))
{
    auto *column = new QVBoxLayout(content());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme.metrics().s, 0, theme.metrics().s, 0);
    row->addWidget(m_tabs);
    column->addLayout(row);
    if (actions) {
        m_parts->actions = std::make_unique<ActionSections>(workload, m_parts->pods, *actions);
        row->addWidget(m_parts->actions->makeButton(theme, this));
        column->addWidget(m_parts->actions->makeStrip(theme, this));
    }
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(m_stack, 1);
    addSections();
    connect(m_tabs, &TabRow::currentChanged, this, &KubernetesPage::showSection);
    showSection(m_ids.constFirst());
    setReady();
}

KubernetesPage::~KubernetesPage()
{
    delete m_stack; // the panes refer to the presenters
}

void KubernetesPage::addSections()
{
    auto *pods = new TablePane(theme(), m_parts->podsPresenter, u"kubernetes/pods"_s, m_parts->podsPresenter.model(), tr("Pods"),
                               {{u"nats-core-10"_s, 24},
                                {u"CrashLoopBackOff"_s, 20},
                                {u"8/8"_s},
                                {u"8,888"_s},
                                {u"OOMKilled 59 min ago"_s, 20},
                                {u"512Mi / 2048Mi"_s},
                                {u"500m / 2"_s},
                                {u"node-1"_s, 0, true},
                                {u"255.255.255.255"_s},
                                {u"59 min"_s}});
    pods->setEmptyState(
        {u"deck-server"_s, tr("No pods"), tr("The workload is scaled to zero, or its pods wait to be made. Events say why."), {}, {}});
    addSection(u"pods"_s, tr("Pods"), pods);
    auto *storage =
        new TablePane(theme(), m_parts->volumesPresenter, u"kubernetes/storage"_s, m_parts->volumesPresenter.model(), tr("Volumes"),
                      {{u"nats-core-js-nats-core-0"_s, 40},
                       {u"Resizing"_s, 20},
                       {u"1000Gi"_s},
                       {u"node's shared disk"_s, 34},
                       {u"local-path"_s},
                       {u"RWO"_s},
                       {u"unknown"_s},
                       {u"nats-core-10"_s},
                       {u"pvc"_s, 0, true},
                       {u"59 min ago"_s}});
    storage->setEmptyState({u"deck-object"_s,
                            tr("No volumes"),
                            tr("No pod of this system mounts a volume claim. Streams in files do not outlive their pod here."),
                            {},
                            {}});
    addSection(u"storage"_s, tr("Storage"), storage);
    addSection(u"network"_s, tr("Network"), new NetworkPane(theme(), m_parts->networkPresenter));
    addSection(u"configuration"_s, tr("Configuration"), new ConfigurationPane(theme(), m_parts->configurationPresenter));
    addSection(u"events"_s, tr("Events"), new EventsPane(theme(), m_parts->eventsPresenter));
    if (m_parts->actions)
        m_parts->actions->addPanes(theme(),
                                   [this](const QString &id, const QString &title, QWidget *pane) { addSection(id, title, pane); });
}

void KubernetesPage::addSection(const QString &id, const QString &title, QWidget *pane)
{
    m_ids << id;
    m_tabs->addTab(id, title);
    m_stack->addWidget(pane);
    auto *page = qobject_cast<Page *>(pane);
    if (!page)
        return;
    const bool isCounted = id != u"configuration";
    connect(page, &Page::countChanged, this, [this, id, isCounted](int count) { m_tabs->setCount(id, isCounted ? count : -1); });
    connect(page, &Page::navigate, this, &KubernetesPage::navigate);
    connect(page, &Page::inspectorChanged, this, [this, page] {
        if (page == section())
            emit inspectorChanged();
    });
    connect(page, &Page::ageChanged, this, [this, page](const QString &age) {
        if (page == section())
            emit ageChanged(age);
    });
}

void KubernetesPage::showSection(const QString &id)
{
    const qsizetype index = m_ids.indexOf(id);
    if (index < 0)
        return;
    m_stack->setCurrentIndex(static_cast<int>(index));
    if (m_tabs->current() != id) {
        const QSignalBlocker quiet(m_tabs);
        m_tabs->setCurrent(id);
    }
    emit inspectorChanged();
}

ActionSections *KubernetesPage::actions() const { return m_parts->actions.get(); }

Page *KubernetesPage::section() const { return qobject_cast<Page *>(m_stack->currentWidget()); }

Page *KubernetesPage::section(const QString &id) const
{
    return qobject_cast<Page *>(m_stack->widget(static_cast<int>(m_ids.indexOf(id))));
}

void KubernetesPage::refresh()
{
    if (section())
        section()->refresh();
}

void KubernetesPage::focusFilter()
{
    if (section())
        section()->focusFilter();
}

bool KubernetesPage::closeTopmost() { return section() && section()->closeTopmost(); }

QWidget *KubernetesPage::inspector() { return section() ? section()->inspector() : nullptr; }

void KubernetesPage::openItem(const QString &item)
{
    showSection(item.section(u'/', 0, 0));
    if (const QString rest = item.section(u'/', 1); !rest.isEmpty() && section())
        section()->openItem(rest);
}

} // namespace natsdeck::ui
