#pragma once

#include "models/kube/http_stream.h"
#include "models/kube/json_splitter.h"
#include "models/kube/list_call.h"
#include "models/kube/watch.h"
#include "models/kube/watch_changes.h"

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
    void rows(const QList<QJsonObject> &objects, bool first);
    void listed(const QList<QJsonObject> &objects);
    void listedAgain();
    void events(const QList<natsdeck::kube::WatchEvent> &events);
    void stateChanged(natsdeck::kube::WatchState state, const std::optional<natsdeck::Error> &reason);

private:
    void list(); // by a stream where that is offered
    void listInPages();
    void listEnded(const Result<ObjectList> &list);
    [[nodiscard]] bool show(const QList<ObjectText> &objects); // of the first list; false when one cannot be read
    void initialKnown();

    void openStream();
    void openStreamOf(const ResourceType &type);
    [[nodiscard]] QByteArray query() const;
    void streamOpened();
    void take(const QByteArray &chunk);
    void takeEvent(const RawEvent &event);
    void takeInitial(const RawEvent &event);
    void takeError(const QByteArray &status);
    void streamEnded(const std::optional<Error> &error);
    void dropStream();

    void relistLater(const Error &why);
    void again(void (WatchWorker::*step)(), const std::optional<Error> &reason, std::chrono::milliseconds least = {});
    void flush();

    Session &m_session;
    ObjectRef m_kind;
    QString m_labelSelector;
    QString m_fieldSelector;
    HttpStream *m_stream = nullptr;
    JsonSplitter m_splitter;
    QString m_resourceVersion;
    WatchChanges m_changes;
    QList<ObjectText> m_initial; // the list so far
    QList<QJsonObject> m_rows;   // of the first list, what rows() has given out
    QTimer m_flush;
    QTimer m_pause;
    void (WatchWorker::*m_next)() = nullptr;
    int m_failures = 0;
    int m_serverErrors = 0; // ERROR events in a row that are not about our place
    int m_eventsOfStream = 0;
    bool m_isInitial = false; // the stream is a streaming list still
    bool m_listedOnce = false;
};

} // namespace natsdeck::kube
