#include "models/systems/http_fetcher.h"

#include "models/base/text.h"

#include <QCoreApplication>
#include <QFutureWatcher>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QThread>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

using Promise = QPromise<Result<HttpFetcher::Reply>>;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

ErrorKind kindOf(QNetworkReply::NetworkError error)
{
    switch (error) {
    case QNetworkReply::OperationCanceledError:
        return ErrorKind::Cancelled;
    case QNetworkReply::TimeoutError:
        return ErrorKind::Timeout;
    case QNetworkReply::SslHandshakeFailedError:
        return ErrorKind::Tls;
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::TemporaryNetworkFailureError:
    case QNetworkReply::NetworkSessionFailedError:
    case QNetworkReply::UnknownNetworkError:
        return ErrorKind::Unreachable;
    default:
        return ErrorKind::Protocol;
    }
}

} // namespace

class HttpFetcher::Worker final : public QObject
{
public:
    void get(const QUrl &url, qint64 limit, std::chrono::milliseconds deadline, const std::shared_ptr<Promise> &promise)
    {
        if (m_manager == nullptr)
            m_manager = new QNetworkAccessManager(this);
        QNetworkRequest request(url);
        request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::ManualRedirectPolicy);
        request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
        request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
        request.setRawHeader("Accept-Encoding", "identity"); // the budget counts what arrives
        request.setHeader(QNetworkRequest::UserAgentHeader, u"natsdeck"_s);
        QNetworkReply *reply = m_manager->get(request);

        auto *timer = new QTimer(reply);
        timer->setSingleShot(true);
        connect(timer, &QTimer::timeout, reply, [reply] {
            reply->setProperty("late", true);
            reply->abort();
        });
        timer->start(deadline);
        auto *watcher = new QFutureWatcher<Result<Reply>>(reply);
        connect(watcher, &QFutureWatcherBase::canceled, reply, &QNetworkReply::abort);
        watcher->setFuture(promise->future());
        connect(reply, &QNetworkReply::readyRead, reply, [reply, limit] {
            if (reply->bytesAvailable() <= limit)
                return;
            reply->setProperty("large", true);
            reply->abort();
        });
        connect(reply, &QNetworkReply::finished, this, [reply, limit, promise] {
            promise->addResult(resultOf(*reply, limit));
            promise->finish();
            reply->deleteLater();
        });
    }

private:
    static Result<Reply> resultOf(QNetworkReply &reply, qint64 limit)
    {
        const QString address = reply.url().toDisplayString(QUrl::RemoveUserInfo);
        if (reply.property("large").toBool())
            return failure(ErrorKind::LimitExceeded, Text::tr("The answer of %1 is larger than %2 bytes").arg(address).arg(limit));
        if (reply.property("late").toBool())
            return failure(ErrorKind::Timeout, Text::tr("%1 did not answer in time").arg(address), {},
                           Text::tr("Check whether the server is up and its monitoring port open"));
        const int status = reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 0) {
            return failure(kindOf(reply.error()), Text::tr("%1 cannot be reached").arg(address), text::clean(reply.errorString()),
                           Text::tr("Check whether the server is up and its monitoring port open"), reply.error());
        }
        {
            QByteArray body; // with room behind it: decoders that read ahead need no copy
            body.reserve(reply.bytesAvailable() + 64);
            body.resize(reply.bytesAvailable());
            body.resize(std::max<qint64>(0, reply.read(body.data(), body.size())));
            return Reply{status, body};
        }
    }

    QNetworkAccessManager *m_manager = nullptr;
};

HttpFetcher::HttpFetcher()
    : m_thread(std::make_unique<QThread>())
    , m_worker(new Worker)
{
    m_thread->setObjectName(u"http"_s);
    m_worker->moveToThread(m_thread.get());
    QObject::connect(m_thread.get(), &QThread::finished, m_worker, &QObject::deleteLater);
}

HttpFetcher::~HttpFetcher()
{
    if (!m_thread->isRunning()) {
        delete m_worker;
        return;
    }
    m_thread->quit();
    m_thread->wait();
}

async::Future<HttpFetcher::Reply> HttpFetcher::get(const QUrl &url, qint64 limit, std::chrono::milliseconds deadline)
{
    if (!m_thread->isRunning())
        m_thread->start(); // no thread before the first request
    auto promise = std::make_shared<Promise>();
    promise->start();
    QMetaObject::invokeMethod(m_worker, [worker = m_worker, url, limit, deadline, promise] { worker->get(url, limit, deadline, promise); });
    return promise->future();
}

} // namespace natsdeck::systems
