#include "models/workloads/object_editor.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/object_yaml.h"
#include "models/kube/yaml_tree.h"
#include "models/workloads/object_text.h"
#include "models/workloads/workload.h"

#include <QJsonArray>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

QString metadataOf(const QJsonObject &object, QLatin1StringView field)
{
    return object.value("metadata"_L1).toObject().value(field).toString();
}

bool isSameObject(const QJsonObject &a, const QJsonObject &b)
{
    return kube::refOf(a) == kube::refOf(b) && metadataOf(a, "uid"_L1) == metadataOf(b, "uid"_L1);
}

} // namespace

Result<QJsonObject> objectFromText(const QString &text)
{
    static const QRegularExpression separator(u"^---"_s, QRegularExpression::MultilineOption);
    if (text.mid(3).contains(separator))
        return failure(ErrorKind::Invalid, ObjectEditor::tr("There is more than one document"),
                       ObjectEditor::tr("“---” begins another one"));
    const auto tree = kube::parseYaml(text.toUtf8(), ObjectEditor::tr("The text"));
    if (!tree)
        return Failure(tree.error());
    const QJsonValue value = (*tree)->toJson();
    if (!value.isObject())
        return failure(ErrorKind::Invalid, ObjectEditor::tr("The text is not an object"),
                       ObjectEditor::tr("It has to be fields with values"));
    return value.toObject();
}

