#pragma once

#include "widgets/common/theme.h"

#include <QKeySequence>
#include <QPushButton>
#include <QToolButton>

class QButtonGroup;

namespace natsdeck::ui {

enum class ButtonVariant { Normal, Primary, Danger, Quiet, Link };

// Named by verb and object: "Delete stream", never "OK".
QPushButton *pushButton(const QString &text, ButtonVariant variant = ButtonVariant::Normal, QWidget *parent = nullptr);
QPushButton *pushButton(const QString &icon, const QString &text, ButtonVariant variant, QWidget *parent = nullptr);

// Icon only: the name is the accessible name and the tooltip, with the shortcut.
QToolButton *iconButton(const QString &icon, const QString &name, QWidget *parent = nullptr, const QKeySequence &shortcut = {});

// A few choices of which one holds: "All 21 | Needs attention 6". Arrow keys walk.
class Segments final : public QFrame
{
    Q_OBJECT

public:
    explicit Segments(const QString &accessibleName, QWidget *parent = nullptr);

    int addSegment(const QString &text); // returns its index; the first one is checked
    void setSegmentText(int index, const QString &text);
    int current() const;
    void setCurrent(int index);

signals:
    void currentChanged(int index);

private:
    QButtonGroup *m_group;
};

} // namespace natsdeck::ui
