#pragma once

#include "models/base/async.h"
#include "models/guard/gate.h"
#include "models/kube/client.h"
#include "models/kube/object_ref.h"

#include <QJsonObject>
#include <QStringList>

namespace natsdeck::workloads {

struct Workload;

// One edit of one object by a person: text → merge patch → server-side dry run → review → through the gate → applied. The patch says
// which version it was made from: when somebody else changed the object meanwhile, that is a conflict, here and at the end.
class ObjectEditor final : public QObject
{
    Q_OBJECT

public:
    enum class Stage { Editing, Checking, Review, Applying, Applied };

    struct Conflict
    {
        QStringList theirs; // paths that changed meanwhile
        QStringList both;   // of them, those that the edit changes too
        QString manager;    // who wrote last
    };

    // `object` as it was read, with everything.
    ObjectEditor(const Workload &workload, guard::Gate &gate, QJsonObject object, QObject *parent = nullptr);

    [[nodiscard]] Stage stage() const { return m_stage; }
    [[nodiscard]] const QJsonObject &base() const { return m_base; }
    [[nodiscard]] QString text() const { return m_text; } // to start from, and what was entered last
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] const std::optional<Conflict> &conflict() const { return m_conflict; }

    void check(const QString &text); // → Review, or back to Editing with an error or a conflict
    void backToText();
    // Takes the newer version over and puts the edit on top of it; back to Editing.
    void rebase();

    // In Review: what would be, as the server answered.
    [[nodiscard]] QString oldText() const { return m_oldText; }
    [[nodiscard]] QString newText() const { return m_newText; }
    [[nodiscard]] QStringList changes() const;                        // paths
    [[nodiscard]] QStringList warnings() const { return m_warnings; } // of the API server
    [[nodiscard]] QStringList notes() const;                          // what this change means, and who may take it back
    [[nodiscard]] guard::Intent intent() const;
    [[nodiscard]] QString lockedReason() const; // why apply() would be refused; empty otherwise
    void apply();

signals:
    void changed();
    void applied(const QJsonObject &object);

private:
    void takeText(const Result<QJsonObject> &edited);
    void takeDryRun(const Result<QJsonObject> &object);
    void send(const guard::Permit &permit);
    void explainConflict();
    void back(const Error &error);
    [[nodiscard]] QJsonObject patchWithVersion() const;
    [[nodiscard]] kube::ObjectRef ref() const { return kube::refOf(m_base); }

    const Workload &m_workload;
    guard::Gate &m_gate;
    QJsonObject m_base;
    QString m_text;
    Stage m_stage = Stage::Editing;
    QJsonObject m_patch;
    QJsonObject m_current; // the newer version, in a conflict
    std::optional<Error> m_error;
    std::optional<Conflict> m_conflict;
    QString m_oldText;
    QString m_newText;
    QStringList m_warnings;
};

// The object that YAML text stands for; Invalid with the line, and for several documents. Not for the GUI thread.
[[nodiscard]] Result<QJsonObject> objectFromText(const QString &text);

} // namespace natsdeck::workloads
