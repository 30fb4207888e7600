#pragma once

#include "models/kube/session.h"

#include <QElapsedTimer>
#include <QTimer>

class QNetworkReply;

namespace natsdeck::kube {

// A GET whose answer does not end: a watch, a followed log. Every chunk goes out as it comes. Half-open connections send no
// news: over HTTP/2 the connection is asked (pulse.h); over HTTP/1.1 a stream must end, or speak, within the time it was given.
class HttpStream final : public QObject
{
    Q_OBJECT

public:
    HttpStream(Session &session, QByteArray path, QByteArray query, QString what, QObject *parent);
    ~HttpStream() override;

    void start();
    void setReadBufferSize(qint64 bytes) { m_readBuffer = bytes; }
    // Both over HTTP/1.1 only, as Unreachable with reason "stream-silent": the server had promised to end it by then; nothing came for so
    // long.
    void setLongest(std::chrono::milliseconds life) { m_longest.setInterval(life); }
    void setQuietest(std::chrono::milliseconds quiet) { m_quiet.setInterval(quiet); }
    [[nodiscard]] qint64 lifetime() const { return m_opened.isValid() ? m_opened.elapsed() : 0; } // ms since the headers
    [[nodiscard]] std::chrono::milliseconds retryAfter() const { return m_retryAfter; }           // of a refusal; zero when it named none

signals:
    void opened();
    void data(const QByteArray &chunk);
    void ended(const std::optional<natsdeck::Error> &error); // nothing: the server has finished. Once, the last signal

private:
    void sendWith(const Credentials &credentials);
    void readSome();
    void replyFinished();
    void watchOver(bool http2);
    void silent(const QString &reason);
    void end(const std::optional<Error> &error);

    Session &m_session;
    QByteArray m_path;
    QByteArray m_query;
    QString m_what;
    std::shared_ptr<Transport> m_transport;
    QNetworkReply *m_reply = nullptr;
    QTimer m_opening;
    QTimer m_longest;
    QTimer m_quiet;
    QElapsedTimer m_opened;
    QString m_tlsProblem;
    Credentials m_credentials;
    qint64 m_readBuffer = 0;
    std::chrono::milliseconds m_retryAfter{0};
    bool m_ended = false;
};

} // namespace natsdeck::kube
