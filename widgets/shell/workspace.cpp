#include "widgets/shell/workspace.h"

#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/labels.h"
#include "widgets/common/tab_row.h"

#include <QHBoxLayout>
#include <QSplitter>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int inspectorWidth = 340;
constexpr int inspectorLeast = 300;

} // namespace

Workspace::Workspace(const Theme &theme, const PageRegistry &registry, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_registry(registry)
    , m_tabs(new TabRow(theme, tr("Pages"), this))
    , m_age(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_controls(new QHBoxLayout)
    , m_linkHost(new QFrame(this))
    , m_link(new Banner(theme, Status::Critical, {}, {}, m_linkHost))
    , m_stack(new QStackedWidget(this))
    , m_splitter(new QSplitter(Qt::Horizontal, this))
    , m_inspectorHost(new QFrame(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(theme.metrics().l + 2, 0, theme.metrics().m, 0);
    row->setSpacing(theme.metrics().s);
    m_age->setProperty("tone", u"muted"_s);
    m_controls->setSpacing(theme.metrics().s);
    row->addWidget(m_tabs, 1);
    row->addWidget(m_age);
    row->addLayout(m_controls);
    column->addLayout(row);
    column->addWidget(hairline(Qt::Horizontal, this));

    m_linkHost->setProperty("surface", u"page"_s);
    auto *linkColumn = new QVBoxLayout(m_linkHost);
    linkColumn->setContentsMargins(theme.metrics().l, theme.metrics().m, theme.metrics().l, 0);
    linkColumn->addWidget(m_link);
    QPushButton *retry = pushButton(tr("Try again"), ButtonVariant::Normal, m_link);
    connect(retry, &QPushButton::clicked, this, &Workspace::retryRequested);
    m_link->addAction(retry);
    QPushButton *diagnose = pushButton(tr("Diagnose…"), ButtonVariant::Normal, m_link);
    connect(diagnose, &QPushButton::clicked, this, &Workspace::diagnoseRequested);
    m_link->addAction(diagnose);
    m_linkHost->hide();
    column->addWidget(m_linkHost);

    m_stack->setProperty("surface", u"page"_s);
    m_inspectorHost->setProperty("surface", u"page"_s);
    m_inspectorHost->setAccessibleName(tr("Inspector"));
    m_inspectorHost->setMinimumWidth(theme.metrics().scaled(inspectorLeast));
    auto *inner = new QVBoxLayout(m_inspectorHost);
    inner->setContentsMargins(0, 0, 0, 0);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_stack);
    m_splitter->addWidget(m_inspectorHost);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setSizes({10'000, theme.metrics().scaled(inspectorWidth)});
    m_inspectorHost->hide();
    column->addWidget(m_splitter, 1);

    for (const PageDescriptor &descriptor : registry.pages()) {
        if (!descriptor.isFor)
            m_tabs->addTab(descriptor.id, descriptor.title);
    }
    connect(m_tabs, &TabRow::currentChanged, this, [this](const QString &id) { showPage(id); });
}

Workspace::~Workspace()
{
    const QStringList ids = m_opened.keys();
    for (const QString &id : ids)
        forget(id);
}

void Workspace::showSystem(ShellSystem &system)
{
    const QString id = system.facts().id;
    std::shared_ptr<Opened> &opened = m_opened[id];
    if (!opened) {
        opened = std::make_shared<Opened>();
        opened->system = &system;
        opened->context.reset(new PageContext{m_theme, system.open()});
        connect(&system, &ShellSystem::changed, this, &Workspace::showLink);
    }
    m_shown = opened;
    showLink();
    showTabs();
    if (opened->current.isEmpty() && !m_registry.pages().empty())
        opened->current = m_registry.pages().front().id;
    showPage(opened->current);
}

// Those of the shown system: not every system has every page.
void Workspace::showTabs()
{
    const QSignalBlocker quiet(m_tabs);
    QStringList wanted;
    QStringList there;
    for (const PageDescriptor &descriptor : m_registry.pages()) {
        if (isOffered(descriptor))
            wanted << descriptor.id;
    }
    for (int i = 0; i < m_tabs->tabCount(); ++i)
        there << m_tabs->idAt(i);
    if (wanted != there)
        m_tabs->clear();
    for (const PageDescriptor &descriptor : m_registry.pages()) {
        if (!wanted.contains(descriptor.id))
            continue;
        if (wanted != there)
            m_tabs->addTab(descriptor.id, descriptor.title);
        const Page *made = m_shown->pages.value(descriptor.id);
        m_tabs->setCount(descriptor.id, made ? made->count() : -1);
    }
}

bool Workspace::isOffered(const PageDescriptor &page) const { return !page.isFor || (m_shown && page.isFor(m_shown->context->system)); }

void Workspace::forget(const QString &systemId)
{
    const std::shared_ptr<Opened> opened = m_opened.take(systemId);
    if (!opened)
        return;
    if (opened == m_shown) {
        m_shown.reset();
        showLink();
        showInspector();
        showControls();
    }
    for (Page *page : std::as_const(opened->pages)) {
        m_stack->removeWidget(page);
        delete page;
    }
}

Page *Workspace::pageOf(Opened &opened, const QString &id)
{
    if (Page *made = opened.pages.value(id))
        return made;
    const auto &pages = m_registry.pages();
    const auto found = std::find_if(pages.begin(), pages.end(), [&](const PageDescriptor &one) { return one.id == id; });
    if (found == pages.end() || !isOffered(*found))
        return nullptr;
    Page *page = found->create(*opened.context, m_stack);
    opened.pages.insert(id, page);
    m_stack->addWidget(page);
    bind(page);
    emit pageMade(page);
    return page;
}

void Workspace::bind(Page *page)
{
    connect(page, &Page::countChanged, this, [this, page](int count) {
        if (m_shown && m_shown->pages.value(page->pageId()) == page)
            m_tabs->setCount(page->pageId(), count);
    });
    connect(page, &Page::navigate, this, &Workspace::navigate);
    connect(page, &Page::inspectorChanged, this, [this, page] {
        if (page == this->page())
            showInspector();
    });
    connect(page, &Page::ageChanged, this, [this, page](const QString &text) {
        page->setProperty("age", text);
        if (page != this->page())
            return;
        m_age->setText(text);
        m_age->updateGeometry();
    });
    if (page->count() >= 0)
        m_tabs->setCount(page->pageId(), page->count());
}

bool Workspace::showPage(const QString &id, const QString &item)
{
    if (!m_shown)
        return false;
    Page *page = pageOf(*m_shown, id);
    if (!page)
        return false;
    m_shown->current = id;
    if (m_tabs->current() != id) {
        const QSignalBlocker quiet(m_tabs);
        m_tabs->setCurrent(id);
    }
    m_stack->setCurrentWidget(page);
    m_age->setText(page->property("age").toString());
    m_age->updateGeometry();
    showControls();
    showInspector();
    if (!item.isEmpty())
        page->openItem(item);
    emit located(m_shown->system->facts().id, id, item);
    return true;
}

Page *Workspace::page() const { return m_shown ? m_shown->pages.value(m_shown->current) : nullptr; }

QString Workspace::pageId() const { return m_shown ? m_shown->current : QString(); }

QList<Page *> Workspace::pages() const { return m_shown ? m_shown->pages.values() : QList<Page *>(); }

void Workspace::showInspector()
{
    QWidget *wanted = page() ? page()->inspector() : nullptr;
    if (m_inspector && m_inspector != wanted) {
        m_inspector->hide();
        m_inspector->setParent(m_inspectorOwner);
    }
    m_inspector = wanted;
    m_inspectorOwner = page();
    if (wanted) {
        m_inspectorHost->layout()->addWidget(wanted);
        wanted->show();
    }
    m_inspectorHost->setVisible(wanted && !m_folded);
}

void Workspace::setInspectorFolded(bool folded)
{
    m_folded = folded;
    m_inspectorHost->setVisible(m_inspector && !folded);
}

void Workspace::showLink()
{
    const ShellFacts facts = m_shown ? m_shown->system->facts() : ShellFacts();
    if (facts.linkWaits)
        m_link->setContent(facts.linkStatus, facts.linkWord, facts.linkDetail);
    m_linkHost->setVisible(facts.linkWaits);
}

void Workspace::showControls()
{
    QWidget *wanted = page() ? page()->pageControls() : nullptr;
    if (m_pageControls && m_pageControls != wanted) {
        m_pageControls->hide();
        m_pageControls->setParent(m_controlsOwner);
    }
    m_pageControls = wanted;
    m_controlsOwner = page();
    if (wanted) {
        m_controls->addWidget(wanted);
        wanted->show();
    }
}

} // namespace natsdeck::ui
