#include "widgets/explorer/message_detail_pane.h"

#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/labels.h"
#include "widgets/common/tab_row.h"
#include "widgets/common/table_view.h"
#include "widgets/explorer/json_view.h"
#include "widgets/explorer/lines_view.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::explorer::PayloadKind;

namespace natsdeck::ui {

namespace {

const QString jsonTab = u"json"_s;
const QString textTab = u"text"_s;
const QString hexTab = u"hex"_s;

QLayout *inset(QLayout *layout, int left, int top, int right, int bottom)
{
    layout->setContentsMargins(left, top, right, bottom);
    return layout;
}

} // namespace

MessageDetailPane::MessageDetailPane(const Theme &theme, explorer::PayloadPresenter &payload, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_payload(payload)
{
    auto *shown = new QWidget(this);
    auto *split = new QSplitter(Qt::Horizontal, shown);
    split->addWidget(buildPayload());
    split->addWidget(buildHeaders());
    split->setStretchFactor(0, 5);
    split->setStretchFactor(1, 3);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(1);
    auto *column = new QVBoxLayout(shown);
    inset(column, 0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildHead());
    column->addWidget(split, 1);

    m_hint = wrappedLabel(theme, {}, TextRole::Body, Tone::Muted, this);
    m_hint->setAlignment(Qt::AlignCenter);
    m_whole = new QStackedWidget(this);
    m_whole->addWidget(m_hint);
    m_whole->addWidget(shown);
    auto *all = new QVBoxLayout(this);
    inset(all, 0, 0, 0, 0);
    all->addWidget(m_whole);
    connect(&payload, &explorer::PayloadPresenter::changed, this, &MessageDetailPane::update);
    update();
}

QWidget *MessageDetailPane::buildHead()
{
    auto *head = new QWidget(this);
    m_subject = new ElidedLabel(m_theme, {}, TextRole::Mono, Qt::ElideMiddle, head);
    QFont strong = m_theme.font(TextRole::Mono);
    strong.setBold(true);
    m_subject->setFont(strong);
    m_sequence = mutedLabel(m_theme, {}, TextRole::Body, head);
    m_time = mutedLabel(m_theme, {}, TextRole::Body, head);
    m_up = iconButton(u"deck-up"_s, tr("Newer message"), head, Qt::ALT | Qt::Key_Up);
    m_down = iconButton(u"deck-down"_s, tr("Older message"), head, Qt::ALT | Qt::Key_Down);
    m_copy = pushButton(u"deck-copy"_s, tr("Copy"), ButtonVariant::Quiet, head);
    m_up->setShortcut(Qt::ALT | Qt::Key_Up);
    m_down->setShortcut(Qt::ALT | Qt::Key_Down);
    connect(m_up, &QToolButton::clicked, this, [this] { emit stepped(-1); });
    connect(m_down, &QToolButton::clicked, this, [this] { emit stepped(1); });
    connect(m_copy, &QPushButton::clicked, this, &MessageDetailPane::showCopyMenu);
    auto *row = new QHBoxLayout(head);
    inset(row, m_theme.metrics().l, 8, m_theme.metrics().m, 0);
    row->setSpacing(m_theme.metrics().m);
    row->addWidget(m_subject, 0);
    row->addWidget(m_sequence);
    row->addWidget(m_time);
    row->addStretch(1);
    row->addWidget(m_up);
    row->addWidget(m_down);
    row->addWidget(m_copy);
    return head;
}

QWidget *MessageDetailPane::buildPayload()
{
    auto *pane = new QWidget(this);
    m_tabs = new TabRow(m_theme, tr("Payload"), pane);
    m_tabs->addTab(jsonTab, tr("JSON"));
    m_tabs->addTab(textTab, tr("Text"));
    m_tabs->addTab(hexTab, tr("Hex"));
    m_note = new ElidedLabel(m_theme, {}, TextRole::Caption, Qt::ElideRight, pane);
    m_warning = new StatusLine(m_theme, TextRole::Caption, pane);
    m_all = pushButton(tr("Show all"), ButtonVariant::Link, pane);
    connect(m_all, &QPushButton::clicked, &m_payload, &explorer::PayloadPresenter::showAll);
    m_views = new QStackedWidget(pane);
    m_views->addWidget(new JsonView(m_theme, m_payload.json(), pane));
    m_views->addWidget(new LinesView(m_theme, m_payload.text(), tr("Payload as text"), pane));
    m_views->addWidget(new LinesView(m_theme, m_payload.hex(), tr("Payload as hex"), pane));
    connect(m_tabs, &TabRow::currentChanged, this, [this](const QString &id) {
        m_wantedTab = id;
        m_views->setCurrentIndex(id == jsonTab ? 0 : id == textTab ? 1 : 2);
    });

    auto *top = new QHBoxLayout;
    inset(top, m_theme.metrics().s, 0, m_theme.metrics().m, 0);
    top->setSpacing(m_theme.metrics().s);
    top->addWidget(m_tabs, 1);
    top->addWidget(m_warning);
    top->addWidget(m_note);
    top->addWidget(m_all);
    auto *body = new QVBoxLayout;
    inset(body, m_theme.metrics().s, 6, 0, 0);
    body->addWidget(m_views);
    auto *column = new QVBoxLayout(pane);
    inset(column, 0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(hairline(Qt::Horizontal, pane));
    column->addLayout(body, 1);
    return pane;
}

QWidget *MessageDetailPane::buildHeaders()
{
    auto *pane = new QWidget(this);
    m_headerTabs = new TabRow(m_theme, tr("Headers"), pane);
    m_headerTabs->addTab(u"headers"_s, tr("Headers"));
    m_headerTabs->setCurrent(u"headers"_s);
    auto *table = new TableView(m_theme, tr("Headers"), TableView::Rows::Dense, pane);
    table->setModel(&m_payload.headers());
    table->horizontalHeader()->hide();
    table->setColumns({{u"Content-Type-Long"_s}, {u"application/json"_s, 0, true}});
    m_headers = table;
    auto *top = new QHBoxLayout;
    inset(top, m_theme.metrics().s, 0, 0, 0);
    top->addWidget(m_headerTabs);
    auto *body = new QVBoxLayout;
    inset(body, m_theme.metrics().s, 6, 0, 0);
    body->addWidget(table);
    auto *column = new QVBoxLayout(pane);
    inset(column, 0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(hairline(Qt::Horizontal, pane));
    column->addLayout(body, 1);
    return pane;
}

void MessageDetailPane::showCopyMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto copy = [](const QString &text) { QGuiApplication::clipboard()->setText(text); };
    menu->addAction(tr("Payload"), this, [this, copy] { copy(QString::fromUtf8(m_payload.payload())); });
    if (m_payload.kind() == PayloadKind::Json)
        menu->addAction(tr("Payload, indented"), this, [this, copy] { copy(QString::fromUtf8(m_payload.formatted())); });
    menu->addAction(tr("Payload as Base64"), this, [this, copy] { copy(QString::fromLatin1(m_payload.payload().toBase64())); });
    menu->addAction(tr("Subject"), this, [this, copy] { copy(QString::fromUtf8(m_payload.message().subject)); });
    if (!m_payload.message().headers.isEmpty()) {
        menu->addAction(tr("Headers"), this, [this, copy] {
            QString text;
            for (const auto &[name, value] : m_payload.message().headers)
                text += QString::fromUtf8(name) + u": "_s + QString::fromUtf8(value) + u'\n';
            copy(text);
        });
    }
    if (!m_command.isEmpty()) {
        menu->addSeparator();
        menu->addAction(tr("Command that reads it"), this, [this, copy] { copy(m_command); });
    }
    menu->popup(m_copy->mapToGlobal(QPoint(0, m_copy->height())));
}

void MessageDetailPane::setError(const QString &text)
{
    m_hint->setText(text.isEmpty() ? tr("Choose a message to read it.") : text);
    if (!text.isEmpty())
        m_whole->setCurrentIndex(0);
}

// The tab someone chose stays while it makes sense for the message; else the one that reads best.
void MessageDetailPane::showBestTab()
{
    const PayloadKind kind = m_payload.kind();
    const QString wanted = m_wantedTab; // the bar changes its tab by itself, which is nobody's wish
    m_tabs->bar()->setTabEnabled(0, kind == PayloadKind::Json);
    QString best = wanted;
    if (best.isEmpty() || (best == jsonTab && kind != PayloadKind::Json) || (best == textTab && kind == PayloadKind::Binary))
        best = kind == PayloadKind::Json ? jsonTab : kind == PayloadKind::Binary ? hexTab : textTab;
    m_tabs->setCurrent(best);
    m_wantedTab = wanted;
    m_views->setCurrentIndex(best == jsonTab ? 0 : best == textTab ? 1 : 2);
}

void MessageDetailPane::update()
{
    if (!m_payload.hasMessage()) {
        setError({});
        m_whole->setCurrentIndex(0);
        return;
    }
    m_whole->setCurrentIndex(1);
    m_subject->setText(m_payload.subjectText());
    m_sequence->setText(m_payload.sequenceText());
    m_sequence->setVisible(!m_payload.sequenceText().isEmpty());
    m_time->setText(m_payload.timeText());
    m_note->setText(m_payload.note());
    m_all->setVisible(m_payload.isCut());
    m_warning->setVisible(!m_payload.warning().isEmpty());
    if (!m_payload.warning().isEmpty())
        m_warning->setText(Status::Warning, m_payload.warning());
    m_headerTabs->setCount(u"headers"_s, m_payload.headers().rowCount());
    showBestTab();
}

} // namespace natsdeck::ui
