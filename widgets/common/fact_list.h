#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>

class QGridLayout;
class QLabel;

namespace natsdeck::ui {

class Glyph;

// Muted label at the left, value at the right; values can be selected and copied, long ones wrap.
class FactList final : public QWidget
{
    Q_OBJECT

public:
    struct Fact
    {
        QString label;
        QString value;
        TextRole role = TextRole::Body;
        std::optional<Status> status; // a glyph before the value
        QString exact;                // tooltip
    };

    explicit FactList(const Theme &theme, QWidget *parent = nullptr);

    // Keeps the widgets of rows that only changed their value: nothing moves, a selection stays.
    void setFacts(const QList<Fact> &facts);

private:
    struct Row
    {
        QLabel *label;
        Glyph *glyph;
        QLabel *value;
    };

    void addRow(int index);

    const Theme &m_theme;
    QGridLayout *m_grid;
    std::vector<Row> m_rows;
};

} // namespace natsdeck::ui
