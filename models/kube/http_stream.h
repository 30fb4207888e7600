#pragma once

#include "models/kube/session.h"

#include <QElapsedTimer>
#include <QTimer>

class QNetworkReply;

namespace natsdeck::kube {

// A GET whose answer does not end: a watch, a followed log. Every chunk goes out as it comes. A stream that says nothing for
// 30 s is probed over the same connection and given up when that is not answered within 10 s: half-open links send no news.
class HttpStream final : public QObject
{
    Q_OBJECT

public:
    HttpStream(Session &session, QByteArray path, QByteArray query, QString what, QObject *parent);
    ~HttpStream() override;

    void start();
    void setReadBufferSize(qint64 bytes) { m_readBuffer = bytes; }
    void setQuietTime(std::chrono::milliseconds quiet) { m_quiet.setInterval(quiet); }
    [[nodiscard]] qint64 lifetime() const { return m_opened.isValid() ? m_opened.elapsed() : 0; } // ms since the headers

signals:
    void opened();
    void data(const QByteArray &chunk);
    void ended(const std::optional<natsdeck::Error> &error); // nothing: the server has finished. Once, the last signal

private:
    void sendWith(const Credentials &credentials);
    void readSome();
    void replyFinished();
    void probe();
    void end(const std::optional<Error> &error);

    Session &m_session;
    QByteArray m_path;
    QByteArray m_query;
    QString m_what;
    std::shared_ptr<Transport> m_transport;
    QNetworkReply *m_reply = nullptr;
    QNetworkReply *m_probe = nullptr;
    QTimer m_quiet;
    QTimer m_probeDeadline;
    QElapsedTimer m_opened;
    QString m_tlsProblem;
    Credentials m_credentials;
    qint64 m_readBuffer = 0;
    bool m_ended = false;
};

} // namespace natsdeck::kube
