#include "models/workloads/actions_presenter.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/workloads/followed.h"
#include "models/workloads/workload.h"

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr std::chrono::seconds lookEvery{1};
constexpr int attempts = 4; // the status of a busy workload changes between reading and writing

} // namespace

ActionsPresenter::ActionsPresenter(const Workload &workload, guard::Gate &gate, Followed &pods, QObject *parent)
    : QObject(parent)
    , m_workload(workload)
    , m_gate(gate)
    , m_pods(pods)
{
    m_look.setInterval(lookEvery);
    connect(&m_look, &QTimer::timeout, this, &ActionsPresenter::look);
    connect(&m_pods, &Followed::changed, this, &ActionsPresenter::changed);
    connect(&m_gate, &guard::Gate::lockChanged, this, &ActionsPresenter::changed);
}

kube::ObjectRef ActionsPresenter::ref() const
{
    const kube::FoundSystem &found = m_workload.found;
    return {u"apps/v1"_s, found.kind, found.nameSpace, found.workload};
}

ActionSubject ActionsPresenter::subject(const QString &pod) const { return {m_workload, m_object, m_pods.objects(), pod, m_usesJetStream}; }

void ActionsPresenter::setActive(bool active)
{
    if (!active || std::exchange(m_isActive, true))
        return;
    m_pods.start();
    refresh();
}

void ActionsPresenter::refresh()
{
    if (!m_isActive)
        return;
    async::deliver<QJsonObject>(m_workload.client->get(ref()), this, [this](const Result<QJsonObject> &object) {
        if (object)
            m_object = *object;
        emit changed();
    });
}

QString ActionsPresenter::title(ActionKind kind)
{
    switch (kind) {
    case ActionKind::Restart:
        return tr("Restart all servers…");
    case ActionKind::ScaleToZero:
        return tr("Stop all servers…");
    case ActionKind::ScaleBack:
        return tr("Start again…");
    case ActionKind::DeletePod:
        return tr("Delete pod…");
    }
    return {};
}

QString ActionsPresenter::reasonNot(ActionKind kind, const QString &pod) const
{
    if (isBusy())
        return tr("Another action is running");
    if (m_gate.isLocked(m_workload.systemId))
        return tr("This system is read-only: allow changes with the lock in the top bar");
    return whyNot(kind, subject(pod));
}

QStringList ActionsPresenter::podNames() const
{
    QStringList names;
    for (const QJsonObject &pod : m_pods.objects())
        names << kube::nameOf(pod);
    return names;
}

QString ActionsPresenter::command(ActionKind kind, const QString &pod) const
{
    return m_object.isEmpty() ? QString() : planAction(kind, subject(pod), QDateTime::currentDateTimeUtc()).intent.command;
}

void ActionsPresenter::setState(State state)
{
    m_state = state;
    if (state != State::Watching)
        m_look.stop();
    emit changed();
}

void ActionsPresenter::fail(const Error &error)
{
    m_error = error;
    setState(State::Failed);
}

void ActionsPresenter::dismiss()
{
    if (isBusy())
        return;
    m_error.reset();
    setState(State::Idle);
}

void ActionsPresenter::prepare(ActionKind kind, const QString &pod)
{
    if (const QString reason = reasonNot(kind, pod); !reason.isEmpty())
        return fail({ErrorKind::Forbidden, reason, {}, {}, 0, {}});
    m_error.reset();
    setState(State::Preparing);
    async::deliver<QJsonObject>(m_workload.client->get(ref()), this, [this, kind, pod](const Result<QJsonObject> &object) {
        if (!object)
            return fail(object.error());
        m_object = *object;
        setState(State::Idle);
        if (const QString reason = whyNot(kind, subject(pod)); !reason.isEmpty())
            return fail({ErrorKind::Conflict, reason, {}, {}, 0, {}});
        emit prepared(planAction(kind, subject(pod), QDateTime::currentDateTimeUtc()));
    });
}

