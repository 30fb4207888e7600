#include "widgets/workloads/configuration_pane.h"

#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int rowsShown = 5; // of servers; more are scrolled

} // namespace

ConfigurationPane::ConfigurationPane(const Theme &theme, workloads::ConfigurationPresenter &presenter, QWidget *parent)
    : SectionPane(theme, presenter, u"kubernetes/configuration"_s, parent)
    , m_presenter(presenter)
    , m_code(new CodeView(theme, tr("Configuration of the server"), this))
{
    add(buildHead());
    m_servers = addTable(presenter.model(), tr("Servers and their configuration"),
                         {{u"nats-core-10"_s, 24},
                          {u"Changed, not reloaded yet"_s, 20},
                          {u"jetstream.max_file_store"_s, 0, true},
                          {u"59 min ago"_s},
                          {u"59 min ago"_s},
                          {u"2.14.2"_s}},
                         0);
    add(hairline(Qt::Horizontal, this));
    add(m_code, 1);
}

QWidget *ConfigurationPane::buildHead()
{
    auto *head = new QWidget(this);
    m_title = new ElidedLabel(theme(), {}, TextRole::Title, Qt::ElideMiddle, head);
    m_changed = new ElidedLabel(theme(), {}, TextRole::Caption, Qt::ElideRight, head);
    m_changed->setProperty("tone", u"muted"_s);
    m_verdict = new StatusLine(theme(), TextRole::Body, head);
    auto *first = new QHBoxLayout;
    first->setSpacing(theme().metrics().s);
    first->addWidget(new IconLabel(theme(), u"deck-braces"_s, 16, head));
    first->addWidget(m_title);
    first->addWidget(m_changed);
    first->addStretch(1);
    auto *column = new QVBoxLayout(head);
    column->setContentsMargins(theme().metrics().l, theme().metrics().m, theme().metrics().l, theme().metrics().m);
    column->setSpacing(theme().metrics().s);
    column->addLayout(first);
    column->addWidget(m_verdict);
    return head;
}

EmptyState ConfigurationPane::emptyState() const
{
    return {u"deck-braces"_s, tr("No ConfigMap to compare with"), m_presenter.sourceText(), {}, {}};
}

void ConfigurationPane::updated()
{
    m_title->setText(m_presenter.title());
    m_changed->setText(m_presenter.changedText());
    m_verdict->setText(statusOf(m_presenter.severity()), m_presenter.verdict());
    setPlainToolTip(m_verdict, m_presenter.verdict());
    m_title->updateGeometry();
    m_changed->updateGeometry();
    const int rows = std::clamp(m_servers->model()->rowCount(), 1, rowsShown);
    m_servers->setFixedHeight(m_servers->horizontalHeader()->sizeHint().height() +
                              rows * m_servers->verticalHeader()->defaultSectionSize() + 2);
    if (std::exchange(m_shown, m_presenter.shownText()) != m_presenter.shownText())
        m_code->setCode(m_presenter.shownText(), Language::NatsConf);
}

} // namespace natsdeck::ui
