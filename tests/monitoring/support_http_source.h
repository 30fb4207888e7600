#pragma once

#include "models/monitoring/reading_source.h"

#include <QNetworkAccessManager>
#include <QUrl>

namespace natsdeck::test {

// The monitoring port of a real server, without the parts of the product that do the same.
class HttpSource final : public monitoring::ReadingSource
{
public:
    explicit HttpSource(QString url)
        : m_url(std::move(url))
    {}

    QString name() const override { return m_url; }
    async::Future<QByteArray> read(const QString &path) override;

private:
    QString m_url;
    QNetworkAccessManager m_http;
};

} // namespace natsdeck::test
