#pragma once

#include "models/base/error.h"
#include "models/guard/permit.h"
#include "models/nats/headers.h"

#include <QJsonObject>
#include <QObject>
#include <QStringList>

#include <functional>
#include <optional>
#include <vector>

namespace natsdeck::jetstream {
class Client;
struct StreamInfo;
} // namespace natsdeck::jetstream

namespace natsdeck::explorer {

struct SampleMessage
{
    QByteArray subject;
    QByteArray payload;
    nats::Headers headers;
};

// One of the streams people know from their own work: agents, traces, model registry, an inference work queue, events.
struct SampleStream
{
    QJsonObject config;
    int messages;
    std::function<SampleMessage(int number)> make; // the same number gives the same message
};

[[nodiscard]] const QString &sampleMark();               // the description by which they are recognised
[[nodiscard]] std::vector<SampleStream> sampleStreams(); // as they are created
[[nodiscard]] bool isSampleStream(const jetstream::StreamInfo &stream);
[[nodiscard]] guard::Intent sampleIntent(bool add);

// Creates the sample streams and fills them, or removes them again. Doing it twice adds nothing: messages carry identifiers that
// the server recognises, and a stream that is there is kept. Never touches a stream that is not marked as its own.
class SampleData final : public QObject
{
    Q_OBJECT

public:
    enum class State { Idle, Adding, Removing, Done, Cancelled, Failed };

    static constexpr int inFlight = 64; // messages waiting for their acknowledgement

    explicit SampleData(jetstream::Client &client, QObject *parent = nullptr);

    void add(const guard::Permit &permit);
    void remove(const guard::Permit &permit);
    void cancel(); // after what is under way now

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] int done() const { return m_done; } // messages, or streams when removing
    [[nodiscard]] int total() const { return m_total; }
    [[nodiscard]] const QString &current() const { return m_current; } // name of the stream
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }

signals:
    void progressed();
    void finished(); // Done, Cancelled or Failed

private:
    void begin(State state, const guard::Permit &permit);
    void nextStream();
    void createStream(const SampleStream &stream);
    void publishMore();
    void removeNext();
    void end(State state, const std::optional<Error> &error = {});

    jetstream::Client &m_client;
    std::optional<guard::Permit> m_permit;
    std::vector<SampleStream> m_streams;
    QStringList m_toRemove;
    State m_state = State::Idle;
    std::optional<Error> m_error;
    QString m_current;
    std::size_t m_stream = 0;
    int m_next = 0;    // message of the stream
    int m_waiting = 0; // acknowledgements
    int m_done = 0;
    int m_total = 0;
    bool m_cancelled = false;
};

} // namespace natsdeck::explorer
