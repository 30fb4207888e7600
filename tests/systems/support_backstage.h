#pragma once

#include "models/systems/catalogue.h"
#include "models/systems/link_route.h"
#include "models/systems/system_opener.h"

#include "models/base/files.h"
#include "models/guard/audit_log.h"
#include "models/guard/gate.h"
#include "models/nats/connection.h"
#include "models/settings/consent_store.h"
#include "models/settings/lock_store.h"
#include "models/settings/login_book.h"
#include "models/settings/settings.h"
#include "tests/support/nats_server.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

namespace natsdeck::test {

using namespace natsdeck::systems;
using namespace Qt::StringLiterals;

// What app/composition makes, over a home of its own.
struct Backstage
{
    Backstage() { qputenv("XDG_CONFIG_HOME", home.path().toUtf8()); }

    void addCliContext(const QString &name, const QByteArray &json) const
    {
        QDir().mkpath(home.filePath(u"nats/context"_s));
        (void)files::writeAtomically(home.filePath(u"nats/context/%1.json"_s.arg(name)), json);
    }
    bool reload()
    {
        QSignalSpy read(&nats, &NatsContexts::changed);
        nats.reload();
        return read.wait(5000);
    }
    // The open system of a record, or null.
    OpenedSystem *open(const SystemRecord &record)
    {
        const Result<OpenedSystem *> opened = opener.open(record);
        return opened ? *opened : nullptr;
    }
    SystemRecord add(const QString &id, const QString &url, const QString &monitoring = {})
    {
        links.save({id, u"system "_s + id, {url}, {}, monitoring});
        return *nats.record(linkSystemId(id));
    }

    QTemporaryDir home;
    SystemClock clock;
    settings::Settings settings;
    settings::FileLockStore locks;
    settings::FileConsentStore consents;
    settings::RunSecretStore secrets;
    settings::LoginBook logins{{}, secrets};
    settings::SavedLinks links;
    guard::AuditLog audit{home.filePath(u"audit.jsonl"_s), clock};
    guard::Gate gate{audit, locks};
    deployment::WorkstationDeployments deployments{home.filePath(u"deployments"_s)};
    KubeContexts kube{settings, consents};
    NatsContexts nats{links};
    WorkstationServers workstation{deployments};
    SystemOpener opener{{kube, nats, workstation, logins, settings, gate, clock}};
};

inline bool reaches(OpenedSystem &system, LinkStage stage, int milliseconds = 20'000)
{
    return QTest::qWaitFor([&] { return system.link().status().stage == stage; }, milliseconds);
}

inline NatsServerOptions guarded()
{
    NatsServerOptions options;
    options.user = "app";
    options.password = "right-password";
    options.jetstream = true;
    options.monitoring = true;
    return options;
}

} // namespace natsdeck::test
