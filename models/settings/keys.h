#pragma once

#include "models/settings/key.h"

// The table of all settings. A new setting is one line here.
namespace natsdeck::settings::keys {

// Appearance
inline const Key<QString> theme{QLatin1StringView("appearance/theme"), QStringLiteral("system"), [](const QString &value) {
                                    return value == QLatin1StringView("system") || value == QLatin1StringView("light") ||
                                           value == QLatin1StringView("dark");
                                }};
inline const Key<QString> density{QLatin1StringView("appearance/density"), QStringLiteral("comfortable"), [](const QString &value) {
                                      return value == QLatin1StringView("comfortable") || value == QLatin1StringView("compact");
                                  }};
inline const Key<bool> timesInUtc{QLatin1StringView("appearance/utc"), true};
inline const Key<QString> language{QLatin1StringView("appearance/language"), QString()}; // empty: the desktop's

// Window
inline const Key<QByteArray> windowGeometry{QLatin1StringView("window/geometry"), QByteArray()};
inline const Key<QByteArray> windowState{QLatin1StringView("window/state"), QByteArray()};
inline const Key<bool> navigationShown{QLatin1StringView("window/navigation"), true};
inline const Key<QString> lastPage{QLatin1StringView("window/last-page"), QString()};
inline const Key<QStringList> collapsedRows{QLatin1StringView("window/collapsed"), QStringList()};
inline const Key<QStringList> paletteHistory{QLatin1StringView("palette/history"), QStringList(),
                                             [](const QStringList &value) { return value.size() <= 100; }};

// Monitoring
inline const Key<int> pollSeconds{QLatin1StringView("monitoring/seconds"), 2, [](const int &value) { return value >= 1 && value <= 60; }};

// Explorer
inline const Key<int> tapMemoryMiB{QLatin1StringView("explorer/tap-memory-mib"), 512,
                                   [](const int &value) { return value >= 16 && value <= 16384; }};
inline const Key<int> previewKiB{QLatin1StringView("explorer/preview-kib"), 64,
                                 [](const int &value) { return value >= 1 && value <= 65536; }};

// Systems
inline const Key<QStringList> kubeconfigFiles{QLatin1StringView("systems/kubeconfigs"),
                                              QStringList()};                                         // beside KUBECONFIG or ~/.kube/config
inline const Key<QJsonObject> environments{QLatin1StringView("systems/environments"), QJsonObject()}; // SystemId → "production" …
inline const Key<QJsonObject> namespaces{QLatin1StringView("systems/namespaces"), QJsonObject()};     // context → where to look for NATS

// Kubernetes page of a system
inline const Key<QJsonObject> commandsRun{QLatin1StringView("workloads/commands"),
                                          QJsonObject()}; // SystemId → lines, newest last; never with secrets

// Deployment
inline const Key<QString> natsServerProgram{QLatin1StringView("deployment/nats-server"), QString()}; // empty: found in PATH

} // namespace natsdeck::settings::keys
