#pragma once

#include "widgets/deployment/wizard_view.h"

class QCheckBox;
class QProgressBar;
class QTimer;

namespace natsdeck::ui {

class Banner;
class Card;
class LogView;
class NumberLabel;
class StepRow;

// The running plan: ordered steps with their times, and the log. It stays as it is after the end.
class ProgressView final : public WizardView
{
    Q_OBJECT

public:
    ProgressView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override;

private:
    QWidget *buildSteps();
    QWidget *buildLog();
    void refreshSteps();
    void refreshTimes();
    void refreshEnd();
    void addLog(const plan::LogLine &line);

    NumberLabel *m_elapsed;
    QLabel *m_position;
    QProgressBar *m_bar;
    Banner *m_end;
    QVBoxLayout *m_stepsColumn = nullptr;
    std::vector<StepRow *> m_rows;
    Card *m_logCard = nullptr;
    LogView *m_log = nullptr;
    QCheckBox *m_follow = nullptr;
    QTimer *m_timer;
    int m_warnings = 0;
};

} // namespace natsdeck::ui