void ActionsPresenter::run(const ActionPlan &plan)
{
    if (isBusy())
        return;
    m_plan = plan;
    m_progress = {};
    m_error.reset();
    setState(State::Sending);
    async::deliver<guard::Permit>(m_gate.request(m_workload.systemId, plan.intent), this, [this](const Result<guard::Permit> &permit) {
        if (!permit)
            return fail(permit.error());
        if (m_plan.kind == ActionKind::DeletePod)
            remove(*permit);
        else
            send(*permit, 1);
    });
}

// Only onto what was looked at: the same object, and nobody has changed what it is to be. Its status changes all the time.
void ActionsPresenter::send(const guard::Permit &permit, int attempt)
{
    async::deliver<QJsonObject>(m_workload.client->get(m_plan.ref), this, [this, permit, attempt](const Result<QJsonObject> &now) {
        const auto give = [this, permit](const Error &error) {
            m_gate.finish(permit, Failure(error));
            fail(error);
        };
        if (!now)
            return give(now.error());
        if (kube::uidOf(*now) != m_plan.uid || json::integer(json::at(*now, u"metadata.generation")) != m_plan.generation)
            return give({ErrorKind::Conflict,
                         tr("%1 was changed meanwhile").arg(display(m_plan.ref)),
                         tr("Nothing was changed by this program."),
                         tr("Look at it again, then repeat"),
                         409,
                         {}});
        QJsonObject patch = m_plan.patch;
        QJsonObject metadata = patch.value("metadata"_L1).toObject();
        metadata.insert("resourceVersion"_L1, kube::resourceVersionOf(*now));
        patch.insert("metadata"_L1, metadata);
        async::deliver<QJsonObject>(m_workload.client->mergePatch(permit, m_plan.ref, patch), this,
                                    [this, permit, attempt, give](const Result<QJsonObject> &object) {
                                        if (!object && object.error().kind == ErrorKind::Conflict && attempt < attempts)
                                            return send(permit, attempt + 1);
                                        if (!object)
                                            return give(object.error());
                                        m_gate.finish(permit, {});
                                        accepted(*object);
                                    });
    });
}

void ActionsPresenter::remove(const guard::Permit &permit)
{
    kube::RemoveOptions options;
    options.uid = m_plan.uid;
    async::deliver<void>(m_workload.client->remove(permit, m_plan.ref, options), this, [this, permit](const Result<void> &removed) {
        m_gate.finish(permit, removed);
        if (!removed)
            return fail(removed.error());
        accepted(m_object);
    });
}

void ActionsPresenter::accepted(const QJsonObject &object)
{
    m_object = object;
    m_acceptedGeneration = json::integer(json::at(object, u"metadata.generation"));
    m_progress = progressOf(m_plan, m_acceptedGeneration, object, m_pods.objects());
    m_progress.isDone = false; // decided by looking
    m_until.setRemainingTime(watchFor);
    m_look.start();
    setState(State::Watching);
}

void ActionsPresenter::look()
{
    if (std::exchange(m_looking, true))
        return;
    async::deliver<QJsonObject>(m_workload.client->get(ref()), this, [this](const Result<QJsonObject> &object) {
        m_looking = false;
        if (m_state != State::Watching)
            return;
        if (object) {
            m_object = *object;
            m_progress = progressOf(m_plan, m_acceptedGeneration, m_object, m_pods.objects());
            if (m_progress.isDone)
                return setState(State::Done);
        }
        if (m_until.hasExpired())
            return fail({ErrorKind::Timeout,
                         tr("It has not come to its end within %1 min").arg(watchFor.count()),
                         m_progress.trouble.isEmpty() ? m_progress.text : m_progress.trouble,
                         tr("The cluster goes on with it; look at the pods and events"),
                         0,
                         {}});
        emit changed();
    });
}

void ActionsPresenter::stopWatching()
{
    if (m_state == State::Watching)
        setState(State::Idle);
}

} // namespace natsdeck::workloads
