#include "models/deployment/manifest_preflight.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/deployment/manifest_cluster.h"
#include "models/deployment/manifest_objects.h"
#include "models/deployment/node_room.h"
#include "models/kube/client.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QVersionNumber>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

QString translated(const char *text) { return QCoreApplication::translate("deployment", text); }

Finding passed(const QString &id, const QString &what, const QString &evidence = {})
{
    return {id, Severity::Ok, what, evidence, {}, {}, {}};
}

Finding blocked(const QString &id, const QString &what, const QString &evidence, const QString &remedy = {})
{
    return {id, Severity::Critical, what, evidence, remedy, {}, {}};
}

Finding failedCheck(const QString &id, const QString &what, const Error &error)
{
    return blocked(id, what, error.detail.isEmpty() ? error.summary : error.summary + u": "_s + error.detail, error.remedy);
}

class Preflight
{
public:
    Preflight(kube::Client &client, const DesiredSystem &desired, const std::stop_token &stop)
        : m_client(client)
        , m_desired(desired)
        , m_stop(stop)
    {}

    Findings run()
    {
        checkAnswers();
        if (!checkServer())
            return m_findings; // without an API server there is nothing else to ask
        checkNamespace();
        checkRights();
        checkStorageClass();
        checkNames();
        checkRoom();
        checkDryRun();
        return m_findings;
    }

private:
    void add(Finding finding) { m_findings << std::move(finding); }

    void checkAnswers()
    {
        if (m_desired.replicas != 1) {
            add(blocked(u"replicas"_s, translated("This way of deploying makes one server"),
                        translated("%1 were asked for").arg(m_desired.replicas), translated("Choose one server")));
        }
        if (m_desired.login.kind == LoginKind::Nkey) {
            add(blocked(u"login"_s, translated("nkeys cannot be made for a server in Kubernetes yet"), {},
                        translated("Choose a user and password, or a token")));
        } else if (m_desired.login.kind == LoginKind::None) {
            add({u"login"_s,
                 Severity::Warning,
                 translated("Everybody who reaches the server may do everything"),
                 translated("No login was asked for"),
                 translated("Choose a user and password"),
                 {},
                 {}});
        } else {
            checkVersion();
        }
    }

    // Older servers let strangers in where an own $SYS user stands beside `authorization` (measured on 2.9.10).
    void checkVersion()
    {
        const QVersionNumber version = QVersionNumber::fromString(m_desired.version);
        const bool leaky =
            version < QVersionNumber(2, 9, 23) || (version >= QVersionNumber(2, 10, 0) && version < QVersionNumber(2, 10, 2));
        if (leaky && m_desired.images.server.isEmpty()) {
            add(blocked(u"version"_s, translated("This version lets strangers in"), translated("nats-server %1").arg(m_desired.version),
                        translated("Choose 2.9.23, 2.10.2 or newer")));
        }
    }

    bool checkServer()
    {
        const Result<kube::ServerVersion> version = async::await(m_client.version({std::chrono::seconds(15), m_stop}));
        if (!version) {
            add(failedCheck(u"api-server"_s, translated("The API server does not answer"), version.error()));
            return false;
        }
        if (version->major == 1 && version->minor < 22) {
            add(blocked(u"api-server"_s, translated("This Kubernetes is too old"), version->text,
                        translated("Server-side apply needs 1.22 or newer")));
            return false;
        }
        add(passed(u"api-server"_s, translated("The API server answers"), version->text));
        return true;
    }

