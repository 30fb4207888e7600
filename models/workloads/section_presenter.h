#pragma once

#include "models/base/error.h"
#include "models/workloads/details.h"

#include <QObject>
#include <QStringList>
#include <QTimer>

#include <chrono>
#include <optional>

namespace natsdeck::workloads {

class Followed;
struct Workload;

// A section of the Kubernetes page without its widgets: what state it is in, what could not be read and by which rule. A section
// that fails says so in its own place; the others go on.
class SectionPresenter : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, Ready, Stale, Failed };

    explicit SectionPresenter(const Workload &workload, QObject *parent = nullptr);

    [[nodiscard]] State state() const;
    [[nodiscard]] std::optional<Error> error() const;
    [[nodiscard]] std::chrono::milliseconds staleFor() const;
    [[nodiscard]] virtual int count() const = 0;       // of what the section lists
    [[nodiscard]] virtual QString totals() const = 0;  // for the footer
    [[nodiscard]] virtual QString age() const;         // "live", "updated 2 s ago"
    [[nodiscard]] virtual QStringList notices() const; // what could not be read, and what that means here
    [[nodiscard]] virtual Details details(const QString &key) const;

    // Starts at the first time; what has to be asked again and again is asked only while it is shown.
    void setActive(bool active);
    virtual void refresh();

signals:
    void changed();

protected:
    [[nodiscard]] const Workload &workload() const { return m_workload; }
    void follow(Followed &main); // decides the state
    void alsoFollow(Followed &other);
    void decideBy(Followed &main) { m_main = &main; } // another one says the state, because the first may not be read
    virtual void update() = 0;                        // objects have changed: make the rows anew
    virtual void start() {}                           // the first time it is shown
    virtual void tick() {}                            // every second while it is shown; ages
    [[nodiscard]] bool isActive() const { return m_timer.isActive(); }
    // "may not list storageclasses" as a sentence with its consequence; nothing when there is no error.
    [[nodiscard]] static QString notice(const std::optional<Error> &error, const QString &consequence);
    [[nodiscard]] QString kubectl(const QString &rest) const; // "kubectl --context C -n NS " + rest

private:
    void updateSoon();

    const Workload &m_workload;
    Followed *m_main = nullptr;
    QList<Followed *> m_followed;
    QTimer m_timer;
    QTimer m_soon; // several changes at once are one
    bool m_started = false;
};

} // namespace natsdeck::workloads
