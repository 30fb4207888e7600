#include "widgets/common/buttons.h"

#include "widgets/common/labels.h"
#include "widgets/common/tinted_icon.h"

#include <QButtonGroup>
#include <QHBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

QString nameOf(ButtonVariant variant)
{
    switch (variant) {
    case ButtonVariant::Primary:
        return u"primary"_s;
    case ButtonVariant::Danger:
        return u"danger"_s;
    case ButtonVariant::Quiet:
        return u"quiet"_s;
    case ButtonVariant::Link:
        return u"link"_s;
    case ButtonVariant::Normal:
        break;
    }
    return {};
}

// A button's "&" is a mnemonic; in a name from outside it is a character.
QString withoutMnemonics(QString text) { return text.remove(u'&'); }

} // namespace

QPushButton *pushButton(const QString &text, ButtonVariant variant, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    if (variant != ButtonVariant::Normal)
        button->setProperty("variant", nameOf(variant));
    if (variant == ButtonVariant::Link)
        button->setCursor(Qt::PointingHandCursor);
    button->setAutoDefault(false);
    button->setAccessibleName(withoutMnemonics(text));
    return button;
}

QPushButton *pushButton(const QString &icon, const QString &text, ButtonVariant variant, QWidget *parent)
{
    QPushButton *button = pushButton(text, variant, parent);
    const bool filled = variant == ButtonVariant::Primary || variant == ButtonVariant::Danger;
    button->setIcon(tintedIcon(icon, filled                           ? QPalette::BrightText
                                     : variant == ButtonVariant::Link ? QPalette::Link
                                                                      : QPalette::WindowText));
    return button;
}

QToolButton *iconButton(const QString &icon, const QString &name, QWidget *parent, const QKeySequence &shortcut)
{
    auto *button = new QToolButton(parent);
    button->setIcon(tintedIcon(icon));
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    const QString keys = shortcut.isEmpty() ? QString() : u" ("_s + shortcut.toString(QKeySequence::NativeText) + u")"_s;
    setPlainToolTip(button, name + keys);
    return button;
}

Segments::Segments(const QString &accessibleName, QWidget *parent)
    : QFrame(parent)
    , m_group(new QButtonGroup(this))
{
    setProperty("surface", u"segments"_s);
    setAccessibleName(accessibleName);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(2, 2, 2, 2);
    row->setSpacing(2);
    connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool checked) {
        if (checked)
            emit currentChanged(id);
    });
}

int Segments::addSegment(const QString &text)
{
    const int index = static_cast<int>(m_group->buttons().size());
    auto *button = new QToolButton(this);
    button->setText(text);
    button->setAccessibleName(text);
    button->setCheckable(true);
    button->setProperty("variant", u"segment"_s);
    button->setFocusPolicy(Qt::TabFocus);
    m_group->addButton(button, index);
    layout()->addWidget(button);
    if (index == 0) {
        const QSignalBlocker quiet(m_group);
        button->setChecked(true);
    }
    return index;
}

void Segments::setSegmentText(int index, const QString &text)
{
    if (QAbstractButton *button = m_group->button(index)) {
        button->setText(text);
        button->setAccessibleName(text);
    }
}

int Segments::current() const { return m_group->checkedId(); }

void Segments::setCurrent(int index)
{
    if (QAbstractButton *button = m_group->button(index))
        button->setChecked(true);
}

} // namespace natsdeck::ui
