#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <chrono>
#include <stop_token>

namespace natsdeck::nats {

// Blocking steps towards a server, each with its deadline and given up at once when asked to stop: for worker threads.
using Deadline = std::chrono::steady_clock::time_point;

// One address of a name, numeric: "10.1.2.3", "::1".
struct HostAddress
{
    QString text;
    QByteArray raw; // a sockaddr
    friend bool operator==(const HostAddress &, const HostAddress &) = default;
};

// The addresses of a name, in the order in which they are to be tried. Unreachable when it is not known, Timeout, Cancelled.
[[nodiscard]] Result<QList<HostAddress>> resolveHost(const QString &host, quint16 port, Deadline deadline,
                                                     const std::stop_token &stop = {});

// A connected socket; closed with the object.
class TcpSocket final
{
public:
    TcpSocket() = default;
    ~TcpSocket();
    TcpSocket(TcpSocket &&other) noexcept;
    TcpSocket &operator=(TcpSocket &&other) noexcept;

    // `where` names the server in messages: "host:4222". Unreachable (code is errno), Timeout, Cancelled.
    [[nodiscard]] static Result<TcpSocket> connect(const HostAddress &address, const QString &where, Deadline deadline,
                                                   const std::stop_token &stop = {});

    // The line "INFO {…}" without its end. Timeout when nothing comes, Unreachable when it hangs up, Protocol when it is no NATS server
    // (what it said is in the detail), LimitExceeded.
    [[nodiscard]] Result<QByteArray> readGreetingLine(const QString &where, Deadline deadline, const std::stop_token &stop = {});

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] int release(); // whoever takes it closes it

private:
    void reset(int value = -1);
    int m_descriptor = -1;
};

[[nodiscard]] QString hostAndPort(const QString &host, quint16 port); // "[::1]:4222"

} // namespace natsdeck::nats
