#include "tests/support/fake_reading_source.h"

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

QByteArray timeText(qint64 seconds) { return QDateTime::fromSecsSinceEpoch(seconds, Qt::UTC).toString(Qt::ISODate).toUtf8(); }

} // namespace

async::Future<QByteArray> FakeSource::read(const QString &path)
{
    asked << path;
    if (hangs) {
        auto promise = std::make_shared<QPromise<Result<QByteArray>>>();
        promise->start();
        m_held.push_back({path, promise});
        inFlight = int(std::count_if(m_held.begin(), m_held.end(), [](const Held &held) { return !held.promise->isCanceled(); }));
        mostInFlight = std::max(mostInFlight, inFlight);
        return promise->future();
    }
    if (error)
        return async::failed<QByteArray>(*error);
    return async::ready<QByteArray>(reply(path));
}

void FakeSource::release()
{
    for (const Held &held : m_held) {
        cancelled += held.promise->isCanceled();
        held.promise->addResult(error ? Result<QByteArray>(Failure(*error)) : Result<QByteArray>(reply(held.path)));
        held.promise->finish();
    }
    m_held.clear();
}

QByteArray FakeSource::reply(const QString &path) const
{
    if (path.startsWith(u"healthz"_s))
        return state.healthy ? R"({"status":"ok"})" : R"({"status":"unavailable","error":"no leader"})";
    const QByteArray use = "\"memory\":0,\"storage\":" + QByteArray::number(state.storage) +
                           ",\"reserved_memory\":0,\"reserved_storage\":" + QByteArray::number(state.reserved);
    const QByteArray config = "\"config\":{\"max_memory\":1000,\"max_storage\":" + QByteArray::number(state.maxStorage) + "}";
    const QByteArray head = "{\"server_id\":\"" + state.id + "\",\"now\":\"" + timeText(state.seconds) + "\",";
    if (path.startsWith(u"jsz"_s)) {
        return head + config + "," + use + ",\"streams\":" + QByteArray::number(state.streamCount) +
               ",\"account_details\":[{\"name\":\"$G\",\"stream_detail\":[" + state.streams + "]}]}";
    }
    return head + "\"server_name\":\"" + m_name.toUtf8() + "\",\"version\":\"2.12.0\",\"start\":\"" + timeText(state.start) +
           "\",\"in_msgs\":" + QByteArray::number(state.inMsgs) + ",\"out_msgs\":" + QByteArray::number(state.outMsgs) +
           ",\"in_bytes\":" + QByteArray::number(state.inMsgs * 120) + ",\"out_bytes\":" + QByteArray::number(state.outMsgs * 120) +
           ",\"subscriptions\":212,\"cpu\":2.5,\"mem\":1000,\"connections\":" + QByteArray::number(state.connections) +
           ",\"slow_consumers\":" + QByteArray::number(state.slowConsumers) + ",\"auth_required\":" + (state.login ? "true" : "false") +
           (state.jetStream ? ",\"jetstream\":{" + config + ",\"stats\":{" + use + "}}}" : QByteArray(",\"jetstream\":{}}"));
}

} // namespace natsdeck::test
