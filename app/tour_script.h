#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <deque>
#include <functional>
#include <vector>

namespace natsdeck::app {

// One thing the tour does and what it waits for.
struct TourStep
{
    QString name;
    std::function<void()> begin;
    std::function<bool()> done; // asked after every turn of the event loop's timer; empty = done at once
    std::chrono::seconds deadline{30};
    bool always = false;            // also after a failure: clearing up
    std::function<QString()> lacks; // what is still missing, for the report when the deadline passes
};

struct TourStepResult
{
    QString name;
    bool ok = false;
    qint64 milliseconds = 0;
    QString failure;
};

// Runs steps in order, each with its deadline, without a nested event loop. After a failure only the steps that clear up run.
class TourScript final : public QObject
{
    Q_OBJECT

public:
    explicit TourScript(QObject *parent = nullptr);

    void add(TourStep step) { m_steps.push_back(std::move(step)); }
    void start();
    void fail(const QString &why); // of the running step

    [[nodiscard]] const std::vector<TourStepResult> &results() const { return m_results; }
    [[nodiscard]] bool ok() const;

signals:
    void stepBegan(const QString &name);
    void finished();

private:
    void next();
    void look();
    void end(const QString &failure);

    std::deque<TourStep> m_steps;
    std::vector<TourStepResult> m_results;
    TourStep m_current;
    QString m_failure; // said by fail() while the step ran
    bool m_isRunning = false;
    std::chrono::steady_clock::time_point m_began;
    QTimer m_look;
};

} // namespace natsdeck::app
