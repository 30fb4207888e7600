#pragma once

#include <QJsonObject>
#include <QString>
#include <QStringList>

// Whether a NATS server asks for a login, as far as its command line and its configuration say so. What the configuration holds is
// looked at and not kept: it may carry passwords.
namespace natsdeck::kube {

enum class LoginForce {
    Unknown, // the configuration may not be read, or a part of it lies elsewhere
    Open,    // whoever reaches the server gets in
    Asked
};

// Where a server's configuration lies in Kubernetes; an empty `configMap` when it lies elsewhere.
struct ConfigPlace
{
    QString path; // in the container; empty when none is named
    QString configMap;
    QString key;

    friend bool operator==(const ConfigPlace &, const ConfigPlace &) = default;
};

// From --config of the command line through the container's mounts to the ConfigMap behind it.
[[nodiscard]] ConfigPlace configPlaceOf(const QJsonObject &podSpec, const QJsonObject &container);

[[nodiscard]] bool asksByArguments(const QStringList &command); // --user, --pass, --auth

// nats.conf. Users of the system account alone leave the server open (nats-deployment.md §0.3), and so does no_auth_user.
[[nodiscard]] LoginForce loginIn(const QString &configuration);

} // namespace natsdeck::kube
