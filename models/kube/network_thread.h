#pragma once

#include <QMetaObject>
#include <QObject>
#include <QThread>

#include <memory>

namespace natsdeck::kube {

// A thread with an event loop for sockets, so that the one that draws copies no bytes. Objects are made on it by post()
// and are children of home(); they die on it, before it ends.
class NetworkThread final
{
public:
    explicit NetworkThread(const QString &name)
        : m_home(new QObject)
    {
        m_thread.setObjectName(name);
        m_home->moveToThread(&m_thread);
        QObject::connect(&m_thread, &QThread::finished, m_home, &QObject::deleteLater);
        m_thread.start();
    }
    ~NetworkThread()
    {
        m_thread.quit();
        m_thread.wait();
    }
    NetworkThread(const NetworkThread &) = delete;
    NetworkThread &operator=(const NetworkThread &) = delete;

    [[nodiscard]] QObject *home() const { return m_home; }

    // Runs `function` there, later, in order; never after the thread has ended.
    template <typename Function> void post(Function &&function)
    {
        QMetaObject::invokeMethod(m_home, std::forward<Function>(function), Qt::QueuedConnection);
    }

private:
    QThread m_thread;
    QObject *m_home;
};

} // namespace natsdeck::kube
