#pragma once

#include <QObject>

class QWidget;

namespace natsdeck::app {

// For tests/bench: writes {"first_frame_ns", "idle_rss_kib", "idle_pss_kib", "cpu_ms"} to a file and ends the program. The first
// is CLOCK_MONOTONIC when the window had painted itself for the first time, so that whoever started us knows how long it took;
// memory is read after the program has been idle for a while.
class StartReport final : public QObject
{
    Q_OBJECT

public:
    StartReport(QWidget &window, QString file, QObject *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void finish();

    QWidget &m_window;
    QString m_file;
    qint64 m_firstFrame = 0;
};

} // namespace natsdeck::app
