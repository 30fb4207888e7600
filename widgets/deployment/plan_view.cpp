#include "widgets/deployment/plan_view.h"

#include "models/base/cell_roles.h"
#include "models/base/units.h"
#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/labels.h"
#include "widgets/common/table_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QScrollArea>
#include <QStandardItemModel>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

using plan::ChangeKind;

namespace {

struct Mark
{
    QString icon;
    QString word;
};

Mark markOf(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Create:
        return {u"deck-plus"_s, PlanView::tr("Create")};
    case ChangeKind::Change:
        return {u"deck-edit"_s, PlanView::tr("Change")};
    case ChangeKind::Remove:
        return {u"deck-minus"_s, PlanView::tr("Remove")};
    case ChangeKind::Run:
        break;
    }
    return {u"deck-play"_s, PlanView::tr("Run")};
}

Language languageOf(const QString &syntax)
{
    if (syntax == u"yaml")
        return Language::Yaml;
    if (syntax == u"json")
        return Language::Json;
    return syntax == u"nats" ? Language::NatsConf : Language::Plain;
}

QStandardItem *cell(const QString &text, CellKind kind)
{
    auto *item = new QStandardItem(text);
    item->setData(int(kind), CellRole::Kind);
    item->setToolTip(plainToolTip(text));
    item->setEditable(false);
    return item;
}

} // namespace

PlanView::PlanView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : WizardView(theme, presenter, deployment::WizardPage::Plan, parent)
    , m_model(new QStandardItemModel(this))
    , m_error(new Banner(theme, Status::Critical, {}, {}, this))
{
    m_error->hide();
    auto *row = new QHBoxLayout;
    row->setSpacing(theme.metrics().m);
    row->addWidget(buildObjects(), 6);
    row->addWidget(buildDiff(), 7);
    body()->addWidget(m_error);
    body()->addLayout(row, 3);
    body()->addWidget(buildPreflight(), 1);
}

QWidget *PlanView::buildObjects()
{
    auto *card = new Card(theme(), {}, {}, this);
    card->setBodyMargins(1, 1, 1, 4);
    m_model->setHorizontalHeaderLabels({tr("Action"), tr("Object"), tr("Kind")});
    m_objects = new TableView(theme(), tr("What will be done"), TableView::Rows::Normal, card);
    m_objects->setModel(m_model);
    m_objects->setColumns({{u"Remove"_s, 24}, {u"nats-config"_s, 0, true}, {u"StatefulSet"_s}});
    connect(m_objects->selectionModel(), &QItemSelectionModel::currentRowChanged, this, &PlanView::showDiff);
    card->body()->addWidget(m_objects);
    return card;
}

QWidget *PlanView::buildDiff()
{
    m_diffCard = new Card(theme(), {}, {}, this);
    m_diffCard->setBodyMargins(1, 4, 1, 4);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme().metrics().l, theme().metrics().s, theme().metrics().m, theme().metrics().s);
    head->setSpacing(theme().metrics().s);
    m_diffTitle = new ElidedLabel(theme(), {}, TextRole::Strong, Qt::ElideMiddle, m_diffCard);
    m_diffNote = new ElidedLabel(theme(), {}, TextRole::Caption, Qt::ElideRight, m_diffCard);
    m_diffNote->setProperty("tone", u"muted"_s);
    m_diffSummary = plainLabel(theme(), {}, TextRole::Body, m_diffCard);
    m_diff = new DiffView(theme(), tr("Difference"), m_diffCard);
    QToolButton *up = iconButton(u"deck-up"_s, tr("Previous change"), m_diffCard);
    QToolButton *down = iconButton(u"deck-down"_s, tr("Next change"), m_diffCard);
    QToolButton *copy = iconButton(u"deck-copy"_s, tr("Copy the text as it will be"), m_diffCard);
    connect(up, &QToolButton::clicked, m_diff, &DiffView::previousChange);
    connect(down, &QToolButton::clicked, m_diff, &DiffView::nextChange);
    connect(copy, &QToolButton::clicked, this, [this] {
        const int row = m_objects->currentIndex().row();
        if (row >= 0 && row < m_previews.size())
            QGuiApplication::clipboard()->setText(m_previews[row].after.isEmpty() ? m_previews[row].before : m_previews[row].after);
    });
    head->addWidget(m_diffTitle, 1);
    head->addWidget(m_diffNote, 1);
    head->addWidget(m_diffSummary);
    for (QToolButton *button : {up, down, copy})
        head->addWidget(button);
    m_diffCard->body()->addLayout(head);
    m_diffCard->body()->addWidget(hairline(Qt::Horizontal, m_diffCard));
    m_diffCard->body()->addWidget(m_diff, 1);
    return m_diffCard;
}

