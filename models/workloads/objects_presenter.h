#pragma once

#include "models/workloads/object_editor.h"
#include "models/workloads/object_list.h"
#include "models/workloads/object_text.h"
#include "models/workloads/rows_model.h"

#include <QSet>

namespace natsdeck::workloads {

class Followed;

// The objects of a system: a list, the chosen one as YAML, its secrets one by one, and an edit of it.
class ObjectsPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Ready, Failed };
    enum Column { KindColumn, NameColumn, NoteColumn };

    ObjectsPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent = nullptr);
    ~ObjectsPresenter() override;

    [[nodiscard]] RowsModel &model() { return m_model; }
    [[nodiscard]] State state() const;
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // the workload could not be read
    [[nodiscard]] const QStringList &notices() const { return m_notices; }      // what else could not be listed
    void setActive(bool active);                                                // reads at the first time
    void refresh();

    void choose(const QString &key); // KeyRole of a row; empty: none. Not while an edit is open
    [[nodiscard]] const std::optional<kube::ObjectRef> &chosen() const { return m_chosen; }
    [[nodiscard]] State objectState() const;
    [[nodiscard]] const std::optional<Error> &objectError() const { return m_objectError; }
    [[nodiscard]] const QJsonObject &object() const { return m_object; }
    [[nodiscard]] QString text() const; // YAML
    void setManagedFieldsShown(bool shown);
    [[nodiscard]] bool areManagedFieldsShown() const { return m_managedFields; }
    [[nodiscard]] QList<SecretValue> secrets() const;
    void reveal(const QString &name, bool revealed); // one value; all are hidden again when another object is chosen
    [[nodiscard]] QString command() const;           // kubectl that shows it

    [[nodiscard]] QString lockedReason() const;
    [[nodiscard]] ObjectEditor *editor() const { return m_editor.get(); } // null while nothing is edited
    void edit();
    void endEdit();

signals:
    void changed();       // list, choice or lock
    void objectChanged(); // what is shown of the chosen one
    void editorChanged(); // begins, ends

private:
    void readObject();
    void makeRows();
    template <typename Take> void listInto(const QString &apiVersion, const QString &kind, const QString &consequence, Take take);

    const Workload &m_workload;
    guard::Gate &m_gate;
    Followed &m_pods;
    RowsModel m_model;
    QList<SystemObject> m_objects;
    QJsonObject m_owner;
    QList<QJsonObject> m_services;
    QList<QJsonObject> m_budgets;
    std::optional<Error> m_error;
    QStringList m_notices;
    bool m_isActive = false;
    std::optional<kube::ObjectRef> m_chosen;
    QJsonObject m_object;
    std::optional<Error> m_objectError;
    bool m_managedFields = false;
    QSet<QString> m_revealed;
    std::unique_ptr<ObjectEditor> m_editor;
    async::Generation m_reads;
};

} // namespace natsdeck::workloads
