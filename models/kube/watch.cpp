#include "models/kube/watch.h"

#include "models/kube/network_thread.h"
#include "models/kube/watch_worker.h"

namespace natsdeck::kube {

Watch::Watch(std::shared_ptr<NetworkThread> thread, Session *session, const ObjectRef &kind, const QString &labelSelector,
             const QString &fieldSelector)
    : m_thread(std::move(thread))
    , m_worker(new WatchWorker(*session, kind, labelSelector, fieldSelector))
{
    m_worker->moveToThread(m_thread->home()->thread());
    connect(m_worker, &WatchWorker::rows, this, &Watch::rows);
    connect(m_worker, &WatchWorker::listed, this, [this](const QList<QJsonObject> &objects) {
        m_lastHeard = QDateTime::currentDateTimeUtc();
        emit listed(objects);
    });
    connect(m_worker, &WatchWorker::listedAgain, this, [this] {
        ++m_relists;
        m_lastHeard = QDateTime::currentDateTimeUtc();
    });
    connect(m_worker, &WatchWorker::events, this, [this](const QList<WatchEvent> &batch) {
        m_lastHeard = QDateTime::currentDateTimeUtc();
        emit events(batch);
    });
    connect(m_worker, &WatchWorker::stateChanged, this, &Watch::setState);
    m_thread->post([worker = m_worker, home = m_thread->home()] {
        worker->setParent(home);
        worker->start();
    });
}

Watch::~Watch()
{
    m_thread->post([worker = m_worker] { delete worker; });
}

void Watch::setState(WatchState state, const std::optional<Error> &reason)
{
    if (state == WatchState::Live)
        m_lastHeard = QDateTime::currentDateTimeUtc();
    if (state == m_state && reason == m_reason)
        return;
    m_state = state;
    m_reason = reason;
    emit stateChanged();
}

} // namespace natsdeck::kube
