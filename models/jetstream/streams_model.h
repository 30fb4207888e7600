#pragma once

#include "models/base/finding.h"
#include "models/jetstream/stream_info.h"

#include <QAbstractTableModel>
#include <QHash>

#include <chrono>

namespace natsdeck::jetstream {

enum class StreamKind { Stream, KeyValue, Objects };

[[nodiscard]] StreamKind kindOf(const StreamInfo &stream);  // by name: KV_…, OBJ_…
[[nodiscard]] QString retentionWord(Retention retention);   // "Limits", "Interest", "Work queue"
[[nodiscard]] Severity healthOf(const StreamInfo &stream);  // fullness against its own limits, replicas
[[nodiscard]] QString healthText(const StreamInfo &stream); // "92 % of its limit", "1 replica behind", empty when healthy

// The streams of an account as a table, sorted by name. A refresh is a keyed difference: rows come, go and change, nothing is
// reset. Rates are made here from the last sequences of successive answers; a stream that went back was purged or made anew and
// has no rate then.
class StreamsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        SubjectsColumn,
        MessagesColumn,
        SizeColumn,
        RateColumn,
        ConsumersColumn,
        LeaderColumn,
        NewestColumn,
        ColumnCount
    };
    enum Role { NameRole = Qt::UserRole + 200, HealthRole, KindRole, SubjectsRole };

    static constexpr int rateSamples = 40;

    explicit StreamsModel(QObject *parent = nullptr);

    // `nowNs`: wall time for ages; `tick`: monotonic time of the answer; `asked`: the streams that were asked just now, all of them
    // when empty. Only those get a new rate: an old answer says nothing about it.
    void setStreams(const QList<StreamInfo> &streams, qint64 nowNs, std::chrono::steady_clock::time_point tick,
                    const QStringList &asked = {});
    void setStale(bool stale); // values in muted ink

    [[nodiscard]] const StreamInfo *streamAt(int row) const;
    [[nodiscard]] const StreamInfo *find(const QString &name) const;
    [[nodiscard]] int rowOf(const QString &name) const;
    [[nodiscard]] QList<double> rates(const QString &name) const; // per second, newest last, NaN = not measured
    [[nodiscard]] double rate(const QString &name) const;         // the newest one

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Row
    {
        StreamInfo info;
        QList<double> rates;
        quint64 sequenceBefore = 0;
        std::chrono::steady_clock::time_point measured;
    };

    void insertRow(int row, const StreamInfo &info, std::chrono::steady_clock::time_point tick);
    void update(Row &row, const StreamInfo &info, std::chrono::steady_clock::time_point tick, bool asked);
    [[nodiscard]] QVariant display(const Row &row, int column) const;
    [[nodiscard]] QVariant sortKey(const Row &row, int column) const;
    [[nodiscard]] QVariant toolTip(const Row &row, int column) const;
    [[nodiscard]] QVariant cellRole(const Row &row, int column, int role) const;

    std::vector<Row> m_rows; // by name
    qint64 m_nowNs = 0;
    bool m_stale = false;
};

} // namespace natsdeck::jetstream
