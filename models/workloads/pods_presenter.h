#pragma once

#include "models/workloads/pods.h"
#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"

namespace natsdeck::workloads {

// The pods of a system: what runs, what ended last and why, on which node, with which requests and limits.
class PodsPresenter final : public SectionPresenter
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        StateColumn,
        ReadyColumn,
        RestartsColumn,
        EndColumn,
        MemoryColumn,
        CpuColumn,
        NodeColumn,
        IpColumn,
        AgeColumn
    };

    PodsPresenter(const Workload &workload, Followed &pods, QObject *parent = nullptr);

    [[nodiscard]] RowsModel &model() { return m_model; }
    [[nodiscard]] const QList<PodView> &pods() const { return m_pods; }
    [[nodiscard]] int count() const override { return static_cast<int>(m_pods.size()); }
    [[nodiscard]] QString totals() const override;                    // "3 pods, 2 ready, 4 restarts"
    [[nodiscard]] Details details(const QString &key) const override; // key: the pod's uid

    // In words: "OOMKilled at its limit of 512Mi: GOMEMLIMIT is not set …", with what to do.
    [[nodiscard]] static QString whyEnded(const ContainerView &container);
    [[nodiscard]] static QString stateWord(const PodView &pod);

protected:
    void update() override;
    void tick() override;

private:
    [[nodiscard]] TableRow rowOf(const PodView &pod) const;
    [[nodiscard]] TableCell endCell(const PodView &pod) const;
    [[nodiscard]] static Details::Group groupOf(const ContainerView &container);

    Followed &m_followed;
    QList<PodView> m_pods;
    RowsModel m_model;
};

} // namespace natsdeck::workloads
