#pragma once

#include "models/base/async.h"
#include "models/kube/client_options.h"
#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"
#include "models/workloads/volumes.h"

#include <QHash>

namespace natsdeck::workloads {

// How full one volume is, or why that is not known.
struct VolumeUse
{
    std::optional<FileSystem> fileSystem;
    Belongs belongs = Belongs::Unknown;
    QString source; // "df in nats-0", "kubelet of node-1"
    QString why;    // it is not known
    QDateTime at;   // UTC, of the measurement
};

// The volumes behind JetStream: claims, whether they can grow, and the real use of their file systems, measured every minute while
// shown: `df` in the pod, else the kubelet's figures.
class VolumesPresenter final : public SectionPresenter
{
    Q_OBJECT

public:
    enum Column {
        ClaimColumn,
        StateColumn,
        CapacityColumn,
        UseColumn,
        ClassColumn,
        AccessColumn,
        GrowColumn,
        PodColumn,
        VolumeColumn,
        MeasuredColumn
    };

    VolumesPresenter(const Workload &workload, Followed &pods, Followed &claims, QObject *parent = nullptr);

    [[nodiscard]] RowsModel &model() { return m_model; }
    [[nodiscard]] const QList<VolumeView> &volumes() const { return m_volumes; }
    [[nodiscard]] VolumeUse use(const QString &key) const { return m_uses.value(key); }
    [[nodiscard]] int count() const override { return static_cast<int>(m_volumes.size()); }
    [[nodiscard]] QString totals() const override;
    [[nodiscard]] QStringList notices() const override;
    [[nodiscard]] Details details(const QString &key) const override;
    void refresh() override; // measures again as well

protected:
    void update() override;
    void tick() override;

private:
    using Object = Result<QJsonObject>;

    void measureAll();
    void measure(const VolumeView &volume);
    void takeDf(const VolumeView &volume, const Result<kube::ExecOutput> &output);
    void askKubelet(const VolumeView &volume, const QString &dfFailed);
    void keep(const VolumeView &volume, VolumeUse use);
    void ask(QHash<QString, std::optional<Object>> &known, const QString &apiVersion, const QString &kind, const QString &name);
    [[nodiscard]] std::optional<QJsonObject> known(const QHash<QString, std::optional<Object>> &objects, const QString &name) const;
    [[nodiscard]] FileSystemEvidence evidenceOf(const VolumeView &volume) const;
    [[nodiscard]] TableRow rowOf(const VolumeView &volume) const;
    [[nodiscard]] TableCell stateCell(const VolumeView &volume) const;
    [[nodiscard]] TableCell useCell(const VolumeView &volume) const;
    [[nodiscard]] QString growWord(const VolumeView &volume) const;
    [[nodiscard]] QString useText(const VolumeUse &use) const;
    [[nodiscard]] Details::Group useGroup(const VolumeUse &use) const;

    Followed &m_pods;
    Followed &m_claims;
    QList<VolumeView> m_volumes;
    QHash<QString, VolumeUse> m_uses;                // by key
    QHash<QString, std::optional<Object>> m_classes; // asked when there without a value
    QHash<QString, std::optional<Object>> m_persistent;
    async::Generation m_round;
    quint64 m_current = 0;
    QDateTime m_measured;
    RowsModel m_model;
};

} // namespace natsdeck::workloads
