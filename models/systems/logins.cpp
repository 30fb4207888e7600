#include "models/systems/logins.h"

#include "models/deployment/manifest_objects.h"
#include "models/deployment/workstation_deployments.h"
#include "models/kube/client.h"
#include "models/kube/nats_finder.h"
#include "models/nats/cli_contexts.h"
#include "models/settings/login_book.h"
#include "models/systems/apart.h"
#include "models/systems/cluster_logins.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using StoredAnswer = Result<std::optional<settings::StoredLogin>>;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

Failure notKept()
{
    return failure(Error{ErrorKind::Unauthenticated, Text::tr("The login of this system has to be given again"),
                         Text::tr("It is not kept between runs, because no keyring answers."), Text::tr("Log in"), 0, loginNeeded});
}

Result<LinkEnds> withStored(LinkEnds ends, const StoredAnswer &user, const StoredAnswer &system, const settings::StoredTls &tls,
                            const ReferenceReader &read)
{
    if (user && *user) {
        if (const Result<void> applied = applyLogin(**user, ends.user, read); !applied)
            return failure(applied.error());
    }
    ends.user.tls.skipVerification |= tls.skipVerification;
    ends.user.tls.handshakeFirst |= tls.handshakeFirst;
    if (system && *system) {
        nats::ConnectOptions options = ends.user;
        // Without the system account the rest works as before: it is said, not waited for.
        if (const Result<void> applied = applyLogin(**system, options, read); applied)
            ends.system = options;
        else
            ends.systemTrouble = applied.error();
    }
    return ends;
}

// The answers are put together on a thread of the pool: the keyring's come from the thread that asks.
async::Future<LinkEnds> joined(async::Future<LinkEnds> base, settings::LoginBook &book, const QString &systemId,
                               const ReferenceReader &read = &readCliReference)
{
    return runApart([base = std::move(base), user = book.read(systemId), system = book.read(settings::LoginBook::systemAccount(systemId)),
                     tls = book.tls(systemId), read]() -> Result<LinkEnds> {
        Result<LinkEnds> ends = async::await<LinkEnds>(base);
        if (!ends)
            return ends;
        return withStored(std::move(*ends), async::await<std::optional<settings::StoredLogin>>(user),
                          async::await<std::optional<settings::StoredLogin>>(system), tls, read);
    });
}

} // namespace

Result<nats::ConnectOptions> readCliReference(const settings::StoredLogin &login)
{
    for (const nats::CliContext &context : nats::readCliContexts()) {
        if (context.name == login.reference)
            return nats::optionsOf(context);
    }
    return failure(ErrorKind::NotFound, Text::tr("The NATS context %1 is not there any more").arg(login.reference), {},
                   Text::tr("Log in, or choose another context"));
}

Result<void> applyLogin(const settings::StoredLogin &login, nats::ConnectOptions &options, const ReferenceReader &read)
{
    using settings::LoginKind;
    if (login.needsSecret())
        return notKept();
    switch (login.kind) {
    case LoginKind::None:
        options.login = nats::Login::none();
        break;
    case LoginKind::Token:
        options.login = nats::Login::token(login.secret);
        break;
    case LoginKind::UserPassword:
        options.login = nats::Login::userPassword(login.user, login.secret);
        break;
    case LoginKind::NkeySeedFile:
        options.login = nats::Login::nkeySeedFile(login.file);
        break;
    case LoginKind::CredsFile:
        options.login = nats::Login::credsFile(login.file);
        break;
    case LoginKind::NkeySeed:
        options.login = nats::Login::nkeySeed(login.secret);
        break;
    case LoginKind::Creds:
        options.login = nats::Login::creds(login.secret);
        break;
    case LoginKind::JwtFiles:
        options.login = nats::Login::jwtFiles(login.file, login.secondFile);
        break;
    case LoginKind::Certificate:
        options.login = nats::Login::none();
        options.tls.required = true;
        options.tls.certificateFile = login.file;
        options.tls.keyFile = login.secondFile;
        break;
    case LoginKind::CliContext:
    case LoginKind::ClusterSecret: {
        const Result<nats::ConnectOptions> given = read(login);
        if (!given)
            return failure(given.error());
        options.login = given->login;
        if (!given->inboxPrefix.isEmpty())
            options.inboxPrefix = given->inboxPrefix;
        if (given->tls.hasCertificate()) {
            options.tls.certificateFile = given->tls.certificateFile;
            options.tls.keyFile = given->tls.keyFile;
            options.tls.certificatePem = given->tls.certificatePem;
            options.tls.keyPem = given->tls.keyPem;
        }
        if (options.tls.caFile.isEmpty() && options.tls.caPem.isEmpty()) {
            options.tls.caFile = given->tls.caFile;
            options.tls.caPem = given->tls.caPem;
        }
        break;
    }
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
        const auto read = runApart([base]() -> Result<LinkEnds> {
            const Result<nats::ConnectOptions> options = base();
            if (!options)
                return failure(options.error());
            LinkEnds ends;
            ends.user = *options;
            return ends;
        });
        return joined(read, book, systemId);
    };
}

EndsResolver workstationEnds(settings::LoginBook &book, const deployment::WorkstationDeployment &deployment)
{
    return [&book, deployment] {
        const auto read = runApart([deployment]() -> Result<LinkEnds> {
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
    const ReferenceReader reader = [client](const settings::StoredLogin &login) {
        return login.kind == settings::LoginKind::ClusterSecret ? readClusterLogin(*client, login.reference) : readCliReference(login);
    };
    if (found.managedBy != kube::managedByUs) {
        return [&book, systemId, reader] { return joined(async::ready<LinkEnds>(LinkEnds()), book, systemId, reader); };
    }
    const kube::ObjectRef secret{u"v1"_s, u"Secret"_s, found.nameSpace, deployment::ManifestNames(found.workload).auth};
    return [&book, systemId, client = std::move(client), secret, reader] {
        const auto read = runApart([client, secret]() -> Result<LinkEnds> {
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
        return joined(read, book, systemId, reader);
    };
}

} // namespace natsdeck::systems
