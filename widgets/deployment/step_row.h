#pragma once

#include "models/plan/plan_runner.h"
#include "widgets/common/theme.h"

#include <QFrame>

class QLabel;

namespace natsdeck::ui {

class ElidedLabel;
class Glyph;
class NumberLabel;

// One step of a running plan: glyph, title, what it says of itself, how long it took.
class StepRow final : public QWidget
{
    Q_OBJECT

public:
    StepRow(const Theme &theme, QWidget *parent = nullptr);

    void setStatus(const plan::StepStatus &status, std::chrono::milliseconds elapsed);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Glyph *m_glyph;
    QLabel *m_title;
    ElidedLabel *m_detail;
    NumberLabel *m_elapsed;
    bool m_running = false;
};

} // namespace natsdeck::ui
