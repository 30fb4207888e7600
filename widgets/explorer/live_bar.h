#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace natsdeck::explorer {
class ExplorerPresenter;
class LivePresenter;
} // namespace natsdeck::explorer

namespace natsdeck::ui {

class ElidedLabel;
class Glyph;
class JudgedField;
class NumberLabel;

// Which subjects to tap and what to show of them.
class LiveBar final : public QWidget
{
    Q_OBJECT

public:
    LiveBar(const Theme &theme, explorer::ExplorerPresenter &presenter, QWidget *parent = nullptr);

    [[nodiscard]] JudgedField *subjectField() const { return m_subjects; }
    [[nodiscard]] JudgedField *filterField() const { return m_filter; }
    void tap(const QString &subjects); // fills the field and starts

private:
    void judge(const QString &text);
    void start();
    void update();

    const Theme &m_theme;
    explorer::ExplorerPresenter &m_presenter;
    JudgedField *m_subjects;
    JudgedField *m_filter;
    QPushButton *m_start;
    bool m_stops = false; // the button
};

// What the tap does: state, rate, kept and not kept, memory; pause and clear.
class LiveStrip final : public QWidget
{
    Q_OBJECT

public:
    LiveStrip(const Theme &theme, explorer::LivePresenter &presenter, QWidget *parent = nullptr);

private:
    struct Pair
    {
        QLabel *label;
        NumberLabel *value;
    };

    void update();
    void updateFigures();

    const Theme &m_theme;
    explorer::LivePresenter &m_presenter;
    Glyph *m_glyph;
    QLabel *m_state;
    QLabel *m_arrived;
    QHBoxLayout *m_row;
    std::vector<Pair> m_pairs;
    QPushButton *m_pause;
    QPushButton *m_clear;
};

} // namespace natsdeck::ui
