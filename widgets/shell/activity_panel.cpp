#include "widgets/shell/activity_panel.h"

#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/log_view.h"
#include "widgets/common/tab_row.h"
#include "widgets/shell/activity.h"
#include "widgets/shell/operation_row.h"

#include <QScrollArea>
#include <QStackedWidget>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr std::chrono::milliseconds tickEvery{1000};

void clear(QLayout *layout)
{
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
}

std::optional<Severity> severityOf(QtMsgType level)
{
    switch (level) {
    case QtWarningMsg:
        return Severity::Warning;
    case QtCriticalMsg:
    case QtFatalMsg:
        return Severity::Critical;
    default:
        return std::nullopt;
    }
}

} // namespace

ActivityPanel::ActivityPanel(const Theme &theme, Activity &activity, const logging::Sink *log, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_activity(activity)
    , m_log(log)
    , m_tabs(new TabRow(theme, tr("Activity"), this))
    , m_stack(new QStackedWidget(this))
    , m_logTimer(new QTimer(this))
    , m_rebuild(new QTimer(this))
{
    setAccessibleName(tr("Activity"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(hairline(Qt::Horizontal, this));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme.metrics().l, 0, theme.metrics().m, 0);
    head->addWidget(m_tabs, 1);
    QPushButton *clearButton = pushButton(tr("Clear ended"), ButtonVariant::Quiet, this);
    head->addWidget(clearButton);
    QToolButton *close = iconButton(u"deck-close"_s, tr("Close the activity panel"), this, QKeySequence(Qt::CTRL | Qt::Key_J));
    head->addWidget(close);
    column->addLayout(head);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addWidget(m_stack, 1);

    m_tabs->addTab(u"operations"_s, tr("Operations"));
    m_stack->addWidget(makeList(m_operations, tr("Operations")));
    if (log) {
        m_tabs->addTab(u"log"_s, tr("Log"));
        m_logView = new LogView(theme, tr("Log of the program"), this);
        m_stack->addWidget(m_logView);
    }
    m_tabs->addTab(u"notifications"_s, tr("Notifications"));
    m_stack->addWidget(makeList(m_notifications, tr("Notifications")));

    connect(m_tabs, &TabRow::currentChanged, this, &ActivityPanel::showTab);
    connect(clearButton, &QPushButton::clicked, &m_activity, &Activity::clearEnded);
    connect(close, &QToolButton::clicked, this, &ActivityPanel::closeRequested);
    connect(&activity, &Activity::operationsChanged, this, &ActivityPanel::rebuildSoon);
    connect(&activity, &Activity::operationChanged, this, &ActivityPanel::updateOperation);
    connect(&activity, &Activity::notified, this, &ActivityPanel::rebuildSoon);
    m_rebuild->setSingleShot(true);
    m_rebuild->setInterval(0);
    connect(m_rebuild, &QTimer::timeout, this, [this] {
        rebuildOperations();
        rebuildNotifications();
    });
    m_logTimer->setInterval(tickEvery);
    connect(m_logTimer, &QTimer::timeout, this, [this] {
        readLog();
        for (auto *row : findChildren<OperationRow *>()) {
            const Operation *operation = m_activity.find(row->id());
            if (operation && operation->state == OperationState::Running)
                row->tick(*operation);
        }
    });
    rebuildOperations();
    rebuildNotifications();
}

QWidget *ActivityPanel::makeList(QVBoxLayout *&column, const QString &name)
{
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setAccessibleName(name);
    auto *inner = new QFrame(area);
    inner->setProperty("surface", u"page"_s);
    column = new QVBoxLayout(inner);
    column->setContentsMargins(0, m_theme.metrics().xs, 0, m_theme.metrics().xs);
    column->setSpacing(0);
    area->setWidget(inner);
    return area;
}

void ActivityPanel::showTab(const QString &id)
{
    if (m_tabs->current() != id) {
        m_tabs->setCurrent(id); // comes back here
        return;
    }
    m_stack->setCurrentIndex(m_tabs->bar()->currentIndex());
    if (id == u"notifications"_s)
        m_activity.markRead();
}

void ActivityPanel::rebuildSoon()
{
    m_tabs->setCount(u"operations"_s, m_activity.running() > 0 ? m_activity.running() : -1);
    if (isVisible() && !m_rebuild->isActive())
        m_rebuild->start();
}

void ActivityPanel::rebuildOperations()
{
    clear(m_operations);
    for (const Operation &operation : m_activity.operations())
        m_operations->addWidget(new OperationRow(m_theme, operation, this));
    if (m_activity.operations().empty()) {
        QLabel *nothing =
            mutedLabel(m_theme, tr("Nothing is running. Deployments, backups and searches appear here."), TextRole::Body, this);
        nothing->setContentsMargins(m_theme.metrics().l, m_theme.metrics().s, 0, 0);
        m_operations->addWidget(nothing);
    }
    m_operations->addStretch(1);
    m_tabs->setCount(u"operations"_s, m_activity.running() > 0 ? m_activity.running() : -1);
}

void ActivityPanel::updateOperation(int id)
{
    const Operation *operation = m_activity.find(id);
    for (auto *row : findChildren<OperationRow *>()) {
        if (operation && row->id() == id)
            row->showOperation(*operation);
    }
}

void ActivityPanel::rebuildNotifications()
{
    clear(m_notifications);
    for (int i = 0; i < static_cast<int>(m_activity.notifications().size()); ++i)
        m_notifications->addWidget(makeNotification(i));
    if (m_activity.notifications().empty()) {
        QLabel *nothing = mutedLabel(m_theme, tr("Nothing has happened yet."), TextRole::Body, this);
        nothing->setContentsMargins(m_theme.metrics().l, m_theme.metrics().s, 0, 0);
        m_notifications->addWidget(nothing);
    }
    m_notifications->addStretch(1);
    if (isVisible() && m_tabs->current() == u"notifications"_s)
        m_activity.markRead();
}

QWidget *ActivityPanel::makeNotification(int index)
{
    const Notification &notification = m_activity.notifications()[static_cast<std::size_t>(index)];
    auto *row = new QWidget(this);
    row->setAccessibleName(statusWord(statusOf(notification.severity)) + u": "_s + notification.title);
    row->setAccessibleDescription(notification.text);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(m_theme.metrics().l, 4, m_theme.metrics().m, 4);
    line->setSpacing(m_theme.metrics().s);
    line->addWidget(new Glyph(m_theme, statusOf(notification.severity), 14, row), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(1);
    words->addWidget(wrappedLabel(m_theme, notification.title, TextRole::Body, Tone::Normal, row));
    if (!notification.text.isEmpty())
        words->addWidget(wrappedLabel(m_theme, notification.text, TextRole::Caption, Tone::Muted, row));
    line->addLayout(words, 1);
    if (!notification.target.isEmpty()) {
        QPushButton *open = pushButton(tr("Show"), ButtonVariant::Link, row);
        open->setAccessibleName(tr("Show %1").arg(notification.title));
        connect(open, &QPushButton::clicked, this, [this, target = notification.target] { emit navigate(target); });
        line->addWidget(open, 0, Qt::AlignTop);
    }
    line->addWidget(mutedLabel(m_theme, notification.time.toUTC().toString(u"HH:mm:ss"_s), TextRole::Caption, row), 0, Qt::AlignTop);
    return row;
}

void ActivityPanel::readLog()
{
    if (!m_log || m_log->lastNumber() == m_lastLine)
        return;
    std::vector<LogLine> fresh;
    for (const logging::Line &line : m_log->linesAfter(m_lastLine)) {
        m_lastLine = line.number;
        fresh.push_back({line.time, QString(line.category).remove(u"natsdeck."_s), severityOf(line.level), line.text});
    }
    m_logView->append(fresh);
}

void ActivityPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    rebuildOperations();
    rebuildNotifications();
    readLog();
    m_logTimer->start();
}

void ActivityPanel::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_logTimer->stop();
}

} // namespace natsdeck::ui
