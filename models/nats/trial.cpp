#include "models/nats/trial.h"

#include "models/nats/connection_core.h"

#include <QCoreApplication>

namespace natsdeck::nats {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

struct Wake
{
    std::mutex mutex;
    std::condition_variable changed;
    bool isNews = false;
};

} // namespace

Trial::Trial(std::shared_ptr<ConnectionCore> core)
    : m_core(std::move(core))
{}

Trial::~Trial() { m_core->quit(); }

ConnectionStatus Trial::status() const { return m_core->status(); }
ServerInfo Trial::serverInfo() const { return m_core->serverInfo(); }

Result<std::unique_ptr<Trial>> Trial::connect(ConnectOptions options, std::chrono::milliseconds limit, const std::stop_token &stop)
{
    const auto wake = std::make_shared<Wake>();
    const auto tell = [wake] {
        const std::scoped_lock lock(wake->mutex);
        wake->isNews = true;
        wake->changed.notify_all();
    };
    std::unique_ptr<Trial> trial(new Trial(ConnectionCore::create()));
    trial->m_core->setListeners([tell](ConnectionCore::Event) { tell(); }, {});
    const std::stop_callback stopped(stop, tell);
    options.connectTimeout = limit;
    const auto deadline = std::chrono::steady_clock::now() + 2 * limit; // the greeting, and the login
    trial->m_core->open(std::move(options));
    std::unique_lock lock(wake->mutex);
    for (;;) {
        const ConnectionStatus now = trial->status();
        if (stop.stop_requested())
            return failure(ErrorKind::Cancelled, tr("Cancelled"));
        if (now.isConnected())
            return trial;
        if (now.state == ConnectionStatus::State::Failed && now.reason)
            return failure(*now.reason);
        if (!wake->changed.wait_until(lock, deadline, [&] { return wake->isNews; }))
            return failure(ErrorKind::Timeout, tr("The login was not answered in time"), {}, tr("Try again; the server may be overloaded"));
        wake->isNews = false;
    }
}

Result<Reply> Trial::request(const QByteArray &subject, const QByteArray &payload, std::chrono::milliseconds limit,
                             const std::stop_token &stop)
{
    RequestOptions options;
    options.deadline = limit;
    options.stop = stop;
    return async::await<Reply>(Requester(m_core).request(subject, payload, options));
}

} // namespace natsdeck::nats
