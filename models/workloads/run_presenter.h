#pragma once

#include "models/guard/gate.h"
#include "models/workloads/command_line.h"
#include "models/workloads/command_run.h"

namespace natsdeck::workloads {

class Followed;
struct Workload;

struct RunTarget
{
    QString pod;
    QString container;
    bool isBox = false;   // a nats-box: made for this
    bool isReady = false; // runs now

    friend bool operator==(const RunTarget &, const RunTarget &) = default;
};

// Running a command in nats-box or in a container of the system: where, what exactly, through the gate, and what came of it.
class RunPresenter final : public QObject
{
    Q_OBJECT

public:
    static constexpr int historyLimit = 100;

    RunPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent = nullptr);
    ~RunPresenter() override;

    void setActive(bool active); // looks for nats-box at the first time
    void refresh();
    [[nodiscard]] const QList<RunTarget> &targets() const { return m_targets; } // boxes first
    [[nodiscard]] QString notice() const { return m_notice; }                   // why there may be a box that is not listed
    void chooseTarget(int index);
    [[nodiscard]] int target() const { return m_target; } // -1: none
    [[nodiscard]] static QString title(const RunTarget &target);

    void setLine(const QString &line);
    [[nodiscard]] const QStringList &words() const { return m_command.words; }
    [[nodiscard]] QString problem() const { return m_problem; }   // of the line; empty when it can be run
    [[nodiscard]] QString note() const { return m_command.note; } // about the line
    [[nodiscard]] QString cannotRun() const;                      // the reason, empty when it can be run now
    [[nodiscard]] QString preview() const;                        // one sentence: what would run where
    [[nodiscard]] guard::Intent intent() const;
    [[nodiscard]] QString command() const; // kubectl

    void run();
    void cancel();
    [[nodiscard]] CommandRun *current() const { return m_run.get(); } // the running or the last one; null before the first
    [[nodiscard]] bool isRunning() const { return m_asking || (m_run && m_run->state() == CommandRun::State::Running); }
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // the gate said no
    [[nodiscard]] QString result() const;                                       // "Exit code 0 after 1.2 s"

    // Newest last. Lines that hold secrets, and lines that begin with a space, are kept for this run of the program only.
    [[nodiscard]] const QStringList &history() const { return m_history; }
    void setHistory(const QStringList &lines);
    [[nodiscard]] QStringList historyToKeep() const;

signals:
    void changed();
    void started(); // current() is a new one
    void historyChanged();

private:
    void findBoxes();
    void makeTargets();
    void remember();
    void begin(const guard::Permit &permit);

    const Workload &m_workload;
    guard::Gate &m_gate;
    Followed &m_pods;
    QMap<QString, QJsonObject> m_boxes; // by name
    QString m_notice;
    QList<RunTarget> m_targets;
    int m_target = -1;
    QString m_line;
    CommandLine m_command;
    QString m_problem;
    std::unique_ptr<CommandRun> m_run;
    std::optional<guard::Permit> m_permit; // of the command that runs
    std::optional<Error> m_error;
    QStringList m_history;
    bool m_isActive = false;
    bool m_asking = false; // the gate
};

} // namespace natsdeck::workloads
