#pragma once

#include "models/explorer/sample_data.h"
#include "models/guard/permit.h"
#include "models/nats/connect_options.h"

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

namespace natsdeck::nats {
class Connection;
class Subscription;
} // namespace natsdeck::nats

namespace natsdeck::app {

// Makes charts move: publishes to the sample subjects, now more, now less, and connects more or fewer clients. Bounded: ends by
// itself after so many messages.
class TourLoad final : public QObject
{
    Q_OBJECT

public:
    static constexpr int messageLimit = 1'500'000;

    // At most so many clients: few where all of it goes through an API server.
    TourLoad(nats::ConnectOptions options, guard::Permit permit, int clientLimit, QObject *parent = nullptr);
    ~TourLoad() override;

    [[nodiscard]] int published() const { return m_published; }

private:
    void publishSome();
    void changeClients();

    nats::ConnectOptions m_options;
    guard::Permit m_permit;
    int m_clientLimit;
    std::vector<explorer::SampleStream> m_samples;
    std::unique_ptr<nats::Connection> m_publisher;
    std::vector<std::unique_ptr<nats::Connection>> m_clients;
    std::vector<std::unique_ptr<nats::Subscription>> m_subscriptions; // one of each client; they go first
    QTimer m_publishing;
    QTimer m_connecting;
    int m_published = 0;
    int m_round = 0;
};

} // namespace natsdeck::app
