#include "models/systems/logins.h"

#include "models/deployment/manifest_objects.h"
#include "models/deployment/workstation_deployments.h"
#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/settings/login_book.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using StoredAnswer = Result<std::optional<settings::StoredLogin>>;

Result<LinkEnds> withStored(LinkEnds ends, const StoredAnswer &stored)
{
    if (!stored || !*stored)
        return ends;
    if ((*stored)->needsSecret()) {
        return failure(Error{ErrorKind::Unauthenticated,
                             QCoreApplication::translate("systems", "The login of this system has to be given again"),
                             QCoreApplication::translate("systems", "It is not kept between runs, because no keyring answers."),
                             QCoreApplication::translate("systems", "Log in"), 0, loginNeeded});
    }
    ends.user.login = loginOf(**stored);
    return ends;
}

// The two answers are put together on the thread that asks: both are ready or short.
async::Future<LinkEnds> joined(async::Future<LinkEnds> base, settings::LoginBook &book, const QString &systemId)
{
    if (!book.knows(systemId))
        return base;
    return async::run(*QThreadPool::globalInstance(), [base = std::move(base), stored = book.read(systemId)]() -> Result<LinkEnds> {
        Result<LinkEnds> ends = async::await<LinkEnds>(base);
        if (!ends)
            return ends;
        return withStored(std::move(*ends), async::await<std::optional<settings::StoredLogin>>(stored));
    });
}

} // namespace

nats::Login loginOf(const settings::StoredLogin &login)
{
    switch (login.kind) {
    case settings::LoginKind::None:
        return nats::Login::none();
    case settings::LoginKind::Token:
        return nats::Login::token(login.secret);
    case settings::LoginKind::UserPassword:
        return nats::Login::userPassword(login.user, login.secret);
    case settings::LoginKind::NkeySeedFile:
        return nats::Login::nkeySeedFile(login.file);
    case settings::LoginKind::CredsFile:
        return nats::Login::credsFile(login.file);
    }
    return {};
}

nats::Login userLoginOf(const deployment::LoginChoice &choice)
{
    switch (choice.kind) {
    case deployment::LoginKind::None:
        return nats::Login::none();
    case deployment::LoginKind::Token:
        return nats::Login::token(choice.secret);
    case deployment::LoginKind::UserPassword:
        return nats::Login::userPassword(choice.user, choice.secret);
    case deployment::LoginKind::Nkey:
        return nats::Login::nkeySeed(choice.secret);
    }
    return {};
}

std::optional<nats::Login> systemLoginOf(const deployment::LoginChoice &choice)
{
    if (!choice.systemUser || choice.systemSecret.isEmpty())
        return {};
    return nats::Login::userPassword(choice.systemUserName, choice.systemSecret);
}

EndsResolver bookedEnds(settings::LoginBook &book, const QString &systemId, std::function<Result<nats::ConnectOptions>()> base)
{
    return [&book, systemId, base = std::move(base)] {
        const Result<nats::ConnectOptions> options = base();
        if (!options)
            return async::failed<LinkEnds>(options.error());
        return joined(async::ready<LinkEnds>(LinkEnds{*options, {}, {}}), book, systemId);
    };
}

EndsResolver workstationEnds(settings::LoginBook &book, const deployment::WorkstationDeployment &deployment)
{
    return [&book, deployment] {
        const auto read = async::run(*QThreadPool::globalInstance(), [deployment]() -> Result<LinkEnds> {
            const Result<deployment::LoginChoice> login = deployment::WorkstationDeployments::loginOf(deployment);
            if (!login)
                return failure(login.error());
            LinkEnds ends;
            ends.user.urls = {deployment.clientUrl()};
            ends.user.login = userLoginOf(*login);
            if (const std::optional<nats::Login> system = systemLoginOf(*login)) {
                ends.system = ends.user;
                ends.system->login = *system;
            }
            return ends;
        });
        return joined(read, book, deployment.systemId());
    };
}

EndsResolver clusterEnds(settings::LoginBook &book, const QString &systemId, std::shared_ptr<kube::Client> client,
                         const kube::FoundSystem &found)
{
    if (found.managedBy != kube::managedByUs)
        return bookedEnds(book, systemId, []() -> Result<nats::ConnectOptions> { return nats::ConnectOptions(); });
    const kube::ObjectRef secret{u"v1"_s, u"Secret"_s, found.nameSpace, deployment::ManifestNames(found.workload).auth};
    return [&book, systemId, client = std::move(client), secret] {
        const auto read = async::run(*QThreadPool::globalInstance(), [client, secret]() -> Result<LinkEnds> {
            const Result<QJsonObject> live = async::await(client->get(secret));
            LinkEnds ends;
            // Without a Secret, or without the right to read it, the server says whether a login is needed.
            if (!live && live.error().kind != ErrorKind::NotFound && live.error().kind != ErrorKind::Forbidden)
                return failure(live.error());
            const Result<deployment::LoginChoice> login =
                live ? deployment::loginOf(*live, {}) : Result<deployment::LoginChoice>(failure(live.error()));
            if (!login)
                return ends;
            ends.user.login = userLoginOf(*login);
            if (const std::optional<nats::Login> system = systemLoginOf(*login)) {
                ends.system = ends.user;
                ends.system->login = *system;
            }
            return ends;
        });
        return joined(read, book, systemId);
    };
}

} // namespace natsdeck::systems
