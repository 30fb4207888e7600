#pragma once

#include "models/base/finding.h"
#include "models/settings/login_book.h"
#include "models/settings/saved_links.h"

namespace natsdeck::systems {

// What someone types to add a system by its address, or to give the login of one.
struct SystemForm
{
    QString name;
    QString addresses; // separated by comma, space or line
    QString caFile;
    QString monitoringUrl;
    settings::StoredLogin login;
    settings::StoredLogin systemLogin = {}; // of the system account; kind None = there is none
    settings::StoredTls tls = {};
};

// What is wrong, by field: Finding::subject is "name", "addresses", "ca-file", "monitoring", "user", "secret", "file" or "second-file",
// with "system-" before those of the system account. Empty: fine.
[[nodiscard]] Findings check(const SystemForm &form);
[[nodiscard]] Findings checkLogin(const settings::StoredLogin &login, const QString &prefix = {});

// The addresses as URLs: "host" and "host:port" become nats://host:port.
[[nodiscard]] QStringList addressesOf(const QString &text);

[[nodiscard]] bool canHandshakeFirst(); // whether SystemForm::tls may ask for it in this build

// With a new id; the form was checked before.
[[nodiscard]] settings::SavedLink linkOf(const SystemForm &form);

} // namespace natsdeck::systems
