#pragma once

#include "models/explorer/stored_source.h"
#include "models/jetstream/stored_messages.h"

#include <QString>
#include <QThreadPool>

namespace natsdeck::jetstream {
class Client;
}

namespace natsdeck::explorer {

[[nodiscard]] MessageDetail detailOf(const jetstream::StoredMessage &message);

// A stream of a JetStream account, read without a consumer. A page that turns out to be empty is followed by a search for both
// ends of its gap, so that streams full of holes (work queues, buckets) are not walked page by page.
class StreamSource final : public StoredSource
{
public:
    static constexpr quint64 subjectsLimit = 10'000; // more are not asked for: the server would build a list of all of them

    StreamSource(jetstream::Client &client, QString stream);
    ~StreamSource() override; // stops what is under way and waits for it: requests end at once

    [[nodiscard]] async::Future<StreamBounds> bounds() override;
    [[nodiscard]] async::Future<StoredPage> read(quint64 from, quint64 to, std::stop_token stop) override;
    [[nodiscard]] async::Future<MessageDetail> message(quint64 sequence) override;
    [[nodiscard]] async::Future<quint64> sequenceAtTime(qint64 timeNs) override;
    [[nodiscard]] async::Future<quint64> newestOf(const QByteArray &subjectFilter) override;
    [[nodiscard]] async::Future<QList<std::pair<QByteArray, quint64>>> subjects() override;

private:
    [[nodiscard]] Result<StoredPage> readNow(quint64 from, quint64 to, std::stop_token stop);
    void measureGap(StoredPage &page, std::stop_token stop);

    jetstream::Client &m_client;
    jetstream::StoredMessages m_messages;
    QString m_stream;
    std::stop_source m_stop;
    QThreadPool m_pool;
};

} // namespace natsdeck::explorer