    void checkNamespace()
    {
        const QString &name = m_desired.target.nameSpace;
        const Result<std::optional<QJsonObject>> live = cluster::find(m_client, {u"v1"_s, u"Namespace"_s, {}, name}, m_stop);
        if (!live && live.error().kind == ErrorKind::Forbidden) {
            m_hasNamespace = true; // most people may use a namespace without being allowed to look at it
            add({u"namespace"_s,
                 Severity::Info,
                 translated("Whether namespace %1 exists may not be asked").arg(name),
                 live.error().summary,
                 {},
                 name,
                 {}});
        } else if (!live) {
            add(failedCheck(u"namespace"_s, translated("Namespace %1 could not be looked up").arg(name), live.error()));
        } else if (!live->has_value()) {
            add(passed(u"namespace"_s, translated("Namespace %1 will be made").arg(name)));
        } else if ((**live).value(u"status"_s).toObject().value(u"phase"_s).toString() == u"Terminating") {
            m_hasNamespace = true;
            add(blocked(u"namespace"_s, translated("Namespace %1 is being deleted").arg(name), u"status.phase: Terminating"_s,
                        translated("Wait until it is gone, or choose another namespace")));
        } else {
            m_hasNamespace = true;
            add(passed(u"namespace"_s, translated("Namespace %1 is there").arg(name)));
        }
    }

    void checkRights()
    {
        const QString &ns = m_desired.target.nameSpace;
        QList<kube::AccessQuestion> questions;
        const QList<std::pair<QString, QString>> resources{{u"apps"_s, u"statefulsets"_s},
                                                           {QString(), u"configmaps"_s},
                                                           {QString(), u"secrets"_s},
                                                           {QString(), u"services"_s},
                                                           {u"policy"_s, u"poddisruptionbudgets"_s}};
        for (const auto &[group, resource] : resources) {
            for (const QString &verb : {u"get"_s, u"create"_s, u"patch"_s, u"delete"_s})
                questions << kube::AccessQuestion{verb, group, resource, {}, ns, {}};
        }
        if (m_desired.natsBox)
            questions << kube::AccessQuestion{u"create"_s, u"apps"_s, u"deployments"_s, {}, ns, {}};
        for (const QString &verb : {u"list"_s, u"delete"_s})
            questions << kube::AccessQuestion{verb, {}, u"pods"_s, {}, ns, {}};
        questions << kube::AccessQuestion{u"get"_s, {}, u"pods"_s, u"portforward"_s, ns, {}};
        if (!m_hasNamespace)
            questions << kube::AccessQuestion{u"create"_s, {}, u"namespaces"_s, {}, {}, {}};

        QList<async::Future<kube::AccessAnswer>> answers; // all at once: each is a round trip
        for (const kube::AccessQuestion &question : std::as_const(questions))
            answers << m_client.accessReview(question, {std::chrono::seconds(20), m_stop});
        QStringList missing;
        for (qsizetype i = 0; i < answers.size(); ++i) {
            const Result<kube::AccessAnswer> answer = async::await(answers[i]);
            if (!answer) {
                add(failedCheck(u"rights"_s, translated("The rights could not be asked"), answer.error()));
                return;
            }
            if (!answer->allowed)
                missing << kube::display(questions[i]);
        }
        if (missing.isEmpty())
            add(passed(u"rights"_s, translated("All rights are there"), translated("%1 asked").arg(questions.size())));
        else
            add(blocked(u"rights"_s, translated("Rights are missing"), missing.join(u", "_s),
                        translated("Ask whoever runs the cluster for exactly these")));
    }

    void checkStorageClass()
    {
        if (!m_desired.jetStream.enabled)
            return;
        const Result<kube::ObjectList> classes = async::await(m_client.list({u"storage.k8s.io/v1"_s, u"StorageClass"_s, {}, {}}));
        if (!classes) {
            add({u"storage-class"_s, Severity::Info, translated("Storage classes may not be listed"), classes.error().summary, {}, {}, {}});
            return;
        }
        QString standard;
        QStringList names;
        for (const QJsonObject &object : classes->items) {
            names << text::clean(kube::nameOf(object));
            const QJsonObject annotations = object.value(u"metadata"_s).toObject().value(u"annotations"_s).toObject();
            if (annotations.value(u"storageclass.kubernetes.io/is-default-class"_s).toString() == u"true")
                standard = names.constLast();
        }
        const QString &wanted = m_desired.jetStream.storageClass;
        if (wanted.isEmpty() && standard.isEmpty()) {
            add(blocked(u"storage-class"_s, translated("The cluster has no default storage class"), names.join(u", "_s),
                        translated("Choose a storage class")));
        } else if (!wanted.isEmpty() && !names.contains(wanted)) {
            add(blocked(u"storage-class"_s, translated("There is no storage class %1").arg(wanted), names.join(u", "_s),
                        translated("Choose one of these")));
        } else {
            add(passed(u"storage-class"_s, translated("Storage class %1").arg(wanted.isEmpty() ? standard : wanted)));
        }
    }

