#pragma once

#include "models/base/result.h"
#include "models/kube/object_ref.h"

#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QObject>

#include <memory>
#include <optional>

namespace natsdeck::kube {

class NetworkThread;
class Session;
class WatchWorker;

struct WatchEvent
{
    enum class Kind { Added, Modified, Deleted };
    Kind kind = Kind::Added;
    QJsonObject object; // deleted while the stream was lost: name, namespace and uid alone
};

enum class WatchState {
    Listing, // the first list is under way
    Live,    // what was listed plus what was reported since is the truth
    Stale    // the stream is lost; what is known is as of lastHeard(); mends itself without end
};

// All objects of a kind, followed: lists (as one stream where the server can, else in pages), watches, and makes broken streams
// again with growing pauses. Signals come in the thread that made it: `rows` while the first list is under way, `listed` once,
// then `events`. When the server has forgotten where we were (410) everything is listed again, and what has changed meanwhile comes as
// events: the view never empties. Events of one object within 50 ms are merged. managedFields are left out but for
// ConfigMaps and Secrets. A dead stream is noticed within 45 s (client_tuning.h).
class Watch final : public QObject
{
    Q_OBJECT

public:
    Watch(std::shared_ptr<NetworkThread> thread, Session *session, const ObjectRef &kind, const QString &labelSelector,
          const QString &fieldSelector);
    ~Watch() override;

    [[nodiscard]] WatchState state() const { return m_state; }
    [[nodiscard]] const std::optional<Error> &reason() const { return m_reason; } // why it is stale, or the first list failed
    [[nodiscard]] QDateTime lastHeard() const { return m_lastHeard; }             // UTC
    [[nodiscard]] quint64 relists() const { return m_relists; }                   // beyond the first

signals:
    // A part of the first list, to be shown early: `listed` brings all of it. `first`: what was shown before is void.
    void rows(const QList<QJsonObject> &objects, bool first);
    void listed(const QList<QJsonObject> &objects);
    void events(const QList<natsdeck::kube::WatchEvent> &events);
    void stateChanged();

private:
    void setState(WatchState state, const std::optional<Error> &reason);

    std::shared_ptr<NetworkThread> m_thread;
    WatchWorker *m_worker = nullptr;
    WatchState m_state = WatchState::Listing;
    std::optional<Error> m_reason;
    QDateTime m_lastHeard;
    quint64 m_relists = 0;
};

} // namespace natsdeck::kube
