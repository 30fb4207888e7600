#include "models/monitoring/json_walk.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/monitoring/go_time.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace natsdeck::monitoring {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("monitoring", text); }

Error tooLarge(qint64 bytes)
{
    return {ErrorKind::LimitExceeded,
            tr("The reply of the monitoring API is too large"),
            tr("%1; at most %2 are read").arg(shortBytes(double(bytes)), shortBytes(double(ReadingSource::replyLimit))),
            {},
            0,
            {}};
}

Error refused(simdjson::error_code error)
{
    if (error == simdjson::DEPTH_ERROR) {
        return {ErrorKind::LimitExceeded,
                tr("The reply of the monitoring API is nested too deeply"),
                tr("more than %1 levels").arg(depthLimit),
                {},
                0,
                {}};
    }
    return {ErrorKind::Protocol,
            tr("The reply is not what a monitoring API says"),
            QString::fromLatin1(simdjson::error_message(error)),
            tr("Check that the address is that of the monitoring port of nats-server (usually 8222)"),
            0,
            {}};
}

// Printable ASCII throughout; eight bytes at a time, because nearly every text of a reply is.
bool isPlain(std::string_view raw)
{
    constexpr quint64 each = 0x0101010101010101;
    const auto oddIn = [](quint64 word) {
        const quint64 deleted = word ^ (each * 0x7F);
        return (word | ((word - each * 0x20) & ~word) | ((deleted - each) & ~deleted)) & (each * 0x80);
    };
    quint64 odd = 0;
    for (; raw.size() >= sizeof(quint64); raw.remove_prefix(sizeof(quint64))) {
        quint64 word = 0;
        std::memcpy(&word, raw.data(), sizeof word);
        odd |= oddIn(word);
    }
    quint64 rest = each * 'a';
    std::memcpy(&rest, raw.data(), raw.size());
    return (odd | oddIn(rest)) == 0;
}

QString cleaned(std::string_view raw, qsizetype limit)
{
    if (qsizetype(raw.size()) <= limit && isPlain(raw))
        return QString::fromLatin1(raw.data(), qsizetype(raw.size()));
    return text::clean(QByteArray(raw.data(), qsizetype(raw.size())), limit);
}

} // namespace

void JsonWalk::take(JsonValue value, bool &target) const
{
    bool taken = false;
    if (value.get_bool().get(taken) == simdjson::SUCCESS)
        target = taken;
}

void JsonWalk::take(JsonValue value, double &target) const
{
    double taken = 0;
    if (value.get_double().get(taken) == simdjson::SUCCESS)
        target = taken;
}

void JsonWalk::take(JsonValue value, qint64 &target) const
{
    std::int64_t taken = 0;
    if (value.get_int64().get(taken) == simdjson::SUCCESS)
        target = taken;
}

void JsonWalk::take(JsonValue value, quint64 &target) const
{
    std::uint64_t taken = 0;
    if (value.get_uint64().get(taken) == simdjson::SUCCESS)
        target = taken;
}

void JsonWalk::take(JsonValue value, int &target) const
{
    qint64 taken = target;
    take(value, taken);
    target = int(std::clamp<qint64>(taken, std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

void JsonWalk::takeTime(JsonValue value, qint64 &target) const
{
    std::string_view raw;
    if (value.get_string().get(raw) == simdjson::SUCCESS)
        target = parseGoTime(raw).value_or(0);
}

void JsonWalk::takeDuration(JsonValue value, qint64 &target) const
{
    std::string_view raw;
    if (value.get_string().get(raw) == simdjson::SUCCESS)
        target = parseGoDuration(raw).value_or(0);
}

void JsonWalk::takeText(JsonValue value, QString &target, qsizetype limit) const
{
    std::string_view raw;
    if (value.get_string().get(raw) == simdjson::SUCCESS)
        target = cleaned(raw, limit);
}

void JsonWalk::takeSharedText(JsonValue value, QString &target, const QString &previous) const
{
    std::string_view raw;
    if (value.get_string().get(raw) != simdjson::SUCCESS)
        return;
    // Cleaning what is clean changes nothing, so equal to a cleaned text means the same text.
    const QLatin1StringView text(raw.data(), qsizetype(raw.size()));
    if (text.size() == previous.size() && text == previous && isPlain(raw))
        target = previous;
    else
        target = cleaned(raw, 1024);
}

Result<JsonValue> JsonWalk::parse(const QByteArray &reply)
{
    if (reply.size() > ReadingSource::replyLimit)
        return Failure(tooLarge(reply.size()));
    // Kept between replies of usual size: the buffers are several times the reply, and fresh pages cost more than parsing.
    struct Buffers
    {
        simdjson::dom::parser parser;
        std::vector<char> padded;
    };
    constexpr std::size_t keptSize = 8 * 1024 * 1024;
    thread_local Buffers kept;
    const std::size_t size = std::size_t(reply.size());
    if (size > keptSize)
        m_big = std::make_unique<simdjson::dom::parser>();
    simdjson::dom::parser &parser = m_big ? *m_big : kept.parser;
    constexpr std::size_t refusedDepth = depthLimit + 1;
    if (parser.capacity() < size || parser.max_depth() != refusedDepth) {
        if (const auto error = parser.allocate(std::max<std::size_t>(size, 4096), refusedDepth); error != simdjson::SUCCESS)
            return Failure(refused(error));
    }
    const char *bytes = reply.constData();
    // The parser reads a little beyond the end. A reply that was received into spare room is not copied.
    const bool isPadded = std::size_t(reply.capacity()) >= size + simdjson::SIMDJSON_PADDING;
    if (!m_big && !isPadded) {
        kept.padded.resize(std::max(kept.padded.size(), size + simdjson::SIMDJSON_PADDING));
        std::copy_n(bytes, size, kept.padded.data());
        bytes = kept.padded.data();
    }
    JsonValue root;
    if (const auto error = parser.parse(bytes, size, m_big && !isPadded).get(root); error != simdjson::SUCCESS)
        return Failure(refused(error));
    if (!root.is_object())
        return Failure(refused(simdjson::INCORRECT_TYPE));
    return root;
}

} // namespace natsdeck::monitoring
