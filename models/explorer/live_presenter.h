#pragma once

#include "models/explorer/explorer_input.h"
#include "models/explorer/tap.h"
#include "models/explorer/tap_model.h"

#include <QObject>

namespace natsdeck::nats {
class Connection;
}

namespace natsdeck::explorer {

class SubjectTreeModel;

// The Live side of the Explorer: which subjects, which filter, running or paused, and what is said about it.
class LivePresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Stopped, Live, Paused, Disconnected, Refused };

    struct Figure
    {
        QString label;
        QString value;
        QString exact; // tooltip
        bool warns = false;
        friend bool operator==(const Figure &, const Figure &) = default;
    };

    LivePresenter(nats::Connection &connection, std::shared_ptr<TapBudget> budget, SubjectTreeModel &tree, QObject *parent = nullptr);

    [[nodiscard]] TapModel &model() { return m_model; }
    [[nodiscard]] Tap &tap() { return m_tap; }
    [[nodiscard]] State state() const;
    [[nodiscard]] QString stateText() const;
    [[nodiscard]] std::optional<Error> error() const; // why it is disconnected or refused
    [[nodiscard]] QList<Figure> figures() const;      // rate, received, kept, not kept, memory; with a filter what it did
    [[nodiscard]] QString arrived() const;            // while paused: "1,204 since", else empty

    FieldState setSubjects(const QString &text); // takes effect with start()
    [[nodiscard]] const FieldState &subjectState() const { return m_subjects.state; }
    [[nodiscard]] const QList<QByteArray> &subjects() const { return m_subjects.subjects; }
    FieldState setFilter(const QString &text); // takes effect at once when it is usable
    [[nodiscard]] const FieldState &filterState() const { return m_filter; }
    [[nodiscard]] bool canStart() const { return m_subjects.state.isUsable(); }

    void start();
    void stop();
    void setPaused(bool paused);
    void clear();
    void setUtc(bool utc) { m_model.setUtc(utc); }

signals:
    void changed();
    void figuresChanged();

private:
    void tick();
    void feedTree();

    nats::Connection &m_connection;
    SubjectTreeModel &m_tree;
    Tap m_tap;
    TapModel m_model;
    SubjectInput m_subjects;
    FieldState m_filter;
    quint64 m_receivedAtPause = 0;
    std::chrono::steady_clock::time_point m_measured;
};

} // namespace natsdeck::explorer
