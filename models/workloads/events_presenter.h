#pragma once

#include "models/workloads/events.h"
#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"

namespace natsdeck::workloads {

// What the cluster reported about the workload, its pods, claims and services; followed. The cluster forgets after about an hour.
class EventsPresenter final : public SectionPresenter
{
    Q_OBJECT

public:
    enum Column { WhenColumn, ReasonColumn, ObjectColumn, MessageColumn, CountColumn, SourceColumn };

    struct Tick
    {
        QString key;
        QDateTime time;
        bool isWarning = false;

        friend bool operator==(const Tick &, const Tick &) = default;
    };

    // Names are taken from what is followed; what of it cannot be read is left out.
    EventsPresenter(const Workload &workload, Followed &events, const QList<Followed *> &objects, QObject *parent = nullptr);

    [[nodiscard]] RowsModel &model() { return m_model; }
    [[nodiscard]] const EventList &events() const { return m_list; }
    [[nodiscard]] QList<Tick> ticks() const; // of the last hour, oldest first
    [[nodiscard]] int warnings() const;
    [[nodiscard]] int count() const override { return static_cast<int>(m_list.events.size()); }
    [[nodiscard]] QString totals() const override;
    [[nodiscard]] Details details(const QString &key) const override;

protected:
    void update() override;
    void tick() override;

private:
    struct Parsed
    {
        QString version; // of the object
        EventView view;
    };

    [[nodiscard]] QList<EventView> eventsOf(const EventScope &scope);
    [[nodiscard]] TableRow rowOf(const EventView &event) const;

    Followed &m_followed;
    QList<Followed *> m_objects;
    QHash<QString, Parsed> m_parsed; // by uid: a busy namespace reports much, and little of it changes
    EventList m_list;
    RowsModel m_model;
};

} // namespace natsdeck::workloads
