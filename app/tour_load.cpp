#include "app/tour_load.h"

#include "models/nats/connection.h"

#include <cmath>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

constexpr std::chrono::milliseconds publishEvery(100);
constexpr std::chrono::milliseconds connectEvery(1500);
const QByteArray loadSubject("tour.load");

} // namespace

TourLoad::TourLoad(nats::ConnectOptions options, guard::Permit permit, int clientLimit, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_permit(std::move(permit))
    , m_clientLimit(clientLimit)
    , m_samples(explorer::sampleStreams())
    , m_publisher(std::make_unique<nats::Connection>())
{
    m_publisher->open(m_options);
    connect(&m_publishing, &QTimer::timeout, this, &TourLoad::publishSome);
    connect(&m_connecting, &QTimer::timeout, this, &TourLoad::changeClients);
    m_publishing.start(publishEvery);
    m_connecting.start(connectEvery);
}

TourLoad::~TourLoad() = default;

// Waves of 20 s, so that no two samples of a rate are alike. The clients' own subject costs the server processor time without
// filling the store.
void TourLoad::publishSome()
{
    if (m_published >= messageLimit || !m_publisher->status().isConnected())
        return;
    ++m_round;
    const double wave = std::max(0.0, 1 + std::sin(double(m_round) / 200 * 6.283) + 0.3 * std::sin(double(m_round) / 17));
    const int stored = 4 + static_cast<int>(16 * wave);
    for (int i = 0; i < stored; ++i, ++m_published) {
        const explorer::SampleStream &stream = m_samples[static_cast<std::size_t>(m_published) % m_samples.size()];
        const explorer::SampleMessage message = stream.make(stream.messages + m_published);
        (void)m_publisher->publish(m_permit, message.subject, message.payload); // without its identifier, by which it would be dropped
    }
    // More and more, because a server tells its processor use in whole percents.
    const int passed = static_cast<int>(120 * wave * std::min(6.0, 1 + double(m_round) / 120));
    for (int i = 0; i < passed; ++i, ++m_published)
        (void)m_publisher->publish(m_permit, loadSubject, QByteArray(300, 'y'));
}

void TourLoad::changeClients()
{
    const auto wanted = static_cast<std::size_t>(m_clientLimit * (1 + std::sin(double(m_round) / 60)) / 2) + 1;
    while (m_clients.size() < wanted) {
        m_clients.push_back(std::make_unique<nats::Connection>());
        nats::ConnectOptions options = m_options;
        options.name = u"tour client %1"_s.arg(m_clients.size());
        m_clients.back()->open(options);
        m_subscriptions.push_back(m_clients.back()->subscribe(loadSubject, [](nats::Message &&) {}));
    }
    if (m_clients.size() > wanted) {
        m_subscriptions.pop_back();
        m_clients.pop_back();
    }
}

} // namespace natsdeck::app
