#pragma once

#include "models/kube/http_stream.h"
#include "models/kube/json_splitter.h"
#include "models/kube/list_call.h"
#include "models/kube/watch.h"

#include <QHash>
#include <QTimer>

namespace natsdeck::kube {

// The network side of a Watch (client-go's reflector, facts/kubernetes-client.md §2.3).
class WatchWorker final : public QObject
{
    Q_OBJECT

public:
    WatchWorker(Session &session, ObjectRef kind, QString labelSelector, QString fieldSelector);

    void start();

signals:
    void listed(const QList<QJsonObject> &objects, bool again);
    void events(const QList<natsdeck::kube::WatchEvent> &events);
    void stateChanged(natsdeck::kube::WatchState state, const std::optional<natsdeck::Error> &reason);

private:
    void list();
    void listEnded(const Result<ObjectList> &list);
    void openStream();
    void take(const QByteArray &chunk);
    void takeEvent(const QJsonObject &event);
    void takeError(const QJsonObject &status);
    void streamEnded(const std::optional<Error> &error);
    void relistLater(const Error &why);
    void again(void (WatchWorker::*step)(), const std::optional<Error> &reason);
    void add(WatchEvent::Kind kind, const QJsonObject &object);
    void flush();
    void dropStream();

    Session &m_session;
    ObjectRef m_kind;
    QString m_labelSelector;
    QString m_fieldSelector;
    HttpStream *m_stream = nullptr;
    JsonSplitter m_splitter;
    QString m_resourceVersion;
    QList<WatchEvent> m_pending;
    QHash<QString, qsizetype> m_pendingByUid;
    QTimer m_flush;
    QTimer m_pause;
    void (WatchWorker::*m_next)() = nullptr;
    int m_failures = 0;
    int m_eventsOfStream = 0;
    bool m_listedOnce = false;
};

} // namespace natsdeck::kube
