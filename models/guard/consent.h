#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

namespace natsdeck::guard {

// Something a kubeconfig or a NATS context would run or reach. A kubeconfig is code: nothing of it runs before someone
// has said yes to exactly this, and a change of any field asks again.
struct ConsentRequest
{
    QString kind;    // "exec-credential", "proxy", "token-file"
    QString program; // resolved absolute path, or the URL or file
    QStringList arguments;
    QStringList environment; // "NAME=value" added by the configuration
    QString origin;          // the file it stands in
    QString purpose;         // for people: "to log in to context prod-eu-1"

    [[nodiscard]] QByteArray fingerprint() const; // SHA-256 over kind, program, arguments, environment, origin; hex
    friend bool operator==(const ConsentRequest &, const ConsentRequest &) = default;
};

// Where consent is remembered (implemented over settings). Called from any thread.
class ConsentStore
{
public:
    virtual ~ConsentStore() = default;
    virtual bool isGranted(const ConsentRequest &request) const = 0;
    virtual void grant(const ConsentRequest &request) = 0;
    virtual void revoke(const ConsentRequest &request) = 0;
};

} // namespace natsdeck::guard
