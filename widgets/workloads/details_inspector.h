#pragma once

#include "models/workloads/details.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QHBoxLayout;
class QToolButton;
class QVBoxLayout;

namespace natsdeck::ui {

class CapacityBar;
class ElidedLabel;
class FactList;
class IconLabel;
class Pill;

// Everything about the selected row of a section: head, facts in groups, how full it is, and the command that shows the same.
class DetailsInspector final : public QWidget
{
    Q_OBJECT

public:
    explicit DetailsInspector(const Theme &theme, QWidget *parent = nullptr);

    void show(const workloads::Details &details);
    QHBoxLayout *actions() const { return m_actions; } // what can be done with it goes before "Copy command"

signals:
    void closed();

private:
    struct Group
    {
        QLabel *title;
        FactList *facts;
    };

    QWidget *buildHead();
    QWidget *buildBody();
    QWidget *buildActions();

    const Theme &m_theme;
    QString m_command;
    IconLabel *m_icon;
    ElidedLabel *m_name;
    Pill *m_pill;
    CapacityBar *m_capacity;
    QLabel *m_capacityText;
    QVBoxLayout *m_column;
    std::vector<Group> m_groups; // kept for the next one: nothing jumps
    QHBoxLayout *m_actions;
};

} // namespace natsdeck::ui
