#pragma once

#include "models/workloads/run_presenter.h"
#include "widgets/common/page.h"

#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QToolButton;

namespace natsdeck::ui {

class ElidedLabel;
class Glyph;
class LogView;
class ValidityLine;

// A command in nats-box or a pod: where, the line, what exactly would run, its output, exit code and duration. No terminal.
class RunPane final : public Page
{
    Q_OBJECT

public:
    RunPane(const Theme &theme, workloads::RunPresenter &presenter, std::optional<Environment> environment, QWidget *parent = nullptr);

    void refresh() override { m_presenter.refresh(); }
    void focusFilter() override; // the line
    bool closeTopmost() override { return false; }

    [[nodiscard]] QLineEdit *lineEdit() const { return m_line; }
    [[nodiscard]] QPushButton *runButton() const { return m_run; }
    [[nodiscard]] LogView *output() const { return m_output; }

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *buildHead();
    QWidget *buildFoot();
    void update();
    void updateTargets();
    void showRun();
    void print(const QList<workloads::RunLine> &lines);
    void runOrAsk();
    void showHistory();
    void recall(int step);

    workloads::RunPresenter &m_presenter;
    std::optional<Environment> m_environment;
    QComboBox *m_target;
    QLineEdit *m_line;
    QToolButton *m_historyButton;
    QPushButton *m_run;
    ValidityLine *m_note;
    ElidedLabel *m_preview;
    LogView *m_output;
    Glyph *m_glyph;
    QLabel *m_result;
    QLabel *m_lost;
    QPushButton *m_copyOutput;
    int m_recalled = 0; // from the end of the history; 0 = the line that is being typed
    QString m_typed;
};

} // namespace natsdeck::ui
