#pragma once

#include "widgets/common/theme.h"

#include <QObject>
#include <QStringList>

namespace natsdeck::systems {
struct OpenSystem;
}

namespace natsdeck::ui {

// What the frame shows of an open system; plain values, read again after changed().
struct ShellFacts
{
    QString id;             // SystemId
    QStringList breadcrumb; // outermost first, the name last
    Environment environment = Environment::Unlabelled;
    Status linkStatus = Status::Unknown;
    QString linkWord;        // "Connected", "Reconnecting", "No reply"
    QString roundTrip;       // "3.2 ms", empty when not measured
    QString linkDetail;      // why and what to try, for the tooltip
    bool linkFailed = false; // "Try now" makes sense
    bool linkWaits = false;  // there was no way in yet: pages have nothing to show, so the frame says why
    bool unverified = false; // certificates are not checked, by someone's decision
    bool locked = true;
    QString way;           // "Port-forward svc/nats:4222", status bar
    QString login;         // "as natsdeck-viewer in account SYS", status bar
    QString navigationKey; // the row of the tree, may be empty

    friend bool operator==(const ShellFacts &, const ShellFacts &) = default;
};

// An open system as the frame needs it; see linked_system.h for the one over systems::OpenSystem.
class ShellSystem : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    virtual ShellFacts facts() const = 0;
    virtual systems::OpenSystem &open() = 0;
    virtual void setLocked(bool locked) = 0;
    virtual void retry() = 0;

signals:
    void changed();
};

} // namespace natsdeck::ui
