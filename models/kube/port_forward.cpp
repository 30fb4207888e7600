#include "models/kube/port_forward.h"

#include "models/kube/client.h"
#include "models/kube/forward_worker.h"
#include "models/kube/network_thread.h"
#include "models/kube/ready_pod.h"

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

PortForward::PortForward(Client &client, ForwardResolver resolver, QObject *parent)
    : QObject(parent)
    , m_thread(std::make_unique<NetworkThread>(u"kube-forward"_s))
    , m_shared(std::make_shared<ForwardShared>())
{
    m_worker = new ForwardWorker(client, std::move(resolver), m_shared);
    m_worker->moveToThread(m_thread->home()->thread());
    connect(m_worker, &ForwardWorker::ready, this, [this](quint16 port, const ForwardTarget &target) {
        m_port = port;
        m_target = target;
        m_reason.reset();
        emit ready(port);
    });
    connect(m_worker, &ForwardWorker::openFailed, this, [this](const Error &error) {
        m_reason = error;
        emit failed(error);
    });
    connect(m_worker, &ForwardWorker::lost, this, [this](const Error &error) {
        m_reason = error;
        emit lost(error);
    });
    connect(m_worker, &ForwardWorker::restored, this, [this](const ForwardTarget &target) {
        m_target = target;
        m_reason.reset();
        emit restored();
    });
    connect(m_worker, &ForwardWorker::refused, this, &PortForward::refused);
    m_thread->post([worker = m_worker, home = m_thread->home()] { worker->setParent(home); });
}

PortForward::~PortForward() = default;

void PortForward::open()
{
    m_thread->post([worker = m_worker] { worker->open(); });
}

void PortForward::close()
{
    m_port = 0;
    m_thread->post([worker = m_worker] { worker->close(); });
}

ForwardCounters PortForward::counters() const { return {m_shared->accepted, m_shared->refused, m_shared->bytesIn, m_shared->bytesOut}; }

ForwardResolver readyPodResolver(Client &client, const QString &nameSpace, const QString &labelSelector, quint16 port, const QString &pod)
{
    return [&client, nameSpace, labelSelector, port, pod]() -> async::Future<ForwardTarget> {
        auto promise = std::make_shared<QPromise<Result<ForwardTarget>>>();
        async::Future<ForwardTarget> future = promise->future();
        promise->start();
        ListOptions options;
        options.labelSelector = labelSelector;
        options.deadline = std::chrono::seconds(15);
        // Called on a thread with an event loop, whose object the watcher is: it lives until the answer.
        auto *receiver = new QObject;
        async::deliver(client.list({u"v1"_s, u"Pod"_s, nameSpace, {}}, options), receiver,
                       [promise, receiver, pod, port](const Result<ObjectList> &pods) {
                           receiver->deleteLater();
                           promise->addResult(pods ? chooseReadyPod(pods->items, pod, port) : Failure(pods.error()));
                           promise->finish();
                       });
        return future;
    };
}

} // namespace natsdeck::kube
