#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

class QProcess;

namespace natsdeck::bench {

// A publisher in a process of its own (this program started again), so that its work is not counted as ours.
class Flood final
{
public:
    struct Plan
    {
        QString url;
        QByteArray subject;
        qint64 count = 0;
        int size = 128;
        double perSecond = 0;   // 0 = as fast as it can
        bool jetstream = false; // wait for acknowledgements
    };

    explicit Flood(const Plan &plan);
    ~Flood();
    // What it really sent, when it is done; -1 when it failed or time was up.
    [[nodiscard]] qint64 wait(int limitMs = 120'000);

private:
    std::unique_ptr<QProcess> m_process;
};

// When started as `program --publish …`: publishes and gives the exit code. Nothing otherwise.
[[nodiscard]] std::optional<int> runPublisher(int argc, char **argv);

} // namespace natsdeck::bench