QWidget *PlanView::buildPreflight()
{
    m_preflightCard = new Card(theme(), tr("Preflight"), u" "_s, this);
    m_again = pushButton(tr("Run again"), ButtonVariant::Link, m_preflightCard);
    connect(m_again, &QPushButton::clicked, this, [this] { presenter().runPreflight(); });
    m_preflightCard->header()->addWidget(m_again);
    m_preflight = new FindingsList(theme(), FindingsList::Words::Checks);
    m_preflight->setPassedFolded(true);
    m_preflight->setActionTexts([](const Finding &finding) -> QString {
        const QString verb = finding.action.section(u':', 0, 0);
        if (verb == u"go-to")
            return tr("Change it");
        if (verb == u"choose-free-port")
            return tr("Use port %1").arg(finding.action.section(u':', 2));
        return {};
    });
    connect(m_preflight, &FindingsList::actionRequested, this, [this](const Finding &finding) { presenter().runAction(finding.action); });
    auto *scroll = new QScrollArea(m_preflightCard);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_preflight);
    scroll->viewport()->setAutoFillBackground(false);
    m_preflight->setAutoFillBackground(false);
    scroll->setMinimumHeight(theme().metrics().rowHeight * 7 / 2);
    m_preflightCard->body()->addWidget(scroll);
    return m_preflightCard;
}

void PlanView::refresh()
{
    WizardView::refresh();
    const plan::Plan *plan = presenter().plan();
    if (presenter().isPlanning()) {
        setSubtitle(tr("Working out what is to be done …"));
    } else if (plan) {
        QStringList parts;
        if (const int n = plan->count(ChangeKind::Create); n > 0)
            parts << tr("%1 to create").arg(n);
        if (const int n = plan->count(ChangeKind::Change); n > 0)
            parts << tr("%1 to change").arg(n);
        if (const int n = plan->count(ChangeKind::Remove); n > 0)
            parts << tr("%1 to remove").arg(n);
        setSubtitle(parts.isEmpty() ? tr("Everything is as it should be already.")
                                    : tr("%1. Nothing has been changed yet.").arg(parts.join(u", "_s)));
    }
    const std::optional<Error> error = presenter().planError();
    m_error->setVisible(error.has_value());
    if (error)
        m_error->setContent(Status::Critical, error->summary,
                            error->detail + (error->remedy.isEmpty() ? QString() : u". "_s + error->remedy));
    refreshObjects();
    refreshPreflight();
}

void PlanView::refreshObjects()
{
    const plan::Plan *plan = presenter().plan();
    const QString id = plan ? plan->id : QString();
    if (id == m_planId)
        return;
    m_planId = id;
    m_previews.clear();
    m_model->removeRows(0, m_model->rowCount());
    if (plan) {
        for (const plan::Step &step : plan->steps) {
            for (const plan::Preview &preview : step.previews) {
                const Mark mark = markOf(preview.kind);
                QStandardItem *action = cell(mark.word, CellKind::Text);
                action->setData(mark.icon, CellRole::IconName);
                m_model->appendRow({action, cell(preview.object, CellKind::Mono), cell(preview.objectKind, CellKind::Text)});
                m_previews.append(preview);
            }
        }
    }
    if (m_model->rowCount() > 0)
        m_objects->setCurrentIndex(m_model->index(0, 0));
    else
        showDiff({});
}

void PlanView::showDiff(const QModelIndex &row)
{
    const bool known = row.isValid() && row.row() < m_previews.size();
    const plan::Preview preview = known ? m_previews[row.row()] : plan::Preview();
    m_diffTitle->setText(known ? preview.objectKind + u' ' + preview.object : QString());
    m_diffNote->setText(!known                               ? QString()
                        : preview.kind == ChangeKind::Change ? tr("now and as it will be")
                        : preview.kind == ChangeKind::Remove ? tr("as it is")
                                                             : tr("as it will be"));
    m_diff->setTexts(preview.before, preview.after, languageOf(preview.syntax));
    m_diffSummary->setText(known && preview.kind != ChangeKind::Run ? m_diff->summary() : QString());
}

void PlanView::refreshPreflight()
{
    const Findings &findings = presenter().preflight();
    const bool running = presenter().isPreflighting();
    m_again->setEnabled(!running);
    QString caption = tr("checking …");
    if (!running) {
        caption = FindingsList::summary(findings, FindingsList::Words::Checks);
        if (!findings.isEmpty() && !blocks(findings))
            caption += tr("; nothing blocks the deployment");
    }
    m_preflightCard->setCaption(caption);
    m_preflight->setFindings(findings);
}

} // namespace natsdeck::ui
