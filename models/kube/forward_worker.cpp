#include "models/kube/forward_worker.h"

#include "models/base/text.h"
#include "models/kube/client.h"
#include "models/kube/own_peer.h"

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr int firstPause = 100; // ms before the next attempt, doubled
constexpr int longestPause = 5000;
constexpr std::size_t maxWaiting = 64; // local connections that wait for the pod
constexpr std::pair createIsAsked{1, 35};

void reset(int descriptor)
{
    const linger now{1, 0};
    setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    ::close(descriptor);
}

} // namespace

ForwardWorker::ForwardWorker(Client &client, ForwardResolver resolver, std::shared_ptr<ForwardShared> shared)
    : m_client(client)
    , m_resolver(std::move(resolver))
    , m_shared(std::move(shared))
    , m_pause(this)
{
    m_pause.setSingleShot(true);
    connect(&m_pause, &QTimer::timeout, this, &ForwardWorker::resolve);
}

void ForwardWorker::open()
{
    if (m_opening || isListening())
        return;
    m_opening = true;
    resolve();
}

void ForwardWorker::close()
{
    m_opening = false;
    m_pause.stop();
    QTcpServer::close();
    const auto connections = findChildren<ForwardConnection *>(Qt::FindDirectChildrenOnly);
    for (ForwardConnection *connection : connections)
        connection->abort();
    m_waiting.clear();
    m_target.reset();
}

void ForwardWorker::fail(const Error &error)
{
    m_opening = false;
    emit openFailed(error);
}

void ForwardWorker::resolve()
{
    if (m_resolving)
        return;
    m_resolving = true;
    async::deliver(m_resolver(), this, [this](const Result<ForwardTarget> &target) {
        m_resolving = false;
        resolved(target);
    });
}

void ForwardWorker::resolved(const Result<ForwardTarget> &target)
{
    if (target)
        m_target = *target;
    if (m_opening) {
        if (target)
            checkRights(u"get"_s);
        else
            fail(target.error());
        return;
    }
    if (target) {
        connectWaiting();
    } else {
        connectionFailed(target.error());
        for (const auto &connection : std::exchange(m_waiting, {})) {
            if (connection)
                connection->abort();
        }
    }
}

// A WebSocket upgrade is a GET; from 1.35 servers ask for "create" as well. A review that cannot be made decides nothing:
// the upgrade itself will tell.
void ForwardWorker::checkRights(const QString &verb)
{
    const AccessQuestion question{verb, {}, u"pods"_s, u"portforward"_s, m_target->nameSpace, m_target->pod};
    async::deliver(m_client.accessReview(question), this, [this, verb, question](const Result<AccessAnswer> &answer) {
        if (!m_opening)
            return;
        if (answer && !answer->allowed)
            return fail({ErrorKind::Forbidden, u"Not allowed to %1"_s.arg(display(question)), text::clean(answer->reason),
                         u"Ask whoever administers the cluster for the right to %1 (verbs get and create)."_s.arg(display(question)), 403,
                         u"Forbidden"_s});
        if (verb == u"create")
            return startListening();
        async::deliver(m_client.version(), this, [this](const Result<ServerVersion> &version) {
            if (!m_opening)
                return;
            if (version && std::pair(version->major, version->minor) >= createIsAsked)
                checkRights(u"create"_s);
            else
                startListening();
        });
    });
}

void ForwardWorker::startListening()
{
    m_opening = false;
    if (!listen(QHostAddress::LocalHost, 0))
        return fail({ErrorKind::Io, u"No local port could be opened"_s, text::clean(errorString()), {}, 0, {}});
    emit ready(serverPort(), *m_target);
}

void ForwardWorker::incomingConnection(qintptr descriptor)
{
    const PeerIdentity peer = identifyPeer(int(descriptor));
    if (!peer.ours || m_waiting.size() >= maxWaiting) {
        reset(int(descriptor));
        ++m_shared->refused;
        emit refused(peer.description);
        return;
    }
    ++m_shared->accepted;
    auto *socket = new QTcpSocket;
    socket->setSocketDescriptor(descriptor);
    auto *connection = new ForwardConnection(socket, m_shared, this);
    connect(connection, &ForwardConnection::established, this, &ForwardWorker::connectionEstablished);
    connect(connection, &ForwardConnection::failed, this, [this](const Error &error) {
        m_target.reset(); // the pod may have gone: look again next time
        connectionFailed(error);
    });
    if (m_target) {
        dial(connection);
    } else {
        m_waiting.push_back(connection);
        if (!m_pause.isActive() && !m_resolving)
            m_pause.start(m_failures == 0 ? 0 : std::min(longestPause, firstPause << std::min(m_failures, 10)));
    }
}

void ForwardWorker::connectWaiting()
{
    for (const auto &connection : std::exchange(m_waiting, {})) {
        if (connection)
            dial(connection);
    }
}

void ForwardWorker::dial(ForwardConnection *connection)
{
    const ForwardTarget target = *m_target;
    async::deliver(m_client.streamAccess(), connection, [this, connection, target](const Result<StreamAccess> &access) {
        if (!access) {
            connectionFailed(access.error());
            return connection->abort();
        }
        connect(connection, &ForwardConnection::failed, this, [this, generation = access->generation](const Error &error) {
            if (error.kind == ErrorKind::Unauthenticated)
                m_client.credentialsRejected(generation);
        });
        connection->open(*access, target);
    });
}

void ForwardWorker::connectionFailed(const Error &error)
{
    ++m_failures;
    m_isLost = true;
    emit lost(error);
}

void ForwardWorker::connectionEstablished()
{
    m_failures = 0;
    if (std::exchange(m_isLost, false) && m_target)
        emit restored(*m_target);
}

} // namespace natsdeck::kube
