#pragma once

#include "models/workloads/routes_scan.h"
#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"

#include <QDateTime>

namespace natsdeck::workloads {

// The Services in front of the pods with their endpoints, followed, and the ways from outside that lead to them, looked for every
// minute while shown.
class NetworkPresenter final : public SectionPresenter
{
    Q_OBJECT

public:
    enum ServiceColumn { NameColumn, TypeColumn, EndpointsColumn, PortsColumn, AddressColumn, OutsideColumn };
    enum WayColumn { FromColumn, WayStateColumn, ToColumn, KindColumn, ObjectColumn, ViaColumn };

    NetworkPresenter(const Workload &workload, Followed &pods, Followed &services, Followed &slices, QObject *parent = nullptr);

    [[nodiscard]] RowsModel &services() { return m_services; }
    [[nodiscard]] RowsModel &ways() { return m_ways; }
    [[nodiscard]] int count() const override { return static_cast<int>(m_views.size()); }
    [[nodiscard]] QString totals() const override;
    [[nodiscard]] QString waysText() const; // when there are none, or while they are looked for
    [[nodiscard]] QStringList notices() const override;
    [[nodiscard]] Details details(const QString &key) const override; // of a Service (its uid) or a way
    void refresh() override;

protected:
    void update() override;
    void start() override;
    void tick() override;

private:
    [[nodiscard]] TableRow rowOf(const ServiceView &service) const;
    [[nodiscard]] TableRow rowOf(const WayIn &way) const;
    [[nodiscard]] Details detailsOf(const ServiceView &service) const;
    [[nodiscard]] Details detailsOf(const WayIn &way) const;

    Followed &m_pods;
    Followed &m_followed;
    Followed &m_slices;
    RoutesScan m_scan;
    QDateTime m_scanned; // when the last one ended
    QList<ServiceView> m_views;
    QList<WayIn> m_found;
    RowsModel m_services;
    RowsModel m_ways;
};

} // namespace natsdeck::workloads
