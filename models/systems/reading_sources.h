#pragma once

#include "models/monitoring/reading_source.h"

#include <QUrl>

#include <QPromise>

#include <memory>
#include <vector>

namespace natsdeck::kube {
class Client;
class PortForward;
} // namespace natsdeck::kube

namespace natsdeck::systems {

class HttpFetcher;

// The monitoring port of a server, directly.
class HttpReadingSource final : public monitoring::ReadingSource
{
public:
    HttpReadingSource(std::shared_ptr<HttpFetcher> fetcher, QUrl base); // "http://127.0.0.1:8222"
    QString name() const override;
    QString via() const override;
    async::Future<QByteArray> read(const QString &path) override;

private:
    std::shared_ptr<HttpFetcher> m_fetcher;
    QUrl m_base;
};

// The monitoring port of a pod, through the API server.
class PodReadingSource final : public monitoring::ReadingSource
{
public:
    PodReadingSource(std::shared_ptr<kube::Client> client, QString nameSpace, QString pod, quint16 port);
    QString name() const override { return m_pod; }
    QString via() const override;
    async::Future<QByteArray> read(const QString &path) override;

private:
    std::shared_ptr<kube::Client> m_client;
    QString m_nameSpace;
    QString m_pod;
    quint16 m_port;
};

// The monitoring port of a pod through a forward of its own, where the pod proxy is not allowed. Opened at the first reading and again
// after it broke.
class ForwardReadingSource final : public monitoring::ReadingSource
{
public:
    ForwardReadingSource(std::shared_ptr<HttpFetcher> fetcher, std::shared_ptr<kube::Client> client, QString nameSpace, QString pod,
                         quint16 port);
    ~ForwardReadingSource() override;
    QString name() const override { return m_pod; }
    QString via() const override;
    async::Future<QByteArray> read(const QString &path) override;

private:
    struct Waiting
    {
        QString path;
        std::shared_ptr<QPromise<Result<QByteArray>>> promise;
    };
    void open();
    void answer(const Waiting &waiting);

    std::shared_ptr<HttpFetcher> m_fetcher;
    std::shared_ptr<kube::Client> m_client;
    QString m_nameSpace;
    QString m_pod;
    quint16 m_port;
    std::unique_ptr<kube::PortForward> m_forward;
    std::vector<Waiting> m_waiting; // until the forward is open
    std::unique_ptr<QObject> m_context;
};

// No way to the monitoring of a system: every reading fails with the reason, so that pages say it.
class NoReadingSource final : public monitoring::ReadingSource
{
public:
    NoReadingSource(QString name, Error why)
        : m_name(std::move(name))
        , m_why(std::move(why))
    {}
    QString name() const override { return m_name; }
    async::Future<QByteArray> read(const QString &) override { return async::failed<QByteArray>(m_why); }

private:
    QString m_name;
    Error m_why;
};

} // namespace natsdeck::systems