    void checkNames()
    {
        if (!m_hasNamespace)
            return;
        const Result<std::optional<QJsonObject>> set =
            cluster::find(m_client, {u"apps/v1"_s, u"StatefulSet"_s, m_desired.target.nameSpace, m_desired.name}, m_stop);
        if (!set) {
            add(failedCheck(u"name-free"_s, translated("The name %1 could not be checked").arg(m_desired.name), set.error()));
            return;
        }
        if (!set->has_value()) {
            add(passed(u"name-free"_s, translated("The name %1 is free").arg(m_desired.name)));
            return;
        }
        const QJsonObject labels = kube::labelsOf(**set);
        const QString manager = labels.value(u"app.kubernetes.io/managed-by"_s).toString();
        if (manager != u"natsdeck" || labels.value(deploymentLabel).toString() != m_desired.id) {
            add(blocked(u"name-free"_s, translated("A StatefulSet %1 is there already").arg(m_desired.name),
                        manager.isEmpty() ? translated("nobody says who manages it")
                                          : translated("managed by %1").arg(text::clean(manager)),
                        translated("Choose another name or namespace")));
            return;
        }
        add(passed(u"name-free"_s, translated("%1 is this deployment, it will be changed").arg(m_desired.name)));
        checkStorageSize(**set);
    }

    void checkStorageSize(const QJsonObject &set)
    {
        const QJsonArray claims = set.value(u"spec"_s).toObject().value(u"volumeClaimTemplates"_s).toArray();
        const QString live = claims.at(0)[u"spec"][u"resources"][u"requests"][u"storage"].toString();
        const qint64 wanted = m_desired.jetStream.enabled ? m_desired.jetStream.storageBytes : 0;
        if (parseBytes(live).value_or(0) != wanted) {
            add(blocked(u"storage-size"_s, translated("The volume's size cannot be changed in place"),
                        translated("It is %1").arg(text::clean(live)),
                        translated("Keep the size: Kubernetes does not change volume claim templates")));
        }
    }

    void checkRoom()
    {
        const Finding finding = nodeRoomFinding(m_client, m_desired, m_stop);
        add(finding);
    }

    void checkDryRun()
    {
        if (!m_hasNamespace) {
            add({u"dry-run"_s, Severity::Info, translated("The dry run needs the namespace, which is not there yet"), {}, {}, {}, {}});
            return;
        }
        DesiredSystem filled = m_desired; // a dry run must not depend on secrets that are not made yet
        if (filled.login.secret.isEmpty())
            filled.login.secret = Secret("dry-run");
        if (filled.login.systemSecret.isEmpty())
            filled.login.systemSecret = Secret("dry-run");
        int count = 0;
        for (const QJsonObject &object : manifests(filled)) {
            const Result<QJsonObject> answer = async::await(m_client.applyDryRun(object, {{}, false, std::chrono::seconds(20), m_stop}));
            if (!answer) {
                Finding finding =
                    failedCheck(u"dry-run"_s, translated("%1 would be refused").arg(kube::display(kube::refOf(object))), answer.error());
                finding.subject = kube::display(kube::refOf(object));
                add(finding);
                return;
            }
            ++count;
        }
        add(passed(u"dry-run"_s, translated("Server-side dry run passed"), translated("%1 objects").arg(count)));
    }

    kube::Client &m_client;
    const DesiredSystem &m_desired;
    const std::stop_token &m_stop;
    Findings m_findings;
    bool m_hasNamespace = false;
};

} // namespace

Findings manifestPreflight(kube::Client &client, const DesiredSystem &desired, const std::stop_token &stop)
{
    return Preflight(client, desired, stop).run();
}

} // namespace natsdeck::deployment
