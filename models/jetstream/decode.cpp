#include "models/jetstream/decode.h"

#include "models/base/text.h"
#include "models/jetstream/api_error.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <simdjson.h>

#include <algorithm>

namespace natsdeck::jetstream {

namespace dom = simdjson::dom;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("jetstream", text); }

Failure nonsense(const QString &why) { return failure(ErrorKind::Protocol, tr("The answer of JetStream makes no sense"), why); }

QByteArrayView bytesAt(const dom::object &object, const char *key)
{
    std::string_view value;
    return object[key].get_string().get(value) == simdjson::SUCCESS ? QByteArrayView(value.data(), qsizetype(value.size()))
                                                                    : QByteArrayView();
}

QString textAt(const dom::object &object, const char *key) { return text::clean(bytesAt(object, key).toByteArray()); }

qint64 intAt(const dom::object &object, const char *key, qint64 missing = 0)
{
    int64_t value = 0;
    return object[key].get_int64().get(value) == simdjson::SUCCESS ? qint64(value) : missing;
}

quint64 countAt(const dom::object &object, const char *key)
{
    uint64_t value = 0;
    return object[key].get_uint64().get(value) == simdjson::SUCCESS ? quint64(value) : 0;
}

bool flagAt(const dom::object &object, const char *key)
{
    bool value = false;
    return object[key].get_bool().get(value) == simdjson::SUCCESS && value;
}

dom::object objectAt(const dom::object &object, const char *key)
{
    dom::object value;
    if (object[key].get_object().get(value) != simdjson::SUCCESS)
        return {};
    return value;
}

bool has(const dom::object &object, const char *key)
{
    dom::object value;
    return object[key].get_object().get(value) == simdjson::SUCCESS;
}

template <typename Function> void forEach(const dom::object &object, const char *key, Function function)
{
    dom::array array;
    if (object[key].get_array().get(array) == simdjson::SUCCESS) {
        for (const dom::element element : array)
            function(element);
    }
}

QStringList textsAt(const dom::object &object, const char *key)
{
    QStringList texts;
    forEach(object, key, [&](dom::element element) {
        std::string_view value;
        if (element.get_string().get(value) == simdjson::SUCCESS)
            texts << text::clean(QByteArray(value.data(), qsizetype(value.size())));
    });
    return texts;
}

QJsonValue toQt(const dom::element &element);

// Whole configurations: every field, integers as int64.
QJsonObject toQt(const dom::object &object)
{
    QJsonObject result;
    for (const dom::key_value_pair pair : object)
        result.insert(QString::fromUtf8(pair.key.data(), qsizetype(pair.key.size())), toQt(pair.value));
    return result;
}

QJsonValue toQt(const dom::element &element)
{
    switch (element.type()) {
    case dom::element_type::OBJECT:
        return toQt(dom::object(element));
    case dom::element_type::ARRAY: {
        QJsonArray array;
        for (const dom::element item : dom::array(element))
            array.append(toQt(item));
        return array;
    }
    case dom::element_type::STRING: {
        const std::string_view value(element);
        return QString::fromUtf8(value.data(), qsizetype(value.size()));
    }
    case dom::element_type::INT64:
        return qint64(int64_t(element));
    case dom::element_type::UINT64: // above int64: no field of JetStream means such a number exactly
        return double(uint64_t(element));
    case dom::element_type::DOUBLE:
        return double(element);
    case dom::element_type::BOOL:
        return bool(element);
    case dom::element_type::NULL_VALUE:
        return QJsonValue(QJsonValue::Null);
    }
    return {};
}

void readConfig(const dom::object &config, StreamInfo &info)
{
    const QByteArrayView retention = bytesAt(config, "retention");
    info.name = textAt(config, "name");
    info.description = textAt(config, "description");
    info.subjects = textsAt(config, "subjects");
    info.retention = retention == "workqueue" ? Retention::WorkQueue : retention == "interest" ? Retention::Interest : Retention::Limits;
    info.storage = bytesAt(config, "storage") == "memory" ? Storage::Memory : Storage::File;
    info.replicas = int(std::max<qint64>(1, intAt(config, "num_replicas", 1)));
    info.maxBytes = intAt(config, "max_bytes", unlimited);
    info.maxMessages = intAt(config, "max_msgs", unlimited);
    info.maxMessageSize = intAt(config, "max_msg_size", unlimited);
    info.maxAgeNs = intAt(config, "max_age");
    info.allowDirect = flagAt(config, "allow_direct");
    info.sealed = flagAt(config, "sealed");
    info.isMirror = has(config, "mirror");
    info.config = toQt(config);
}

void readState(const dom::object &state, StreamInfo &info)
{
    info.messages = countAt(state, "messages");
    info.bytes = countAt(state, "bytes");
    info.firstSequence = countAt(state, "first_seq");
    info.lastSequence = countAt(state, "last_seq");
    info.firstTimeNs = parseTime(bytesAt(state, "first_ts"));
    info.lastTimeNs = parseTime(bytesAt(state, "last_ts"));
    info.deleted = countAt(state, "num_deleted");
    info.subjectCount = countAt(state, "num_subjects");
    info.consumers = countAt(state, "consumer_count");
}

void readCluster(const dom::object &cluster, StreamInfo &info)
{
    info.cluster = textAt(cluster, "name");
    info.leader = textAt(cluster, "leader");
    forEach(cluster, "replicas", [&](dom::element element) {
        dom::object peer;
        if (element.get_object().get(peer) == simdjson::SUCCESS)
            info.peers.append(
                {textAt(peer, "name"), flagAt(peer, "current"), flagAt(peer, "offline"), intAt(peer, "active"), countAt(peer, "lag")});
    });
}

