#include "models/systems/reading_sources.h"

#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/kube/port_forward.h"
#include "models/systems/http_fetcher.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QJsonObject>

#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds deadline(10);

bool isAnswer(int status, const QString &path) { return status == 200 || (status == 503 && path.startsWith("healthz"_L1)); }

// One future made from another, with its cancelling passed on.
template <typename From, typename Convert> async::Future<QByteArray> converted(async::Future<From> source, Convert convert)
{
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    promise->start();
    async::Future<QByteArray> result = promise->future();
    // Both watchers live on the calling thread and die with the answer, which the source always gives.
    auto *answer = new QFutureWatcher<Result<From>>;
    auto *caller = new QFutureWatcher<Result<QByteArray>>(answer);
    QObject::connect(caller, &QFutureWatcherBase::canceled, answer, &QFutureWatcherBase::cancel);
    QObject::connect(answer, &QFutureWatcherBase::finished, answer, [answer, promise, convert] {
        promise->addResult(convert(async::take<From>(answer->future())));
        promise->finish();
        answer->deleteLater();
    });
    caller->setFuture(result);
    answer->setFuture(source);
    return result;
}

} // namespace

HttpReadingSource::HttpReadingSource(std::shared_ptr<HttpFetcher> fetcher, QUrl base)
    : m_fetcher(std::move(fetcher))
    , m_base(std::move(base))
{}

QString HttpReadingSource::name() const { return u"%1:%2"_s.arg(m_base.host()).arg(m_base.port(8222)); }

async::Future<QByteArray> HttpReadingSource::read(const QString &path)
{
    QUrl url = m_base;
    url.setPath(u'/' + path.section(u'?', 0, 0));
    url.setQuery(path.section(u'?', 1));
    return converted<HttpFetcher::Reply>(
        m_fetcher->get(url, replyLimit, deadline), [path, name = name()](const Result<HttpFetcher::Reply> &reply) -> Result<QByteArray> {
            if (!reply)
                return failure(reply.error());
            if (isAnswer(reply->status, path))
                return reply->body;
            return failure(reply->status == 404 ? ErrorKind::NotFound : ErrorKind::Protocol,
                           QCoreApplication::translate("systems", "%1 answered /%2 with status %3").arg(name, path).arg(reply->status),
                           text::clean(reply->body, 300), {}, reply->status);
        });
}

QString HttpReadingSource::via() const { return m_base.toDisplayString(QUrl::RemoveUserInfo); }

QString PodReadingSource::via() const { return QCoreApplication::translate("systems", "pod proxy"); }

PodReadingSource::PodReadingSource(std::shared_ptr<kube::Client> client, QString nameSpace, QString pod, quint16 port)
    : m_client(std::move(client))
    , m_nameSpace(std::move(nameSpace))
    , m_pod(std::move(pod))
    , m_port(port)
{}

async::Future<QByteArray> PodReadingSource::read(const QString &path)
{
    return converted<QByteArray>(m_client->podProxyGet(m_nameSpace, m_pod, m_port, path, {deadline, {}}),
                                 [path](const Result<QByteArray> &reply) -> Result<QByteArray> {
                                     // An unhealthy server says so with 503, which is an answer here.
                                     if (!reply && isAnswer(reply.error().code, path)) {
                                         return QJsonDocument(
                                                    QJsonObject{{u"status"_s, u"unavailable"_s}, {u"error"_s, reply.error().detail}})
                                             .toJson(QJsonDocument::Compact);
                                     }
                                     return reply;
                                 });
}

ForwardReadingSource::ForwardReadingSource(std::shared_ptr<HttpFetcher> fetcher, std::shared_ptr<kube::Client> client, QString nameSpace,
                                           QString pod, quint16 port)
    : m_fetcher(std::move(fetcher))
    , m_client(std::move(client))
    , m_nameSpace(std::move(nameSpace))
    , m_pod(std::move(pod))
    , m_port(port)
    , m_context(std::make_unique<QObject>())
{}

ForwardReadingSource::~ForwardReadingSource() = default;

QString ForwardReadingSource::via() const { return QCoreApplication::translate("systems", "port-forward"); }

async::Future<QByteArray> ForwardReadingSource::read(const QString &path)
{
    Waiting waiting{path, std::make_shared<QPromise<Result<QByteArray>>>()};
    waiting.promise->start();
    if (m_forward && m_forward->port() != 0) {
        answer(waiting);
    } else {
        m_waiting.push_back(waiting);
        if (!m_forward)
            open();
    }
    return waiting.promise->future();
}

void ForwardReadingSource::open()
{
    const kube::ForwardTarget target{m_nameSpace, m_pod, m_port};
    m_forward = std::make_unique<kube::PortForward>(*m_client, [target] { return async::ready<kube::ForwardTarget>(target); });
    QObject::connect(m_forward.get(), &kube::PortForward::ready, m_context.get(), [this] {
        for (const Waiting &waiting : std::exchange(m_waiting, {}))
            answer(waiting);
    });
    QObject::connect(m_forward.get(), &kube::PortForward::failed, m_context.get(), [this](const Error &error) {
        m_forward.release()->deleteLater(); // it is its own signal that is being handled; the next reading opens another
        for (const Waiting &waiting : std::exchange(m_waiting, {})) {
            waiting.promise->addResult(Failure(error));
            waiting.promise->finish();
        }
    });
    m_forward->open();
}

void ForwardReadingSource::answer(const Waiting &waiting)
{
    HttpReadingSource http(m_fetcher, QUrl(u"http://127.0.0.1:%1"_s.arg(m_forward->port())));
    async::deliver<QByteArray>(http.read(waiting.path), m_context.get(), [promise = waiting.promise](const Result<QByteArray> &reply) {
        promise->addResult(reply);
        promise->finish();
    });
}

} // namespace natsdeck::systems
