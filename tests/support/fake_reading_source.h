#pragma once

#include "models/monitoring/reading_source.h"

#include <QHash>
#include <QPromise>

#include <optional>

namespace natsdeck::test {

// A server that says what a test wants: at once, on demand, or never.
class FakeSource final : public monitoring::ReadingSource
{
public:
    explicit FakeSource(QString name)
        : m_name(std::move(name))
    {}

    QString name() const override { return m_name; }
    async::Future<QByteArray> read(const QString &path) override;

    // A reading of a server of which a test turns the wheels.
    struct State
    {
        QByteArray id = "A";
        qint64 start = 1'700'000'000;
        qint64 seconds = 1'700'000'000; // its clock
        qint64 inMsgs = 0;
        qint64 outMsgs = 0;
        qint64 connections = 3;
        qint64 slowConsumers = 0;
        qint64 storage = 1 << 20;
        qint64 reserved = 1 << 22;
        qint64 maxStorage = 1 << 30;
        bool jetStream = true;
        bool login = true;
        bool healthy = true;
        QByteArray streams; // what stands in stream_detail
        qint64 streamCount = 0;
    };
    State state;

    bool hangs = false; // answers nothing until release() or cancel
    std::optional<Error> error;
    QStringList asked;
    int inFlight = 0;
    int mostInFlight = 0;
    int cancelled = 0;

    void release(); // answers what hangs

private:
    QByteArray reply(const QString &path) const;

    struct Held
    {
        QString path;
        std::shared_ptr<QPromise<Result<QByteArray>>> promise;
    };

    QString m_name;
    std::vector<Held> m_held;
};

} // namespace natsdeck::test
