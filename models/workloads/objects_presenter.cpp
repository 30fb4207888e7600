#include "models/workloads/objects_presenter.h"

#include "models/base/text.h"
#include "models/kube/object_yaml.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

QString keyOf(const kube::ObjectRef &ref) { return ref.apiVersion + u' ' + ref.kind + u' ' + ref.name; }

QString iconOf(const QString &kind)
{
    if (kind == u"ConfigMap")
        return u"deck-file"_s;
    if (kind == u"Secret")
        return u"deck-lock"_s;
    if (kind == u"Service")
        return u"deck-connection"_s;
    if (kind == u"ServiceAccount")
        return u"deck-user"_s;
    return kind == u"PersistentVolumeClaim" ? u"deck-folder"_s : kind == u"Pod" ? u"deck-server"_s : u"deck-object"_s;
}

// Short enough for a column; the head of the object says the whole.
QString kindWord(const QString &kind)
{
    if (kind == u"PersistentVolumeClaim")
        return ObjectsPresenter::tr("Volume claim");
    return kind == u"PodDisruptionBudget" ? ObjectsPresenter::tr("Disruption budget") : text::clean(kind, 100);
}

} // namespace

ObjectsPresenter::ObjectsPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_gate(gate)
    , m_pods(pods)
    , m_model({tr("Kind"), tr("Name"), tr("Part in the system")})
{
    connect(&m_pods, &Followed::changed, this, &ObjectsPresenter::makeRows);
    connect(&m_gate, &guard::Gate::lockChanged, this, &ObjectsPresenter::changed);
}

ObjectsPresenter::~ObjectsPresenter() = default;

ObjectsPresenter::State ObjectsPresenter::state() const
{
    if (!m_objects.isEmpty())
        return State::Ready;
    return m_error ? State::Failed : State::Loading;
}

void ObjectsPresenter::setActive(bool active)
{
    if (!active || std::exchange(m_isActive, true))
        return;
    m_pods.start();
    refresh();
}

template <typename Take>
void ObjectsPresenter::listInto(const QString &apiVersion, const QString &kind, const QString &consequence, Take take)
{
    const kube::ObjectRef ref{apiVersion, kind, m_workload.found.nameSpace, {}};
    async::deliver<kube::ObjectList>(m_workload.client->list(ref), this, [this, consequence, take](const Result<kube::ObjectList> &list) {
        if (list)
            take(list->items);
        else
            m_notices << tr("%1: %2").arg(text::clean(list.error().summary), consequence);
        makeRows();
    });
}

void ObjectsPresenter::refresh()
{
    if (!m_isActive)
        return;
    m_notices.clear();
    m_error.reset();
    const kube::FoundSystem &found = m_workload.found;
    async::deliver<QJsonObject>(m_workload.client->get({u"apps/v1"_s, found.kind, found.nameSpace, found.workload}), this,
                                [this](const Result<QJsonObject> &object) {
                                    if (object)
                                        m_owner = *object;
                                    else
                                        m_error = object.error();
                                    makeRows();
                                });
    listInto(u"v1"_s, u"Service"_s, tr("Services are not in the list"), [this](const QList<QJsonObject> &items) { m_services = items; });
    listInto(u"policy/v1"_s, u"PodDisruptionBudget"_s, tr("disruption budgets are not in the list"),
             [this](const QList<QJsonObject> &items) { m_budgets = items; });
    if (!m_editor)
        readObject();
    emit changed();
}

void ObjectsPresenter::makeRows()
{
    if (!m_isActive)
        return;
    m_objects = objectsOf(m_owner, m_pods.objects(), m_services, m_budgets);
    QList<TableRow> rows;
    for (const SystemObject &object : std::as_const(m_objects)) {
        TableCell kind{kindWord(object.ref.kind)};
        kind.muted = true;
        kind.toolTip = text::clean(object.ref.apiVersion + u' ' + object.ref.kind, 200);
        TableCell name{text::clean(object.ref.name, 253), CellKind::Strong};
        name.icon = iconOf(object.ref.kind);
        rows << TableRow{keyOf(object.ref), {kind, name, TableCell{object.note}}};
    }
    m_model.setRows(rows);
    emit changed();
}

void ObjectsPresenter::choose(const QString &key)
{
    if (m_editor)
        return;
    std::optional<kube::ObjectRef> wanted;
    for (const SystemObject &object : std::as_const(m_objects)) {
        if (keyOf(object.ref) == key)
            wanted = object.ref;
    }
    if (wanted == m_chosen)
        return;
    m_chosen = wanted;
    m_object = {};
    m_objectError.reset();
    m_revealed.clear();
    emit changed();
    emit objectChanged();
    readObject();
}

void ObjectsPresenter::readObject()
{
    if (!m_chosen)
        return;
    async::deliver<QJsonObject>(m_workload.client->get(*m_chosen), this,
                                [this, generation = m_reads.next()](const Result<QJsonObject> &object) {
                                    if (!m_reads.isCurrent(generation) || m_editor)
                                        return;
                                    m_objectError.reset();
                                    if (object)
                                        m_object = *object;
                                    else
                                        m_objectError = object.error();
                                    emit objectChanged();
                                });
}

ObjectsPresenter::State ObjectsPresenter::objectState() const
{
    if (m_objectError)
        return State::Failed;
    return m_object.isEmpty() ? State::Loading : State::Ready;
}

QString ObjectsPresenter::text() const
{
    if (m_object.isEmpty())
        return {};
    QJsonObject shown = masked(m_object, m_revealed);
    if (!m_managedFields) {
        QJsonObject metadata = shown.value("metadata"_L1).toObject();
        metadata.remove("managedFields"_L1);
        shown.insert("metadata"_L1, metadata);
    }
    return kube::yamlText(shown);
}

void ObjectsPresenter::setManagedFieldsShown(bool shown)
{
    if (std::exchange(m_managedFields, shown) != shown)
        emit objectChanged();
}

QList<SecretValue> ObjectsPresenter::secrets() const
{
    return m_chosen && m_chosen->kind == u"Secret" ? secretValues(m_object, m_revealed) : QList<SecretValue>();
}

void ObjectsPresenter::reveal(const QString &name, bool revealed)
{
    if (revealed)
        m_revealed.insert(name);
    else
        m_revealed.remove(name);
    emit objectChanged();
}

QString ObjectsPresenter::command() const
{
    if (!m_chosen)
        return {};
    return u"kubectl --context %1 -n %2 get %3 %4 -o yaml"_s.arg(text::shellQuoted(m_workload.context),
                                                                 text::shellQuoted(m_chosen->nameSpace), m_chosen->kind.toLower(),
                                                                 text::shellQuoted(m_chosen->name));
}

QString ObjectsPresenter::lockedReason() const
{
    return m_gate.isLocked(m_workload.systemId) ? tr("This system is read-only: allow changes with the lock in the top bar") : QString();
}

void ObjectsPresenter::edit()
{
    if (m_editor || m_object.isEmpty())
        return;
    m_reads.next(); // a late answer must not change what is being edited
    m_editor = std::make_unique<ObjectEditor>(m_workload, m_gate, m_object);
    connect(m_editor.get(), &ObjectEditor::applied, this, [this](const QJsonObject &object) { m_object = object; });
    emit editorChanged();
}

void ObjectsPresenter::endEdit()
{
    if (!m_editor)
        return;
    m_editor.release()->deleteLater(); // it may be speaking
    emit editorChanged();
    emit objectChanged();
    readObject();
}

} // namespace natsdeck::workloads