Result<StreamInfo> readStream(const dom::object &object)
{
    if (!has(object, "config") || !has(object, "state"))
        return nonsense(tr("A stream without configuration or state"));
    StreamInfo info;
    readConfig(objectAt(object, "config"), info);
    readState(objectAt(object, "state"), info);
    info.createdNs = parseTime(bytesAt(object, "created"));
    if (has(object, "cluster"))
        readCluster(objectAt(object, "cluster"), info);
    return info;
}

// Parses, looks for an error, and hands the object on; the parser owns it.
template <typename T, typename Function> Result<T> decode(QByteArrayView reply, Function function)
{
    if (reply.size() > replyBudget)
        return failure(ErrorKind::LimitExceeded, tr("The answer of JetStream is too large"), tr("More than %1 MiB").arg(replyBudget >> 20));
    if (reply.isEmpty())
        return nonsense(tr("It is empty"));
    dom::parser parser(replyBudget + 1);
    if (parser.allocate(size_t(std::max<qsizetype>(reply.size(), 64)), replyDepth) != simdjson::SUCCESS)
        return failure(ErrorKind::LimitExceeded, tr("There is not enough memory for the answer of JetStream"));
    dom::object object;
    const auto code = parser.parse(reply.data(), size_t(reply.size())).get_object().get(object);
    if (code != simdjson::SUCCESS)
        return nonsense(QString::fromLatin1(simdjson::error_message(code)));
    if (has(object, "error")) {
        const dom::object error = objectAt(object, "error");
        return failure(apiError(int(intAt(error, "code")), int(intAt(error, "err_code")), bytesAt(error, "description").toByteArray()));
    }
    return function(object);
}

} // namespace

Result<AccountInfo> decodeAccountInfo(QByteArrayView reply)
{
    return decode<AccountInfo>(reply, [](const dom::object &object) -> Result<AccountInfo> {
        AccountInfo info;
        info.memory = intAt(object, "memory");
        info.storage = intAt(object, "storage");
        info.reservedMemory = intAt(object, "reserved_memory");
        info.reservedStorage = intAt(object, "reserved_storage");
        info.streams = countAt(object, "streams");
        info.consumers = countAt(object, "consumers");
        info.domain = textAt(object, "domain");
        if (has(object, "limits")) {
            const dom::object limits = objectAt(object, "limits");
            info.maxMemory = intAt(limits, "max_memory", unlimited);
            info.maxStorage = intAt(limits, "max_storage", unlimited);
            info.maxStreams = intAt(limits, "max_streams", unlimited);
            info.maxConsumers = intAt(limits, "max_consumers", unlimited);
        }
        if (has(object, "api")) {
            const dom::object api = objectAt(object, "api");
            info.apiLevel = int(intAt(api, "level"));
            info.apiTotal = countAt(api, "total");
            info.apiErrors = countAt(api, "errors");
        }
        return info;
    });
}

Result<StreamInfo> decodeStreamInfo(QByteArrayView reply) { return decode<StreamInfo>(reply, &readStream); }

Result<StreamPage> decodeStreamPage(QByteArrayView reply)
{
    return decode<StreamPage>(reply, [](const dom::object &object) -> Result<StreamPage> {
        StreamPage page;
        page.total = intAt(object, "total");
        page.missing = textsAt(object, "missing");
        Result<void> outcome;
        forEach(object, "streams", [&](dom::element element) {
            dom::object stream;
            if (!outcome || element.get_object().get(stream) != simdjson::SUCCESS)
                return;
            Result<StreamInfo> info = readStream(stream);
            if (info)
                page.streams.append(std::move(*info));
            else
                outcome = Failure(info.error());
        });
        if (!outcome)
            return failure(outcome.error());
        return page;
    });
}

Result<NamesPage> decodeNamesPage(QByteArrayView reply)
{
    return decode<NamesPage>(reply, [](const dom::object &object) -> Result<NamesPage> {
        return NamesPage{intAt(object, "total"), textsAt(object, "streams")};
    });
}

Result<PubAck> decodePubAck(QByteArrayView reply)
{
    return decode<PubAck>(reply, [](const dom::object &object) -> Result<PubAck> {
        const PubAck ack{textAt(object, "stream"), countAt(object, "seq"), textAt(object, "domain"), flagAt(object, "duplicate")};
        if (ack.stream.isEmpty())
            return nonsense(tr("Not the acknowledgement of a stream"));
        return ack;
    });
}

Result<StoredMessage> decodeStoredMessage(QByteArrayView reply)
{
    return decode<StoredMessage>(reply, [](const dom::object &object) -> Result<StoredMessage> {
        if (!has(object, "message"))
            return nonsense(tr("An answer without its message"));
        const dom::object message = objectAt(object, "message");
        const auto decoded = [&](const char *key) { return QByteArray::fromBase64(bytesAt(message, key).toByteArray()); };
        return StoredMessage{countAt(message, "seq"), parseTime(bytesAt(message, "time")), bytesAt(message, "subject").toByteArray(),
                             nats::parseHeaderBlock(decoded("hdrs")), decoded("data")};
    });
}

Result<QByteArray> decodeRaw(QByteArrayView reply)
{
    return decode<QByteArray>(reply, [reply](const dom::object &) -> Result<QByteArray> { return reply.toByteArray(); });
}

Result<void> decodeDone(QByteArrayView reply)
{
    return decode<void>(reply, [](const dom::object &object) -> Result<void> {
        if (!flagAt(object, "success"))
            return nonsense(tr("Neither success nor an error"));
        return {};
    });
}

} // namespace natsdeck::jetstream
