#pragma once

#include "models/jetstream/streams_model.h"

#include <QObject>
#include <QTimer>

#include <optional>

namespace natsdeck::jetstream {

class StreamRepository;

// The Streams page without its widgets: refreshes while it is shown, knows the state and the words.
class StreamsPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, Ready, Stale, Failed };

    struct Fact
    {
        QString label;
        QString value;
        QString exact = {}; // tooltip
        bool mono = false;
    };

    explicit StreamsPresenter(StreamRepository &repository, QObject *parent = nullptr);

    [[nodiscard]] StreamsModel &model() { return m_model; }
    [[nodiscard]] State state() const;
    [[nodiscard]] const std::optional<Error> &error() const;
    [[nodiscard]] int count() const { return m_model.rowCount(); }
    [[nodiscard]] int needAttention() const;
    [[nodiscard]] int ofKind(StreamKind kind) const;
    [[nodiscard]] QString totals() const; // "21 streams, 2.11 G messages, 196 GiB on disk"
    [[nodiscard]] QString age() const;    // "updated 2 s ago"

    // While active the rows on screen are asked again every 3 s, the whole list every 30 s.
    void setActive(bool active);
    void setVisible(const QStringList &names);
    void refresh();

    // Of one stream, for the inspector.
    [[nodiscard]] QList<Fact> overview(const StreamInfo &stream) const;
    [[nodiscard]] QList<Fact> limits(const StreamInfo &stream) const;
    [[nodiscard]] QByteArray configuration(const StreamInfo &stream) const; // indented JSON
    [[nodiscard]] QString command(const StreamInfo &stream) const;          // nats stream info ORDERS

signals:
    void changed(); // state, totals, age

private:
    void tick();
    void take();

    StreamRepository &m_repository;
    StreamsModel m_model;
    QTimer m_timer;
    QTimer m_collect; // answers that come one by one are shown together
    QStringList m_visible;
    QStringList m_asked; // empty: all
    int m_ticks = 0;
};

} // namespace natsdeck::jetstream