ObjectEditor::ObjectEditor(const Workload &workload, guard::Gate &gate, QJsonObject object, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_gate(gate)
    , m_base(std::move(object))
    , m_text(kube::yamlText(masked(editable(m_base))))
{
    connect(m_workload.client.get(), &kube::Client::serverWarning, this, [this](const QString &warning) {
        if (m_stage == Stage::Checking)
            m_warnings << warning;
    });
    connect(&m_gate, &guard::Gate::lockChanged, this, &ObjectEditor::changed);
}

void ObjectEditor::check(const QString &text)
{
    if (m_stage != Stage::Editing)
        return;
    m_text = text;
    m_error.reset();
    m_conflict.reset();
    m_warnings.clear();
    m_stage = Stage::Checking;
    emit changed();
    async::deliver<QJsonObject>(async::run(*QThreadPool::globalInstance(), [text] { return objectFromText(text); }), this,
                                [this](const Result<QJsonObject> &edited) { takeText(edited); });
}

void ObjectEditor::takeText(const Result<QJsonObject> &edited)
{
    if (!edited)
        return back(edited.error());
    const QJsonObject wanted = unmasked(*edited, m_base);
    if (!isSameObject(wanted, m_base))
        return back({ErrorKind::Invalid,
                     tr("This would be another object"),
                     tr("apiVersion, kind, name, namespace and uid have to stay as they are"),
                     {},
                     0,
                     {}});
    m_patch = mergePatchOf(editable(m_base), editable(wanted));
    if (m_patch.isEmpty())
        return back({ErrorKind::Invalid, tr("Nothing is changed"), {}, {}, 0, {}});
    async::deliver<QJsonObject>(m_workload.client->mergePatchDryRun(ref(), patchWithVersion()), this,
                                [this](const Result<QJsonObject> &object) { takeDryRun(object); });
}

QJsonObject ObjectEditor::patchWithVersion() const
{
    QJsonObject patch = m_patch;
    QJsonObject metadata = patch.value("metadata"_L1).toObject();
    metadata.insert("resourceVersion"_L1, kube::resourceVersionOf(m_base));
    patch.insert("metadata"_L1, metadata);
    return patch;
}

void ObjectEditor::takeDryRun(const Result<QJsonObject> &object)
{
    if (!object && object.error().kind == ErrorKind::Conflict)
        return explainConflict();
    if (!object)
        return back(object.error());
    m_oldText = reviewText(m_base, *object, false);
    m_newText = reviewText(*object, m_base, true);
    if (m_oldText == m_newText)
        return back({ErrorKind::Invalid,
                     tr("The server would change nothing"),
                     tr("It does not take these fields, or sets them itself"),
                     {},
                     0,
                     {}});
    m_stage = Stage::Review;
    emit changed();
}

void ObjectEditor::back(const Error &error)
{
    m_error = error;
    m_stage = Stage::Editing;
    emit changed();
}

void ObjectEditor::backToText()
{
    if (m_stage != Stage::Review)
        return;
    m_stage = Stage::Editing;
    emit changed();
}

// Somebody was faster: what they changed, and whether it touches this edit.
void ObjectEditor::explainConflict()
{
    async::deliver<QJsonObject>(m_workload.client->get(ref()), this, [this](const Result<QJsonObject> &object) {
        if (!object)
            return back(object.error());
        if (!isSameObject(*object, m_base))
            return back({ErrorKind::NotFound, tr("The object was removed and made anew"), {}, tr("Read it again"), 0, {}});
        m_current = *object;
        Conflict conflict;
        QJsonObject theirs = mergePatchOf(editable(m_base), editable(m_current));
        QJsonObject metadata = theirs.value("metadata"_L1).toObject();
        for (const QString &mark : {u"resourceVersion"_s, u"generation"_s})
            metadata.remove(mark);
        theirs.remove("metadata"_L1);
        if (!metadata.isEmpty())
            theirs.insert("metadata"_L1, metadata);
        conflict.theirs = pathsOf(theirs);
        const QStringList ours = pathsOf(m_patch);
        for (const QString &path : std::as_const(conflict.theirs)) {
            for (const QString &own : ours) {
                if ((path == own || path.startsWith(own + u'.') || own.startsWith(path + u'.')) && !conflict.both.contains(path))
                    conflict.both << path;
            }
        }
        conflict.manager = lastManager(m_current);
        m_conflict = conflict;
        back({ErrorKind::Conflict,
              tr("The object was changed meanwhile"),
              conflict.manager.isEmpty() ? QString() : tr("Last written by %1").arg(conflict.manager),
              tr("Take the newer version over; your changes are put on top of it"),
              409,
              {}});
    });
}

void ObjectEditor::rebase()
{
    if (!m_conflict || m_current.isEmpty())
        return;
    m_base = std::exchange(m_current, {});
    m_text = kube::yamlText(masked(mergePatched(editable(m_base), m_patch)));
    m_conflict.reset();
    m_error.reset();
    m_stage = Stage::Editing;
    emit changed();
}

QStringList ObjectEditor::changes() const { return pathsOf(m_patch); }

QStringList ObjectEditor::notes() const
{
    QStringList notes;
    const QString managedBy = kube::labelsOf(m_base).value("app.kubernetes.io/managed-by"_L1).toString();
    if (managedBy == u"Helm")
        notes << tr("Helm manages this object: the next upgrade may take the change back. Change the values of the release as well.");
    else if (managedBy == u"natsdeck")
        notes << tr("This object comes from a deployment of this program: changing that deployment may take the change back.");
    for (const QJsonValue owner : m_base.value("metadata"_L1).toObject().value("ownerReferences"_L1).toArray()) {
        if (owner.toObject().value("controller"_L1).toBool())
            notes << tr("%1 %2 made this object: the change is gone when it makes a new one.")
                         .arg(text::clean(owner.toObject().value("kind"_L1).toString(), 100),
                              text::clean(owner.toObject().value("name"_L1).toString(), 253));
    }
    if (m_patch.value("spec"_L1).toObject().contains("template"_L1))
        notes << tr("The pods are replaced one after the other: every server is restarted.");
    if (const QJsonValue replicas = m_patch.value("spec"_L1).toObject().value("replicas"_L1); replicas.isDouble())
        notes << tr("The number of servers changes to %1. Going from one server to several in place loses the streams of the one.")
                     .arg(replicas.toInt());
    if (ref().kind == u"ConfigMap" || ref().kind == u"Secret")
        notes << tr("Servers that read it from a volume see it after about a minute, and use it after a reload or restart.");
    return notes;
}

guard::Intent ObjectEditor::intent() const
{
    guard::Intent intent;
    intent.verb = u"patch"_s;
    intent.object = display(ref());
    intent.summary = tr("Change %1 of %2").arg(changes().join(u", "_s), display(ref()));
    intent.impact = guard::Impact::Configuration;
    const QString kubectl = u"kubectl --context %1 -n %2 "_s.arg(text::shellQuoted(m_workload.context), text::shellQuoted(ref().nameSpace));
    const QString what = ref().kind.toLower() + u'/' + text::shellQuoted(ref().name);
    // Values of a Secret belong in no command line.
    intent.command =
        ref().kind == u"Secret"
            ? kubectl + u"edit "_s + what
            : kubectl + u"patch %1 --type=merge -p %2"_s.arg(what, text::shellQuoted(QString::fromUtf8(json::compact(m_patch))));
    intent.detail = {{u"paths"_s, QJsonArray::fromStringList(changes())}, {u"resourceVersion"_s, kube::resourceVersionOf(m_base)}};
    return intent;
}

QString ObjectEditor::lockedReason() const
{
    return m_gate.isLocked(m_workload.systemId) ? tr("This system is read-only: allow changes with the lock in the top bar") : QString();
}

void ObjectEditor::apply()
{
    if (m_stage != Stage::Review)
        return;
    m_stage = Stage::Applying;
    m_error.reset();
    emit changed();
    async::deliver<guard::Permit>(m_gate.request(m_workload.systemId, intent()), this, [this](const Result<guard::Permit> &permit) {
        if (!permit)
            return back(permit.error());
        send(*permit);
    });
}

void ObjectEditor::send(const guard::Permit &permit)
{
    async::deliver<QJsonObject>(m_workload.client->mergePatch(permit, ref(), patchWithVersion()), this,
                                [this, permit](const Result<QJsonObject> &object) {
                                    m_gate.finish(permit, object ? Result<void>() : Failure(object.error()));
                                    if (!object && object.error().kind == ErrorKind::Conflict)
                                        return explainConflict();
                                    if (!object)
                                        return back(object.error());
                                    m_base = *object;
                                    m_stage = Stage::Applied;
                                    emit changed();
                                    emit applied(*object);
                                });
}

} // namespace natsdeck::workloads
