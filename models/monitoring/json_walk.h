#pragma once

#include "models/base/result.h"
#include "models/monitoring/decode.h"
#include "models/monitoring/reading_source.h"

#include <simdjson.h>

#include <array>
#include <cstring>
#include <memory>
#include <string_view>

// Private to the decoders: one walk over a reply. simdjson's DOM front end, because it chooses the processor's instructions
// at run time (On-Demand would be the scalar fall-back in a portable build) and holds the depth budget by itself.
namespace natsdeck::monitoring {

using JsonValue = simdjson::dom::element;

// Names are short: two words each instead of a call of memcmp, which a list of 10,000 connections makes 200,000 times.
inline bool isSameName(std::string_view a, std::string_view b)
{
    const auto ends = [](std::string_view text, auto word) {
        auto last = word;
        std::memcpy(&word, text.data(), sizeof word);
        std::memcpy(&last, text.data() + text.size() - sizeof last, sizeof last);
        return std::pair(word, last);
    };
    if (a.size() != b.size())
        return false;
    if (a.size() > 16 || a.size() < 4)
        return a == b;
    return a.size() >= 8 ? ends(a, quint64()) == ends(b, quint64()) : ends(a, quint32()) == ends(b, quint32());
}

// Finds the number of a field by name. Servers write fields in a fixed order, so the search begins behind the last one.
template <std::size_t N> class FieldTable
{
public:
    constexpr explicit FieldTable(std::array<std::string_view, N> names)
        : m_names(names)
    {}

    [[nodiscard]] std::size_t find(std::string_view name, std::size_t &hint) const // N: unknown
    {
        for (std::size_t i = 0; i < N; ++i) {
            const std::size_t candidate = hint + i < N ? hint + i : hint + i - N;
            if (isSameName(m_names[candidate], name)) {
                hint = candidate + 1 < N ? candidate + 1 : 0;
                return candidate;
            }
        }
        return N;
    }

private:
    std::array<std::string_view, N> m_names;
};

// What is of another type than asked for counts as missing: objects and arrays are empty, targets keep their value.
class JsonWalk
{
public:
    template <typename Field> void object(JsonValue value, Field field) const
    {
        simdjson::dom::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS)
            return;
        for (const auto entry : object)
            field(entry.key, entry.value);
    }

    template <typename Element> void array(JsonValue value, Element element) const
    {
        simdjson::dom::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS)
            return;
        for (const JsonValue entry : array)
            element(entry);
    }

    void take(JsonValue value, bool &target) const;
    void take(JsonValue value, double &target) const;
    void take(JsonValue value, int &target) const;
    void take(JsonValue value, qint64 &target) const; // 2^64-1, Go's "nothing reserved", does not fit and counts as missing
    void take(JsonValue value, quint64 &target) const;
    void takeTime(JsonValue value, qint64 &target) const;
    void takeDuration(JsonValue value, qint64 &target) const;
    void takeText(JsonValue value, QString &target, qsizetype limit = 1024) const; // cleaned
    // For texts that are often those of the element before: shared with `previous` (cleaned) then, instead of copied.
    void takeSharedText(JsonValue value, QString &target, const QString &previous) const;

    // The object that `reply` is; valid until the next reply is parsed on this thread.
    Result<JsonValue> parse(const QByteArray &reply);

private:
    std::unique_ptr<simdjson::dom::parser> m_big; // for replies whose buffers are not worth keeping
};

} // namespace natsdeck::monitoring
