#pragma once

#include "models/base/async.h"
#include "models/guard/permit.h"
#include "models/jetstream/scope.h"
#include "models/jetstream/stream_info.h"
#include "models/nats/headers.h"

#include <QByteArray>
#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

namespace natsdeck::nats {
class Connection;
}

namespace natsdeck::jetstream {

struct AccountInfo
{
    qint64 memory = 0; // used, bytes
    qint64 storage = 0;
    qint64 reservedMemory = 0;
    qint64 reservedStorage = 0;
    qint64 maxMemory = unlimited;
    qint64 maxStorage = unlimited;
    qint64 maxStreams = unlimited;
    qint64 maxConsumers = unlimited;
    quint64 streams = 0;
    quint64 consumers = 0;
    QString domain;
    int apiLevel = 0; // 0 = before 2.11
    quint64 apiTotal = 0;
    quint64 apiErrors = 0;

    friend bool operator==(const AccountInfo &, const AccountInfo &) = default;
};

struct StreamList
{
    QList<StreamInfo> streams; // by name
    QStringList missing;       // the cluster named them, but nobody answered for them in time
};

struct PubAck
{
    QString stream;
    quint64 sequence = 0;
    QString domain;
    bool duplicate = false;
};

// The JetStream API of one account and domain as raw JSON. Three failures stay apart: Timeout (no leader, no quorum, unknown subject),
// Unreachable with reason "no-responders" (JetStream is not there), and an answered error, whose err_code is kept in Error::code:
// NotFound (10059, 10014, 10037, 10043), Conflict (10058, 10065, 10071 …), LimitExceeded (10047, 10023, 10026 …), Unsupported (10039,
// 10076), Invalid (10003, 10025, 10052 …), Rejected for the rest. From any thread; ends its work when it is destroyed (requests are
// cancelled).
class Client final
{
public:
    Client(nats::Connection &connection, Scope scope);
    ~Client();
    Client(const Client &) = delete;
    Client &operator=(const Client &) = delete;

    [[nodiscard]] const Scope &scope() const { return m_scope; }
    [[nodiscard]] nats::Connection &connection() { return m_connection; }
    [[nodiscard]] QByteArray subject(const char *api, const QString &name = {}) const; // ("STREAM.INFO", "ORDERS")

    [[nodiscard]] async::Future<AccountInfo> accountInfo(std::stop_token stop = {});
    [[nodiscard]] async::Future<QStringList> streamNames(const QString &subjectFilter = {}, std::stop_token stop = {});
    [[nodiscard]] async::Future<StreamList> streams(const QString &subjectFilter = {}, std::stop_token stop = {}); // all pages
    [[nodiscard]] async::Future<StreamInfo> streamInfo(const QString &name, std::stop_token stop = {});

    [[nodiscard]] async::Future<StreamInfo> createStream(const guard::Permit &permit, const QJsonObject &config);
    // `config` replaces the whole: take StreamInfo::config and change what is to be changed.
    [[nodiscard]] async::Future<StreamInfo> updateStream(const guard::Permit &permit, const QJsonObject &config);
    [[nodiscard]] async::Future<void> deleteStream(const guard::Permit &permit, const QString &name);

    // Waits for the stream's acknowledgement. Unreachable "no-responders": no stream takes this subject.
    [[nodiscard]] async::Future<PubAck> publish(const guard::Permit &permit, const QByteArray &subject, const QByteArray &payload,
                                                const nats::Headers &headers = {},
                                                std::chrono::milliseconds deadline = std::chrono::seconds(5));

    // Any API request that only reads: the answer's JSON as bytes, errors as above.
    [[nodiscard]] async::Future<QByteArray> read(const QByteArray &subject, const QByteArray &payload,
                                                 std::chrono::milliseconds deadline = std::chrono::seconds(5), std::stop_token stop = {});

private:
    struct Private;
    nats::Connection &m_connection;
    Scope m_scope;
    std::unique_ptr<Private> d;
};

} // namespace natsdeck::jetstream
