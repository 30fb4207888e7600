#include "widgets/common/tab_row.h"

#include "widgets/common/buttons.h"

#include <QLocale>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

// Tells how wide a tab wants to be; tabRect() tells only how wide it is.
class TabRow::Bar final : public QTabBar
{
public:
    using QTabBar::QTabBar;
    int wantedWidth(int index) const { return tabSizeHint(index).width(); }
};

QString TabRow::Tab::text() const
{
    QString escaped = title;
    escaped.replace(u'&', u"&&"_s);
    return count < 0 ? escaped : escaped + u"  "_s + QLocale::c().toString(count);
}

TabRow::TabRow(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_bar(new Bar(this))
    , m_more(iconButton(u"deck-down"_s, tr("More pages"), this))
{
    setAccessibleName(accessibleName);
    m_bar->setAccessibleName(accessibleName);
    m_bar->setDrawBase(false);
    m_bar->setExpanding(false);
    m_bar->setUsesScrollButtons(false);
    m_bar->setElideMode(Qt::ElideNone);
    m_bar->setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_more->hide();
    connect(m_more, &QToolButton::clicked, this, &TabRow::showMenu);
    connect(m_bar, &QTabBar::currentChanged, this, [this](int index) {
        if (m_folding || index < 0)
            return;
        fold();
        emit currentChanged(idAt(index));
    });
    connect(&theme, &Theme::changed, this, &TabRow::fold);
}

int TabRow::indexOf(const QString &id) const
{
    const auto found = std::find_if(m_tabs.begin(), m_tabs.end(), [&](const Tab &tab) { return tab.id == id; });
    return found == m_tabs.end() ? -1 : static_cast<int>(found - m_tabs.begin());
}

QString TabRow::idAt(int index) const { return index < 0 || index >= tabCount() ? QString() : m_tabs[static_cast<std::size_t>(index)].id; }

int TabRow::addTab(const QString &id, const QString &title)
{
    m_tabs.push_back({id, title});
    m_folding = true; // adding the first one makes it current: nobody asked for that page
    const int index = m_bar->addTab(m_tabs.back().text());
    m_folding = false;
    fold();
    return index;
}

void TabRow::clear()
{
    m_folding = true;
    m_tabs.clear();
    while (m_bar->count() > 0)
        m_bar->removeTab(m_bar->count() - 1);
    m_folding = false;
    fold();
}

void TabRow::setCount(const QString &id, int count)
{
    const int index = indexOf(id);
    if (index < 0 || m_tabs[static_cast<std::size_t>(index)].count == count)
        return;
    m_tabs[static_cast<std::size_t>(index)].count = count;
    m_bar->setTabText(index, m_tabs[static_cast<std::size_t>(index)].text());
    fold();
}

void TabRow::setCurrent(const QString &id)
{
    const int index = indexOf(id);
    if (index < 0)
        return;
    if (index == m_bar->currentIndex()) {
        emit currentChanged(id);
        return;
    }
    m_bar->setTabVisible(index, true);
    m_bar->setCurrentIndex(index);
}

QString TabRow::current() const { return idAt(m_bar->currentIndex()); }

QStringList TabRow::folded() const
{
    QStringList ids;
    for (int i = 0; i < tabCount(); ++i) {
        if (!m_bar->isTabVisible(i))
            ids << idAt(i);
    }
    return ids;
}

// Shows tabs from the left while they fit; the current one takes the last place if it would be folded away.
void TabRow::fold()
{
    if (m_folding)
        return;
    m_folding = true;
    int whole = 0;
    for (int i = 0; i < m_bar->count(); ++i) {
        m_bar->setTabVisible(i, true);
        whole += m_bar->wantedWidth(i);
    }
    const bool fits = whole <= width();
    int used = whole;
    if (!fits) {
        const int room = width() - m_more->sizeHint().width();
        const int current = m_bar->currentIndex();
        used = current >= 0 ? m_bar->wantedWidth(current) : 0;
        bool full = false;
        for (int i = 0; i < m_bar->count(); ++i) {
            if (i == current)
                continue;
            const int wanted = m_bar->wantedWidth(i);
            full = full || used + wanted > room;
            m_bar->setTabVisible(i, !full);
            used += full ? 0 : wanted;
        }
    }
    const int barHeight = m_bar->sizeHint().height();
    m_bar->setGeometry(0, height() - barHeight, used, barHeight);
    m_more->setVisible(!fits);
    const QSize more = m_more->sizeHint();
    m_more->setGeometry(used, (height() - more.height()) / 2, more.width(), more.height());
    m_folding = false;
}

void TabRow::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QStringList ids = folded();
    for (const QString &id : ids)
        menu->addAction(m_tabs[static_cast<std::size_t>(indexOf(id))].text(), this, [this, id] { setCurrent(id); });
    menu->popup(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

void TabRow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fold();
}

QSize TabRow::minimumSizeHint() const { return {120, m_bar->sizeHint().height()}; }

QSize TabRow::sizeHint() const
{
    int whole = 0;
    for (int i = 0; i < m_bar->count(); ++i)
        whole += m_bar->wantedWidth(i);
    return {whole, m_bar->sizeHint().height()};
}

QTabBar *TabRow::bar() const { return m_bar; }

} // namespace natsdeck::ui
