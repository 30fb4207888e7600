#pragma once

#include "models/kube/client_tuning.h"
#include "models/kube/credentials.h"
#include "models/kube/impersonation.h"
#include "models/kube/kubeconfig.h"
#include "models/kube/pulse.h"
#include "models/kube/rate_limit.h"
#include "models/kube/resource_type.h"
#include "models/kube/stream_access.h"

#include <QHash>
#include <QNetworkAccessManager>
#include <QNetworkRequest>
#include <QObject>
#include <QSet>
#include <QThreadPool>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>

namespace natsdeck::kube {

// One request to the API server. Paths and queries are percent-encoded already.
struct Request
{
    QByteArray method = "GET";
    QByteArray path;
    QByteArray query;
    QByteArray body;
    QByteArray contentType;
    QByteArray accept = "application/json";
    QString what; // in the words of RBAC, for errors: "list statefulsets in nats"
    std::chrono::milliseconds deadline{30'000};
    qint64 replyBytes = 64 * 1024 * 1024;
    bool repeatable = true; // may be sent again when the server stumbles: the outcome is the same
    bool polled = false;    // whoever asks will ask again: stands back behind others, is not repeated at all
    std::stop_token stop;
};

struct Reply
{
    int status = 0;
    QByteArray body;
    QByteArray contentType = {}; // with its parameters
};

// One QNetworkAccessManager and what it was made for. Qt reuses a TLS connection by host and port and ignores whose
// certificate it was opened with: never shared between users.
struct Transport
{
    std::unique_ptr<QNetworkAccessManager> manager;
    std::unique_ptr<Pulse> pulse; // of a connection that carries streams over HTTP/2; goes before the manager
    QSslConfiguration tls;
    TlsTrust trust;
    QNetworkProxy proxy;
    QByteArray identity; // certificates and authority it was made for
};

// The network side of a Client: credentials, connections, retries, errors. Lives on the client's network thread.
class Session final : public QObject
{
    Q_OBJECT

public:
    using Done = std::function<void(Result<Reply>)>; // the reply is a success (2xx)

    Session(const ContextConfig &config, const guard::ConsentStore &consents, const ClientTuning &tuning = {});
    ~Session() override;

    void send(Request request, Done done);
    void resourceType(const QString &apiVersion, const QString &kind, std::function<void(Result<ResourceType>)> done);
    void streamAccess(std::function<void(Result<StreamAccess>)> done);

    [[nodiscard]] const ContextConfig &config() const { return m_config; }
    [[nodiscard]] const ClientTuning &tuning() const { return m_tuning; }
    [[nodiscard]] RateLimit &rateLimit() { return *m_rateLimit; }
    [[nodiscard]] QThreadPool &decoder() { return m_decoder; } // one thread: answers keep their order
    [[nodiscard]] CredentialSource &credentials() { return *m_credentials; }
    [[nodiscard]] std::optional<guard::ConsentRequest> pendingConsent() const; // any thread

    // For calls and streams.
    void obtain(std::function<void(Result<Credentials>)> done); // keeps pendingConsent() up to date
    [[nodiscard]] Result<std::shared_ptr<Transport>> transport(const Credentials &credentials);
    [[nodiscard]] Result<std::shared_ptr<Transport>> streamTransport(const Credentials &credentials); // few streams each
    void dropTransports();                                                                            // the next request connects anew
    void dropTransport(const std::shared_ptr<Transport> &of); // the same, for one that does not answer
    void noteProtocol(bool http2) { m_http2 = http2; }
    [[nodiscard]] std::optional<bool> usesHttp2() const { return m_http2; } // nothing before the first answer
    [[nodiscard]] bool offersStreamingLists() const { return m_streamingLists.value_or(m_http2.value_or(false)); }
    void noteNoStreamingLists() { m_streamingLists = false; }
    [[nodiscard]] Result<QNetworkRequest> networkRequest(const Transport &transport, const Credentials &credentials, const QByteArray &path,
                                                         const QByteArray &query) const;
    void noteWarning(const QByteArray &header);

signals:
    void consentChanged();
    void warned(const QString &text);

private:
    [[nodiscard]] Result<std::shared_ptr<Transport>> makeTransport(const Credentials &credentials) const;
    [[nodiscard]] QByteArray identityOf(const Credentials &credentials) const;
    [[nodiscard]] HeaderList headersFor(const Credentials &credentials) const;

    ContextConfig m_config;
    ClientTuning m_tuning;
    QUrl m_server;
    RateLimit *m_rateLimit;
    QThreadPool m_decoder;
    std::optional<bool> m_http2;
    std::optional<bool> m_streamingLists;
    CredentialSource *m_credentials;
    std::shared_ptr<Transport> m_transport;
    std::vector<std::weak_ptr<Transport>> m_streams;
    QHash<QString, ResourceType> m_discovered;
    QSet<QString> m_warnings;
    mutable std::mutex m_mutex;
    std::optional<guard::ConsentRequest> m_pendingConsent;
};

[[nodiscard]] QUrl serverUrl(const ContextConfig &config); // with scheme, without query and trailing slash

} // namespace natsdeck::kube
