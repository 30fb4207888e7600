#pragma once

#include "models/workloads/log_model.h"
#include "widgets/common/theme.h"

#include <QTimer>
#include <QWidget>

namespace natsdeck::ui {

class TableView;

// The table of a log: stays at its end while one is there and with its lines while one is not, marks what is searched for, and wraps
// long lines on request (rows are measured as they come into view).
class LogTable final : public QWidget
{
    Q_OBJECT

public:
    LogTable(const Theme &theme, workloads::LogModel &model, QWidget *parent = nullptr);

    [[nodiscard]] TableView *view() const { return m_view; }
    void setWrapped(bool wrapped);
    [[nodiscard]] bool isWrapped() const { return m_wrapped; }
    [[nodiscard]] bool isAtEnd() const { return m_atEnd; }
    void goToEnd();
    void goTo(int row);
    [[nodiscard]] QString selectedText() const; // whole lines, as they are saved

signals:
    void atEndChanged(bool atEnd);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();
    void measure();
    void keepPlace(int first, int last, int direction);

    const Theme &m_theme;
    workloads::LogModel &m_model;
    TableView *m_view;
    bool m_wrapped = false;
    bool m_atEnd = true;
    bool m_moving = false; // by us
    QTimer m_soon;
};

} // namespace natsdeck::ui
