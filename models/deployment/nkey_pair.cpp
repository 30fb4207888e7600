#include "models/deployment/nkey_pair.h"

#include "models/deployment/texts.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <cstring>
#include <memory>
#include <optional>

namespace natsdeck::deployment {

namespace {

constexpr quint8 userPrefix = 20 << 3; // 'U'
constexpr quint8 seedPrefix = 18 << 3; // 'S'
constexpr qsizetype keyBytes = 32;
constexpr const char *alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

quint16 crc16(const QByteArray &bytes) // CCITT, as nkeys/crc16.go
{
    quint16 crc = 0;
    for (const char byte : bytes) {
        crc = quint16(crc ^ quint16(quint8(byte) << 8));
        for (int bit = 0; bit < 8; ++bit)
            crc = quint16((crc & 0x8000) ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

QByteArray base32(const QByteArray &bytes)
{
    QByteArray text;
    quint32 buffer = 0;
    int bits = 0;
    for (const char byte : bytes) {
        buffer = (buffer << 8) | quint8(byte);
        for (bits += 8; bits >= 5; bits -= 5)
            text += alphabet[(buffer >> (bits - 5)) & 31];
    }
    if (bits > 0)
        text += alphabet[(buffer << (5 - bits)) & 31];
    return text;
}

std::optional<QByteArray> fromBase32(const QByteArray &text)
{
    QByteArray bytes;
    quint32 buffer = 0;
    int bits = 0;
    for (const char letter : text) {
        const char *found = letter == 0 ? nullptr : std::strchr(alphabet, letter);
        if (!found)
            return std::nullopt;
        buffer = (buffer << 5) | quint32(found - alphabet);
        bits += 5;
        if (bits >= 8) {
            bytes += char((buffer >> (bits - 8)) & 255);
            bits -= 8;
        }
    }
    return bytes;
}

QByteArray encoded(QByteArray bytes)
{
    const quint16 crc = crc16(bytes);
    bytes += char(crc & 255);
    bytes += char(crc >> 8);
    return base32(bytes);
}

Result<NkeyPair> pairOf(const QByteArray &raw)
{
    const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
        EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char *>(raw.constData()), keyBytes),
        &EVP_PKEY_free);
    std::array<unsigned char, keyBytes> publicKey{};
    std::size_t length = publicKey.size();
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), publicKey.data(), &length) != 1 || length != publicKey.size())
        return failure(ErrorKind::Internal, Texts::tr("The key could not be made"));
    QByteArray seed;
    seed += char(seedPrefix | (userPrefix >> 5));
    seed += char((userPrefix & 31) << 3);
    seed += raw;
    QByteArray open(1, char(userPrefix));
    open.append(reinterpret_cast<const char *>(publicKey.data()), keyBytes);
    return NkeyPair{Secret(encoded(seed)), encoded(open)};
}

} // namespace

Result<NkeyPair> makeUserNkey()
{
    QByteArray raw(keyBytes, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char *>(raw.data()), int(raw.size())) != 1)
        return failure(ErrorKind::Internal, Texts::tr("The system gave no random numbers"));
    return pairOf(raw);
}

Result<NkeyPair> nkeyOfSeed(const Secret &seed)
{
    const auto refuse = [] {
        return failure(ErrorKind::Invalid, Texts::tr("This is not the seed of a user"), {}, Texts::tr("A seed of a user starts with SU"));
    };
    const std::optional<QByteArray> bytes = fromBase32(seed.reveal().trimmed());
    if (!bytes || bytes->size() != keyBytes + 4)
        return refuse();
    const quint16 crc = crc16(bytes->left(keyBytes + 2));
    const bool isUser = quint8(bytes->at(0)) == (seedPrefix | (userPrefix >> 5)) && quint8(bytes->at(1)) == ((userPrefix & 31) << 3);
    if (!isUser || quint8(bytes->at(keyBytes + 2)) != (crc & 255) || quint8(bytes->at(keyBytes + 3)) != (crc >> 8))
        return refuse();
    return pairOf(bytes->mid(2, keyBytes));
}

} // namespace natsdeck::deployment
