#include "tests/monitoring/support_http_source.h"

#include <QNetworkReply>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

async::Future<QByteArray> HttpSource::read(const QString &path)
{
    auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
    promise->start();
    QNetworkReply *reply = m_http.get(QNetworkRequest(QUrl(m_url + u'/' + path)));
    QObject::connect(reply, &QNetworkReply::finished, reply, [reply, promise] {
        const int status = reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
        if (status == 200 || status == 503)
            promise->addResult(reply->readAll());
        else
            promise->addResult(failure(ErrorKind::Unreachable, reply->errorString(), {}, {}, status));
        promise->finish();
        reply->deleteLater();
    });
    return promise->future();
}

} // namespace natsdeck::test
