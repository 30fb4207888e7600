#include "widgets/shell/top_bar.h"

#include "widgets/common/buttons.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/shell/link_state_button.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QResizeEvent>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

// Looks like a field, is a button: the palette has the real one.
QPushButton *makeCommandField(const Theme &theme, QWidget *parent)
{
    auto *field = new QPushButton(parent);
    field->setProperty("variant", u"field"_s);
    field->setAutoDefault(false);
    field->setFocusPolicy(Qt::TabFocus);
    field->setAccessibleName(TopBar::tr("Search or run a command"));
    setPlainToolTip(field, TopBar::tr("Search or run a command (Ctrl+K)"));
    auto *row = new QHBoxLayout(field);
    row->setContentsMargins(10, 0, 6, 0);
    row->setSpacing(theme.metrics().s);
    row->addWidget(new IconLabel(theme, u"deck-search"_s, 16, field));
    auto *words = new ElidedLabel(theme, TopBar::tr("Search or run a command"), TextRole::Body, Qt::ElideRight, field);
    words->setProperty("tone", u"muted"_s);
    row->addWidget(words, 1);
    QLabel *keys = plainLabel(theme, TopBar::tr("Ctrl K"), TextRole::Caption, field);
    keys->setProperty("variant", u"key"_s);
    row->addWidget(keys, 0, Qt::AlignVCenter);
    for (QWidget *child : field->findChildren<QWidget *>())
        child->setAttribute(Qt::WA_TransparentForMouseEvents);
    return field;
}

} // namespace

TopBar::TopBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_sidebar(iconButton(u"deck-sidebar"_s, tr("Show or hide the systems"), this, QKeySequence(Qt::CTRL | Qt::Key_B)))
    , m_crumbs(new QHBoxLayout)
    , m_environment(new Pill(theme, {}, this))
    , m_link(new LinkStateButton(theme, this))
    , m_lock(new QToolButton(this))
    , m_command(makeCommandField(theme, this))
    , m_bell(iconButton(u"deck-bell"_s, tr("Notifications"), this))
    , m_menu(iconButton(u"deck-menu"_s, tr("Menu"), this, QKeySequence(Qt::Key_F10)))
{
    setAccessibleName(tr("Top bar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().m, 6, theme.metrics().m, 6);
    row->setSpacing(theme.metrics().s);
    m_crumbs->setSpacing(theme.metrics().xs + 2);
    m_crumbs->setContentsMargins(theme.metrics().s, 0, theme.metrics().s, 0);
    row->addWidget(m_sidebar);
    row->addLayout(m_crumbs);
    row->addWidget(m_environment);
    row->addSpacing(theme.metrics().xs);
    row->addWidget(m_link);
    row->addStretch(1);
    row->addWidget(m_lock);
    row->addWidget(m_command);
    row->addWidget(m_bell);
    row->addWidget(m_menu);
    m_lock->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_lock->setFocusPolicy(Qt::TabFocus);
    m_menu->setPopupMode(QToolButton::InstantPopup);
    connect(m_sidebar, &QToolButton::clicked, this, &TopBar::sidebarToggled);
    connect(m_lock, &QToolButton::clicked, this, [this] { emit lockRequested(!m_locked); });
    connect(m_command, &QPushButton::clicked, this, &TopBar::commandRequested);
    connect(m_bell, &QToolButton::clicked, this, &TopBar::notificationsRequested);
    connect(m_link, &LinkStateButton::clicked, this, &TopBar::showLinkMenu);
    showNothing();
}

void TopBar::showFacts(const ShellFacts &facts)
{
    showBreadcrumb(facts.breadcrumb);
    const QString word = environmentWord(facts.environment);
    m_environment->setContent({word, std::nullopt, facts.environment});
    m_environment->show();
    m_linkFailed = facts.linkFailed;
    m_unverified = facts.unverified;
    m_link->showFacts(facts);
    m_link->show();
    showLock(facts.locked);
    m_lock->show();
}

void TopBar::showLinkMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_linkFailed)
        menu->addAction(tr("Try again now"), this, &TopBar::retryRequested);
    menu->addAction(tr("Diagnose…"), this, &TopBar::diagnoseRequested);
    if (m_unverified)
        menu->addAction(tr("Check certificates again"), this, &TopBar::certificateCheckRequested);
    menu->popup(m_link->mapToGlobal(QPoint(0, m_link->height())));
}

void TopBar::showNothing()
{
    showBreadcrumb({});
    m_environment->hide();
    m_link->hide();
    m_lock->hide();
}

void TopBar::showBreadcrumb(const QStringList &parts)
{
    if (parts == m_parts && m_crumbs->count() > 0)
        return;
    m_parts = parts;
    while (QLayoutItem *item = m_crumbs->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    for (qsizetype i = 0; i < parts.size(); ++i) {
        const bool last = i == parts.size() - 1;
        auto *part = new ElidedLabel(m_theme, parts[i], last ? TextRole::Strong : TextRole::Body, Qt::ElideMiddle, this);
        if (!last)
            part->setProperty("tone", u"muted"_s);
        m_crumbs->addWidget(part);
        if (!last)
            m_crumbs->addWidget(new IconLabel(m_theme, u"deck-right"_s, 14, this));
    }
    setAccessibleDescription(parts.join(u", "_s));
}

void TopBar::showLock(bool locked)
{
    m_locked = locked;
    m_lock->setIcon(tintedIcon(locked ? u"deck-lock"_s : u"deck-unlock"_s));
    const QString text = locked ? tr("Read-only") : tr("Changes allowed");
    m_lock->setText(text);
    m_lock->setAccessibleName(text);
    setPlainToolTip(m_lock, locked ? tr("Nothing can be changed on this system. Click to allow changes.")
                                   : tr("Changes are possible; each one is shown before it is made. Click to make the system read-only."));
    const QString variant = locked ? u"locked"_s : u"caution"_s;
    if (m_lock->property("variant").toString() == variant)
        return;
    m_lock->setProperty("variant", variant);
    m_lock->style()->unpolish(m_lock);
    m_lock->style()->polish(m_lock);
}

void TopBar::setUnread(int count)
{
    m_bell->setIcon(tintedIcon(u"deck-bell"_s, count > 0 ? QPalette::Link : QPalette::WindowText));
    const QString name = count > 0 ? tr("Notifications, %n unread", nullptr, count) : tr("Notifications");
    m_bell->setAccessibleName(name);
    setPlainToolTip(m_bell, name);
}

void TopBar::setMenu(QMenu *menu) { m_menu->setMenu(menu); }

void TopBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // The command field gives way first; the lock and the state of the link never do.
    m_command->setFixedWidth(std::clamp(event->size().width() - 760 * m_theme.metrics().controlHeight / 30, 140, 312));
}

} // namespace natsdeck::ui
