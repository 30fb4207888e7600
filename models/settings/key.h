#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QJsonValue>
#include <QLatin1StringView>
#include <QStringList>

#include <optional>
#include <type_traits>

namespace natsdeck::settings {

// One line of the settings table: name in the file, value when missing or not acceptable, and what is acceptable.
template <typename T> struct Key
{
    QLatin1StringView name;
    T fallback;
    bool (*accepts)(const T &) = nullptr; // null: every value of the type
};

// Between the type of a key and JSON; nothing when the JSON is of another type.
template <typename T> [[nodiscard]] std::optional<T> fromJson(const QJsonValue &value)
{
    if constexpr (std::is_same_v<T, bool>) {
        return value.isBool() ? std::optional(value.toBool()) : std::nullopt;
    } else if constexpr (std::is_same_v<T, int>) {
        return value.isDouble() && value.toDouble() == value.toInt() ? std::optional(value.toInt()) : std::nullopt;
    } else if constexpr (std::is_same_v<T, QString>) {
        return value.isString() ? std::optional(value.toString()) : std::nullopt;
    } else if constexpr (std::is_same_v<T, QByteArray>) { // bytes as base64
        if (!value.isString())
            return std::nullopt;
        auto decoded = QByteArray::fromBase64Encoding(value.toString().toLatin1(), QByteArray::AbortOnBase64DecodingErrors);
        return decoded ? std::optional(std::move(decoded.decoded)) : std::nullopt;
    } else if constexpr (std::is_same_v<T, QStringList>) {
        if (!value.isArray())
            return std::nullopt;
        QStringList list;
        for (const QJsonValue item : value.toArray()) {
            if (!item.isString())
                return std::nullopt;
            list << item.toString();
        }
        return list;
    } else {
        static_assert(std::is_same_v<T, QJsonObject>, "no such settings type");
        return value.isObject() ? std::optional(value.toObject()) : std::nullopt;
    }
}

template <typename T> [[nodiscard]] QJsonValue toJson(const T &value)
{
    if constexpr (std::is_same_v<T, QByteArray>)
        return QString::fromLatin1(value.toBase64());
    else if constexpr (std::is_same_v<T, QStringList>)
        return QJsonArray::fromStringList(value);
    else
        return value;
}

} // namespace natsdeck::settings
