#include "models/systems/logins.h"

#include "models/deployment/workstation_deployments.h"
#include "models/settings/login_book.h"

#include <QCoreApplication>

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

} // namespace natsdeck::systems
