#pragma once

#include "widgets/common/theme.h"

#include <QFrame>

#include <optional>
#include <vector>

class QButtonGroup;
class QRadioButton;
class QVBoxLayout;

namespace natsdeck::ui {

// One of a few large choices: name, what it means, and why it cannot be taken where it cannot. Arrow keys walk.
class ChoiceList final : public QWidget
{
    Q_OBJECT

public:
    struct Item
    {
        QString icon; // for tintedIcon(); empty = none
        QString title;
        QString text;
        QString reason; // why it is not usable; empty = usable
        std::optional<Environment> environment;

        friend bool operator==(const Item &, const Item &) = default;
    };

    ChoiceList(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    void setItems(const std::vector<Item> &items); // keeps its widgets when nothing changed
    void setCurrent(int index);                    // -1 = none
    int current() const;

signals:
    void chosen(int index); // by a person

private:
    class Frame;
    QWidget *makeItem(const Item &item, int index);

    const Theme &m_theme;
    std::vector<Item> m_items;
    QButtonGroup *m_group;
    QVBoxLayout *m_column;
};

} // namespace natsdeck::ui
