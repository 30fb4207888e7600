#pragma once

#include "models/explorer/sample_data.h"

#include <QObject>

namespace natsdeck::guard {
class Gate;
}

namespace natsdeck::explorer {

// Adding and removing the sample data of one system: leave from the gate, progress, result.
class SamplePresenter final : public QObject
{
    Q_OBJECT

public:
    SamplePresenter(jetstream::Client &client, guard::Gate &gate, QString systemId, QObject *parent = nullptr);

    void add();
    void remove();
    void cancel();
    void dismiss(); // the result was read

    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] bool isAllowed() const; // the system is not read-only
    [[nodiscard]] int done() const { return m_data.done(); }
    [[nodiscard]] int total() const { return m_data.total(); }
    [[nodiscard]] QString text() const; // "Adding sample data: EVENTS, 812 of 2,060 messages", then what came of it
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; }
    [[nodiscard]] bool hasResult() const { return m_hasResult; }

signals:
    void changed();
    void finished();

private:
    void begin(bool add);

    guard::Gate &m_gate;
    QString m_systemId;
    SampleData m_data;
    std::optional<guard::Permit> m_permit;
    std::optional<Error> m_error;
    bool m_adding = true;
    bool m_running = false;
    bool m_hasResult = false;
};

} // namespace natsdeck::explorer
