#include "models/systems/link_probe.h"

#include <QCoreApplication>
#include <QElapsedTimer>

using namespace Qt::StringLiterals;

// Name, TCP and greeting.
namespace natsdeck::systems {

namespace {

constexpr std::chrono::seconds nameLimit(5);
constexpr std::chrono::seconds tcpLimit(5);
constexpr std::chrono::seconds greetingLimit(5);

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

nats::Deadline within(std::chrono::milliseconds limit) { return std::chrono::steady_clock::now() + limit; }

QString textsOf(const QList<nats::HostAddress> &addresses)
{
    QStringList texts;
    for (const nats::HostAddress &address : addresses)
        texts << address.text;
    return texts.join(u", "_s);
}

Result<QString> connectTo(Candidate &candidate, const std::stop_token &stop)
{
    QElapsedTimer timer;
    QStringList refused;
    Error last;
    for (const nats::HostAddress &address : std::as_const(candidate.addresses)) {
        timer.start();
        const Result<nats::TcpSocket> socket = nats::TcpSocket::connect(address, candidate.where, within(tcpLimit), stop);
        if (socket) {
            candidate.reached = address;
            const QString took =
                Text::tr("%1 answered in %2 ms").arg(nats::hostAndPort(address.text, candidate.url.port)).arg(timer.elapsed());
            return (refused + QStringList{took}).join(u"; "_s);
        }
        last = socket.error();
        refused << address.text + u": "_s + last.detail;
        if (last.kind == ErrorKind::Cancelled)
            break;
    }
    last.detail = refused.join(u"; "_s);
    return failure(last);
}

// Silence alone says nothing: whether the server waits for TLS is tried.
Error aboutSilence(Error error, const Candidate &candidate, const std::stop_token &stop)
{
    const bool isSilent = error.kind == ErrorKind::Timeout || error.kind == ErrorKind::Unreachable;
    if (!isSilent || !speaksTlsFirst(candidate, stop))
        return error;
    error.kind = ErrorKind::Tls;
    error.summary = Text::tr("%1 wants TLS before the greeting").arg(candidate.where);
    error.remedy =
        nats::canHandshakeFirst()
            ? Text::tr("Turn on \"TLS before the greeting\" for this link, or turn handshake_first off in the server")
            : Text::tr("Turn handshake_first off in the server: the NATS C client of this build is older than 3.9 and cannot do it");
    return error;
}

} // namespace

StageOutcome probeName(LinkProbe &probe)
{
    return filterCandidates(probe, Text::tr("The name is known"), [&](Candidate &candidate) -> Result<QString> {
        Result<QList<nats::HostAddress>> found = nats::resolveHost(candidate.url.host, candidate.url.port, within(nameLimit), probe.stop);
        if (!found)
            return failure(found.error());
        candidate.addresses = std::move(*found);
        return Text::tr("%1 is %2").arg(candidate.url.host, textsOf(candidate.addresses));
    });
}

StageOutcome probeTcp(LinkProbe &probe)
{
    return filterCandidates(probe, Text::tr("The port is open"), [&](Candidate &candidate) -> Result<QString> {
        if (candidate.addresses.isEmpty()) { // through a forward no name was asked for
            Result<QList<nats::HostAddress>> found =
                nats::resolveHost(candidate.url.host, candidate.url.port, within(nameLimit), probe.stop);
            if (!found)
                return failure(found.error());
            candidate.addresses = std::move(*found);
        }
        return connectTo(candidate, probe.stop);
    });
}

StageOutcome probeGreeting(LinkProbe &probe)
{
    if (probe.options.tls.handshakeFirst)
        return {StageState::Skipped, Text::tr("TLS comes before the greeting here"), {}, {}};
    return filterCandidates(probe, Text::tr("A NATS server greets"), [&](Candidate &candidate) -> Result<QString> {
        Result<nats::TcpSocket> socket = nats::TcpSocket::connect(candidate.reached, candidate.where, within(tcpLimit), probe.stop);
        if (!socket)
            return failure(socket.error());
        const Result<QByteArray> line = socket->readGreetingLine(candidate.where, within(greetingLimit), probe.stop);
        if (!line)
            return failure(aboutSilence(line.error(), candidate, probe.stop));
        Result<nats::ServerInfo> info = nats::parseServerInfo(*line);
        if (!info)
            return failure(info.error());
        candidate.info = std::move(*info);
        QStringList facts{Text::tr("%1: server %2, version %3").arg(candidate.where, candidate.info.serverName, candidate.info.version)};
        if (!candidate.info.cluster.isEmpty())
            facts << Text::tr("cluster %1").arg(candidate.info.cluster);
        facts << (candidate.info.authRequired ? Text::tr("asks for a login") : Text::tr("asks for no login"));
        facts << (candidate.info.tlsRequired    ? Text::tr("requires TLS")
                  : candidate.info.tlsAvailable ? Text::tr("offers TLS")
                                                : Text::tr("has no TLS"));
        if (candidate.info.tlsVerify)
            facts << Text::tr("asks for a client certificate");
        return facts.join(u", "_s);
    });
}

} // namespace natsdeck::systems
