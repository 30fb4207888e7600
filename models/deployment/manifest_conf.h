#pragma once

#include "models/deployment/desired_system.h"

#include <QString>

namespace natsdeck::deployment {

// nats.conf of one server in a pod, without any secret: it lies in a ConfigMap.
QString podConf(const DesiredSystem &desired);

// What nats.conf includes from the Secret; empty without a login. A token cannot stand beside accounts (the server refuses
// "a token and accounts"), so there is no system user then.
QString podAuthConf(const LoginChoice &login);

} // namespace natsdeck::deployment
