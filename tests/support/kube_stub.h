#pragma once

#include <QByteArray>
#include <QList>
#include <QMap>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>

namespace natsdeck::test {

class StubServer;

struct StubRequest
{
    QByteArray method;
    QByteArray path;
    QByteArray query;
    QMap<QByteArray, QByteArray> headers; // names in small letters
    QByteArray body;
    QString clientName; // common name of the client certificate; empty without one
};

// What happens on the channels of a WebSocket: an exec, a port-forward.
struct StubChannels
{
    QByteArray protocol = "v5.channel.k8s.io";
    bool afterInput = false;    // wait until the input has been half-closed; "INPUT" in a message becomes how many bytes it had
    QList<QByteArray> messages; // each with its channel in front
    bool close = true;          // in order, with 1000; otherwise it stays open and silent
};

// What the stub answers. With `chunks` the body is streamed, one chunk after the other.
struct StubReply
{
    enum class End { Finish, Hold, Cut }; // after the chunks: end in order, stay open and silent, break the connection off

    int status = 200;
    QByteArray body;
    QList<std::pair<QByteArray, QByteArray>> headers;
    QList<QByteArray> chunks;
    int chunkDelay = 0; // ms
    End end = End::Finish;
    bool silent = false;     // never answers
    bool compressed = false; // gzip, as API servers do for bodies over 128 KiB
    bool portForwardEcho =
        false; // a v4.channel.k8s.io port-forward whose pod echoes everything; after "burst:N" it sends N bytes and hangs up
    QByteArray portForwardError;          // the same, but the error channel says this at once
    std::optional<StubChannels> channels; // a WebSocket with this script
};

// A scripted API server for what a real one will not do on demand: faults, pauses, broken streams, bad certificates. HTTPS
// with the given certificate, plain HTTP without. Lives on a thread of its own; handlers are called there.
class KubeStub final
{
public:
    using Handler = std::function<StubReply(const StubRequest &)>;

    KubeStub(const QByteArray &certificatePem = {}, const QByteArray &keyPem = {}, const QByteArray &clientAuthorityPem = {});
    ~KubeStub();

    void on(const QByteArray &method, const QByteArray &path, Handler handler); // exact path; replaces
    void reply(const QByteArray &method, const QByteArray &path, StubReply reply);
    void useCertificate(const QByteArray &certificatePem, const QByteArray &keyPem); // for new connections
    void cutConnections();
    void silenceConnections(); // those that are open now stay open and hear and say nothing more: half-open, for the client

    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QString url() const; // by address: https://127.0.0.1:port
    [[nodiscard]] QList<StubRequest> requests() const;
    [[nodiscard]] int count(const QByteArray &method, const QByteArray &path) const;

    // A kubeconfig with one context "stub"; `cluster` and `user` are lines of YAML, indented by six spaces.
    [[nodiscard]] QByteArray kubeconfig(const QByteArray &cluster, const QByteArray &user) const;

    StubReply answer(const StubRequest &request); // asked by the listener, on its thread

private:
    QThread m_thread;
    StubServer *m_server = nullptr;
    quint16 m_port = 0;
    bool m_tls = false;
    mutable std::mutex m_mutex;
    QMap<QByteArray, Handler> m_handlers; // "GET /path"
    QList<StubRequest> m_requests;
};

// `times` times this status, then what `then` says: a burst of 5xx, a 429 with "Retry-After".
[[nodiscard]] KubeStub::Handler stumbling(int times, StubReply refusal, KubeStub::Handler then);
[[nodiscard]] StubReply refusal(int code, const QByteArray &reason, const QByteArray &message, const QByteArray &retryAfter = {});
// The body in pieces of `bytes`, one every `delay` ms.
[[nodiscard]] StubReply slowly(const QByteArray &body, int bytes, int delay);

// A Status object, as API servers send it.
[[nodiscard]] QByteArray statusJson(int code, const QByteArray &reason, const QByteArray &message, const QByteArray &details = "{}");

} // namespace natsdeck::test
