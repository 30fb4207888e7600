#include "widgets/shell/status_bar.h"

#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

QString joined(const QStringList &parts)
{
    QStringList present;
    for (const QString &part : parts) {
        if (!part.isEmpty())
            present << part;
    }
    return present.join(u"   ·   "_s);
}

} // namespace

StatusBar::StatusBar(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_icon(new IconLabel(theme, u"deck-connection"_s, 14, this))
    , m_way(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_running(pushButton(QString(), ButtonVariant::Link, this))
    , m_right(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
{
    setAccessibleName(tr("Status bar"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 5, 14, 5);
    row->setSpacing(theme.metrics().s);
    row->addWidget(m_icon);
    row->addWidget(m_way, 1);
    row->addWidget(m_running);
    row->addWidget(m_right);
    m_way->setProperty("tone", u"muted"_s);
    m_right->setProperty("tone", u"muted"_s);
    m_running->setFont(theme.font(TextRole::Caption));
    connect(m_running, &QPushButton::clicked, this, &StatusBar::activityRequested);
    setWay({}, {});
    setRunning(0);
    setZone(tr("Times in UTC"));
}

void StatusBar::setWay(const QString &way, const QString &login)
{
    const QString text = joined({way, login});
    m_icon->setVisible(!text.isEmpty());
    m_way->setText(text.isEmpty() ? tr("No connection") : text);
}

void StatusBar::setRunning(int operations)
{
    m_running->setVisible(operations > 0);
    m_running->setText(tr("%n running", nullptr, operations));
    m_running->setAccessibleName(tr("Operations: %n running", nullptr, operations));
}

void StatusBar::setBudget(const QString &text)
{
    m_budget = text;
    showRight();
}

void StatusBar::setZone(const QString &text)
{
    m_zone = text;
    showRight();
}

void StatusBar::showRight()
{
    m_right->setText(joined({m_budget, m_zone}));
    m_right->updateGeometry();
}

} // namespace natsdeck::ui
