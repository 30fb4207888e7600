#pragma once

#include "models/base/error.h"

#include <QObject>
#include <QTimer>

class QNetworkReply;

namespace natsdeck::kube {

class Session;
struct Transport;

// Asks an HTTP/2 connection at intervals whether it still leads anywhere: Qt sends no pings, and a half-open connection would
// keep its streams for a quarter of an hour. Any answer will do, a refusal too. Lives with its Transport.
class Pulse final : public QObject
{
    Q_OBJECT

public:
    Pulse(Session &session, Transport &transport);
    ~Pulse() override;

signals:
    void lost(const natsdeck::Error &error); // once; the streams of the connection are dead

private:
    void ask();
    void answered();
    void end();

    Session &m_session;
    Transport &m_transport;
    QNetworkReply *m_question = nullptr;
    QTimer m_interval;
    QTimer m_late;
};

} // namespace natsdeck::kube
