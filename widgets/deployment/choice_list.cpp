#include "widgets/deployment/choice_list.h"

#include "widgets/common/confirm_dialog.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"

#include <QButtonGroup>
#include <QHBoxLayout>
#include <QMouseEvent>
#include <QPainter>
#include <QRadioButton>
#include <QVBoxLayout>

namespace natsdeck::ui {

// A surface whose edge is the accent while its choice holds; a click anywhere on it chooses.
class ChoiceList::Frame final : public QWidget
{
public:
    Frame(const Theme &theme, QRadioButton *button, QWidget *parent)
        : QWidget(parent)
        , m_theme(theme)
        , m_button(button)
    {
        button->setParent(this);
        connect(button, &QRadioButton::toggled, this, qOverload<>(&QWidget::update));
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &tokens = m_theme.tokens();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const bool checked = m_button->isChecked();
        const bool enabled = m_button->isEnabled();
        painter.setBrush(enabled ? tokens.surface : tokens.sunken);
        painter.setPen(QPen(checked ? tokens.accent : tokens.hairline, checked ? 2 : 1));
        const double inset = checked ? 1 : 0.5;
        painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), m_theme.metrics().radiusLarge,
                                m_theme.metrics().radiusLarge);
    }

    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if (event->button() == Qt::LeftButton && rect().contains(event->position().toPoint()))
            m_button->click();
    }

private:
    const Theme &m_theme;
    QRadioButton *m_button;
};

ChoiceList::ChoiceList(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_group(new QButtonGroup(this))
    , m_column(new QVBoxLayout(this))
{
    setAccessibleName(accessibleName);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme.metrics().s);
    connect(m_group, &QButtonGroup::idClicked, this, &ChoiceList::chosen);
}

void ChoiceList::setItems(const std::vector<Item> &items)
{
    if (items == m_items)
        return;
    m_items = items;
    const QList<QAbstractButton *> old = m_group->buttons();
    for (QAbstractButton *button : old)
        m_group->removeButton(button);
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (item->widget()) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    for (std::size_t i = 0; i < items.size(); ++i)
        m_column->addWidget(makeItem(items[i], int(i)));
}

QWidget *ChoiceList::makeItem(const Item &item, int index)
{
    auto *button = new QRadioButton;
    button->setAccessibleName(item.title);
    button->setAccessibleDescription(item.reason.isEmpty() ? item.text : item.reason);
    button->setEnabled(item.reason.isEmpty());
    auto *frame = new Frame(m_theme, button, this);
    m_group->addButton(button, index);
    auto *row = new QHBoxLayout(frame);
    row->setContentsMargins(m_theme.metrics().m, m_theme.metrics().m, m_theme.metrics().l, m_theme.metrics().m);
    row->setSpacing(m_theme.metrics().m);
    row->addWidget(button, 0, Qt::AlignTop);
    if (!item.icon.isEmpty())
        row->addWidget(new IconLabel(m_theme, item.icon, 20, frame), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    auto *head = new QHBoxLayout;
    head->setSpacing(m_theme.metrics().s);
    head->addWidget(plainLabel(m_theme, item.title, TextRole::Strong, frame));
    if (item.environment)
        head->addWidget(new Pill(m_theme, PillContent{environmentWord(*item.environment), {}, item.environment}, frame));
    head->addStretch(1);
    words->addLayout(head);
    const QString text = item.reason.isEmpty() ? item.text : item.reason;
    if (!text.isEmpty())
        words->addWidget(wrappedLabel(m_theme, text, TextRole::Body, Tone::Muted, frame));
    row->addLayout(words, 1);
    return frame;
}

void ChoiceList::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index)) {
        button->setChecked(true);
    } else if (QAbstractButton *checked = m_group->checkedButton()) {
        m_group->setExclusive(false);
        checked->setChecked(false);
        m_group->setExclusive(true);
    }
}

int ChoiceList::current() const { return m_group->checkedId(); }

} // namespace natsdeck::ui
