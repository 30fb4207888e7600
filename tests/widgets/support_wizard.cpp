#include "tests/widgets/support_wizard.h"

using namespace Qt::StringLiterals;

namespace natsdeck::test {

using plan::ChangeKind;
using plan::StepContext;

async::Future<deployment::Offers> FakeEngine::offers(const deployment::Target &target)
{
    if (offersError)
        return async::failed<deployment::Offers>(*offersError);
    deployment::Offers offers;
    if (target.kind == deployment::TargetKind::Kubernetes) {
        offers.namespaces = {{u"default"_s, {}, {}, true, true, {}}, {u"messaging"_s, {}, {}, false, true, {}}};
        offers.storageClasses = {{u"fast-ssd"_s, {}, u"default"_s, true, true, {}}, {u"standard"_s, {}, {}, false, true, {}}};
    }
    offers.freeBytes = 87LL << 30;
    offers.findings = {{u"other-server"_s,
                        Severity::Info,
                        u"Another server answers on port 4222"_s,
                        u"it asks for no login and is not ours"_s,
                        {},
                        {},
                        {}}};
    return async::ready<deployment::Offers>(offers);
}

async::Future<Findings> FakeEngine::preflight(const deployment::DesiredSystem &, std::stop_token) { return async::ready<Findings>(found); }

plan::Plan FakeEngine::makePlan(const deployment::DesiredSystem &desired) const
{
    plan::Plan plan;
    plan.id = plan::Plan::makeId();
    plan.kind = u"deploy"_s;
    plan.title = u"Deploy "_s + desired.name;
    plan.systemId = u"local:"_s + desired.id;
    plan.engine = id();
    plan.memo = {{u"desired"_s, toJson(desired)}};
    plan.intent = {u"deploy"_s, desired.name, u"Deploy "_s + desired.name, guard::Impact::Configuration, {}, {}};
    plan.makesSystem = true;
    const auto step = [this](const QString &stepId, const QString &title, QList<plan::Preview> previews) {
        plan::Step made;
        made.id = stepId;
        made.title = title;
        made.previews = std::move(previews);
        made.run = [stepId, fails = failingStep == stepId,
                    held = stepId == u"wait" ? hold : nullptr](StepContext &context) -> Result<QJsonObject> {
            context.log(u"%1 begins"_s.arg(stepId));
            context.detail(u"looked at and done"_s);
            while (held && *held && context.pause(10))
                ;
            if (fails)
                return failure(ErrorKind::Rejected, u"The API server refused it"_s, u"quota exceeded: requests.storage"_s,
                               u"Choose a smaller volume"_s);
            context.log(u"%1 is done"_s.arg(stepId), stepId == u"config" ? Severity::Warning : Severity::Ok);
            return QJsonObject();
        };
        made.undo = [](StepContext &, const QJsonObject &) -> Result<void> { return {}; };
        return made;
    };
    const QString before = u"spec:\n  replicas: 1\n  template:\n    image: nats:2.11.8-alpine\n    memory: 2Gi\n"_s;
    const QString after = u"spec:\n  replicas: 3\n  template:\n    image: nats:2.12.15-alpine\n    memory: 2Gi\n    volume: data\n"_s;
    plan.steps.push_back(step(u"namespace"_s, u"Create the namespace"_s,
                              {{ChangeKind::Create, u"messaging"_s, u"Namespace"_s, {}, u"kind: Namespace\n"_s, u"yaml"_s}}));
    plan.steps.push_back(step(
        u"config"_s, u"Write the configuration"_s,
        {{ChangeKind::Create, u"nats-config"_s, u"ConfigMap"_s, {}, u"port: 4222\njetstream {\n  max_file_store: 10G\n}\n"_s, u"nats"_s}}));
    plan.steps.push_back(step(u"set"_s, u"Apply the StatefulSet"_s,
                              {{ChangeKind::Change, u"nats"_s, u"StatefulSet"_s, before, after, u"yaml"_s},
                               {ChangeKind::Remove, u"nats-monitoring"_s, u"Ingress"_s, u"kind: Ingress\n"_s, {}, u"yaml"_s}}));
    plan.steps.push_back(step(u"wait"_s, u"Wait until the server answers"_s, {}));
    return plan;
}

async::Future<plan::Plan> FakeEngine::plan(const deployment::DesiredSystem &desired) { return async::ready<plan::Plan>(makePlan(desired)); }

async::Future<plan::Plan> FakeEngine::rebuild(const QString &, const QJsonObject &memo)
{
    const auto desired = deployment::desiredSystemFromJson(memo.value(u"desired"_s).toObject());
    return desired ? async::ready<plan::Plan>(makePlan(*desired)) : async::failed<plan::Plan>(desired.error());
}

async::Future<deployment::ConnectFacts> FakeEngine::facts(const deployment::DesiredSystem &desired)
{
    deployment::ConnectFacts facts;
    facts.systemId = u"local:"_s + desired.id;
    facts.deploymentId = desired.id;
    facts.urls = {u"nats://127.0.0.1:4222"_s};
    facts.monitoringUrl = u"http://127.0.0.1:8222"_s;
    facts.login = desired.login;
    facts.login.secret = Secret("s3cret-w0rd");
    return async::ready<deployment::ConnectFacts>(facts);
}

async::Future<deployment::RemovalImpact> FakeEngine::removalImpact(const QString &) { return async::ready<deployment::RemovalImpact>({}); }

async::Future<plan::Plan> FakeEngine::removal(const QString &, const deployment::RemovalOptions &)
{
    return async::failed<plan::Plan>({ErrorKind::Unsupported, {}, {}, {}, 0, {}});
}

} // namespace natsdeck::test
