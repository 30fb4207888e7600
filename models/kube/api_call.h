#pragma once

#include "models/kube/session.h"

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QNetworkReply;

namespace natsdeck::kube {

// One request from its turn (rate_limit.h) and credentials to answer, with its retries: a fresh login after 401, the server's Retry-After,
// short pauses after 5xx for what may be repeated. Ends by its deadline whatever happens. Deletes itself.
class ApiCall final : public QObject
{
    Q_OBJECT

public:
    ApiCall(Session &session, Request request, Session::Done done);
    ~ApiCall() override;

    void start();

private:
    void attempt(); // when its turn has come
    void logIn();
    void timeIsUp();
    void sendWith(const Credentials &credentials);
    void readSome();
    void replyFinished();
    bool tryAgain(int status, const Error &error);
    void finish(Result<Reply> outcome);
    [[nodiscard]] Error networkError() const;

    Session &m_session;
    Request m_request;
    Session::Done m_done;
    std::shared_ptr<Transport> m_transport;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_body;
    QTimer m_deadline;
    QElapsedTimer m_elapsed;
    std::unique_ptr<std::stop_callback<std::function<void()>>> m_stop;
    QString m_tlsProblem;
    std::optional<Error> m_lastError;
    quint64 m_generation = 0;
    int m_attempts = 0;
    bool m_loggedInAgain = false;
    bool m_overBudget = false;
    bool m_isWaiting = false; // for its turn
    bool m_finished = false;
};

// What Qt says about a reply that never got an HTTP status.
[[nodiscard]] Error errorOfNetwork(const QNetworkReply &reply, const QString &tlsProblem, const QString &server);

} // namespace natsdeck::kube
