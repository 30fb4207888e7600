#pragma once

#include <QObject>

class QTableView;
class QTimer;

namespace natsdeck::ui {

// Keeps what someone looks at where it is while rows come and go above it, and says which rows are on screen. A view that stands
// at its top stays there.
class TableAnchor final : public QObject
{
    Q_OBJECT

public:
    explicit TableAnchor(QTableView *view); // a child of the view; install after setModel()

    void report(); // says the rows now

signals:
    void visibleRowsChanged(int first, int last);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void shift(int first, int last, int sign);
    void later();

    QTableView *m_view;
    QTimer *m_timer;
};

} // namespace natsdeck::ui
