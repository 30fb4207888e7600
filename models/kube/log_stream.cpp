#include "models/kube/log_stream.h"

#include "models/kube/log_worker.h"
#include "models/kube/network_thread.h"

namespace natsdeck::kube {

LogStream::LogStream(std::shared_ptr<NetworkThread> thread, Session *session, const QString &nameSpace, const QString &pod,
                     const LogOptions &options)
    : m_thread(std::move(thread))
    , m_worker(new LogWorker(*session, nameSpace, pod, options))
{
    m_worker->moveToThread(m_thread->home()->thread());
    connect(m_worker, &LogWorker::lines, this, [this](const QList<LogLine> &batch, qint64 bytes) {
        m_worker->waitingBytes -= bytes;
        emit lines(batch);
    });
    connect(m_worker, &LogWorker::droppedLines, this, [this](quint64 count) { m_dropped += count; });
    connect(m_worker, &LogWorker::ended, this, &LogStream::ended);
    m_thread->post([worker = m_worker, home = m_thread->home()] {
        worker->setParent(home);
        worker->start();
    });
}

LogStream::~LogStream()
{
    m_thread->post([worker = m_worker] { delete worker; });
}

} // namespace natsdeck::kube
