#pragma once

#include "models/base/async.h"
#include "models/workloads/configuration.h"
#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"

#include <QMap>

#include <memory>

namespace natsdeck::workloads {

// The configuration file in its ConfigMap, and for each pod whether the server runs with it: asked every 15 s while shown, and
// when the ConfigMap changes.
class ConfigurationPresenter final : public SectionPresenter
{
    Q_OBJECT

public:
    enum Column { PodColumn, StateColumn, DifferenceColumn, LoadedColumn, StartedColumn, VersionColumn };

    ConfigurationPresenter(const Workload &workload, Followed &pods, QObject *parent = nullptr);
    ~ConfigurationPresenter() override;

    [[nodiscard]] RowsModel &model() { return m_model; }
    [[nodiscard]] const ConfigSource &source() const { return m_source; }
    [[nodiscard]] const QString &shownText() const { return m_shown; } // without secrets
    [[nodiscard]] QString title() const;                               // "ConfigMap nats-config, nats.conf"
    [[nodiscard]] QString changedText() const;                         // "changed 3 h ago by helm"
    [[nodiscard]] QString sourceText() const;                          // why there is no file to show
    [[nodiscard]] Severity severity() const;
    [[nodiscard]] QString verdict() const; // of all pods, in one line
    [[nodiscard]] int count() const override { return m_source.kind == ConfigSource::Kind::ConfigMap ? 1 : 0; }
    [[nodiscard]] QString totals() const override;
    [[nodiscard]] QStringList notices() const override;
    [[nodiscard]] Details details(const QString &key) const override; // key: a pod's name
    void refresh() override;

protected:
    void update() override;
    void tick() override;

private:
    struct Server
    {
        QString pod;
        std::optional<Result<RunningConfig>> running;
        QList<ConfigDifference> differences;
        LoadState state = LoadState::Unknown;
    };

    void setSource(const ConfigSource &source);
    void askTemplate();
    void askServers();
    void judge(Server &server) const;
    void takeText();
    [[nodiscard]] TableRow rowOf(const Server &server) const;
    [[nodiscard]] QString stateWord(const Server &server) const;
    [[nodiscard]] QString advice(const Server &server) const;

    Followed &m_pods;
    std::unique_ptr<Followed> m_configMap;
    ConfigSource m_source;
    ConfigChange m_change;
    QString m_text;           // of the file, with its secrets
    QString m_shown;          // without
    QString m_wrong;          // why a server would refuse it, empty when not
    bool m_isMissing = false; // the ConfigMap, or the key in it, is not there
    bool m_askedTemplate = false;
    QMap<QString, Server> m_servers; // by pod
    QDateTime m_asked;
    async::Generation m_round;
    RowsModel m_model;
};

} // namespace natsdeck::workloads
