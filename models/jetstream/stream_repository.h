#pragma once

#include "models/base/async.h"
#include "models/base/clock.h"
#include "models/base/error.h"
#include "models/jetstream/stream_info.h"

#include <QDateTime>
#include <QObject>

#include <chrono>
#include <optional>
#include <stop_token>

namespace natsdeck::jetstream {

class Client;
struct StreamList;

// The streams of an account as last heard, for pages. What was known stays while a refresh runs or fails, and says how old it is.
class StreamRepository final : public QObject
{
    Q_OBJECT

public:
    StreamRepository(Client &client, const Clock &clock, QObject *parent = nullptr);
    ~StreamRepository() override;

    void refresh(); // one at a time: asked again meanwhile, it runs once more
    void refreshOne(const QString &name);

    [[nodiscard]] const QList<StreamInfo> &streams() const { return m_streams; } // by name
    [[nodiscard]] const StreamInfo *find(const QString &name) const;
    [[nodiscard]] const QStringList &missing() const { return m_missing; }
    [[nodiscard]] bool isKnown() const { return m_asOf.isValid(); } // an answer came at least once: an empty list means no streams
    [[nodiscard]] bool isRefreshing() const { return m_refreshing; }
    [[nodiscard]] const QDateTime &asOf() const { return m_asOf; } // UTC, of the last complete answer
    [[nodiscard]] std::chrono::milliseconds age() const;
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // of the last refresh

signals:
    void changed();           // streams, missing or as-of
    void refreshingChanged(); // also when the error changed

private:
    void finish(Result<StreamList> result);

    Client &m_client;
    const Clock &m_clock;
    QList<StreamInfo> m_streams;
    QStringList m_missing;
    QDateTime m_asOf;
    std::chrono::steady_clock::time_point m_asOfTick;
    std::optional<Error> m_error;
    async::Generation m_generation;
    std::stop_source m_stop;
    bool m_refreshing = false;
    bool m_again = false;
};

} // namespace natsdeck::jetstream
