#pragma once

#include <QByteArray>
#include <QString>

#include <functional>
#include <memory>

// What the C client does with nothing of ours around it: the references.
namespace natsdeck::bench {

class BareSubscriber final
{
public:
    BareSubscriber(const QString &url, const QByteArray &subject, std::function<void()> onMessage);
    ~BareSubscriber();

private:
    struct Private;
    std::unique_ptr<Private> d;
};

// Asks for stored messages by sequence, 256 under way at a time, and counts the answers.
class BareReader final
{
public:
    BareReader(const QString &url, const QByteArray &subject);
    ~BareReader();
    [[nodiscard]] bool read(quint64 first, int count);

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace natsdeck::bench
