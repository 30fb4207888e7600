#include "models/nats/nkey.h"

#include <QCoreApplication>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <memory>
#include <optional>

namespace natsdeck::nats {

namespace {

constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr qsizetype seedText = 58;
constexpr qsizetype keyBytes = 32;

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

quint16 crc16(QByteArrayView bytes) // XMODEM
{
    quint16 crc = 0;
    for (const char byte : bytes) {
        crc ^= quint16(quint16(uchar(byte)) << 8);
        for (int bit = 0; bit < 8; ++bit)
            crc = quint16(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    return crc;
}

QByteArray encode(QByteArray raw)
{
    const quint16 crc = crc16(raw);
    raw.append(char(crc & 0xff)).append(char(crc >> 8));
    QByteArray text;
    quint32 buffer = 0;
    int bits = 0;
    for (const char byte : std::as_const(raw)) {
        buffer = (buffer << 8) | uchar(byte);
        for (bits += 8; bits >= 5; bits -= 5)
            text.append(alphabet[(buffer >> (bits - 5)) & 31]);
    }
    if (bits > 0)
        text.append(alphabet[(buffer << (5 - bits)) & 31]);
    return text;
}

// The bytes without the checksum, or nothing.
std::optional<QByteArray> decode(QByteArrayView text)
{
    QByteArray raw;
    raw.reserve(text.size());
    quint32 buffer = 0;
    int bits = 0;
    for (const char c : text) {
        const int value = c >= 'A' && c <= 'Z' ? c - 'A' : c >= '2' && c <= '7' ? c - '2' + 26 : -1;
        if (value < 0)
            return {};
        buffer = (buffer << 5) | quint32(value);
        bits += 5;
        if (bits >= 8) {
            bits -= 8;
            raw.append(char((buffer >> bits) & 0xff));
        }
    }
    if (raw.size() < 4)
        return {};
    const quint16 sum = quint16(uchar(raw.at(raw.size() - 2)) | (uchar(raw.at(raw.size() - 1)) << 8));
    raw.chop(2);
    if (crc16(raw) != sum) {
        OPENSSL_cleanse(raw.data(), size_t(raw.size()));
        return {};
    }
    return raw;
}

struct KeyDeleter
{
    void operator()(EVP_PKEY *key) const { EVP_PKEY_free(key); }
};
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;

Key privateKey(const Secret &raw)
{
    return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const uchar *>(raw.reveal().constData()),
                                            size_t(raw.reveal().size())));
}

} // namespace

Result<Nkey> Nkey::fromSeed(const Secret &seed)
{
    const QByteArrayView text = QByteArrayView(seed.reveal()).trimmed();
    std::optional<QByteArray> raw = text.size() == seedText ? decode(text) : std::nullopt;
    if (!raw || raw->size() != keyBytes + 2 || (uchar(raw->at(0)) & 0xf8) != 144) {
        if (raw)
            OPENSSL_cleanse(raw->data(), size_t(raw->size()));
        return failure(ErrorKind::Invalid, tr("The nkey seed is damaged"), tr("A seed has 58 characters and starts with SU"),
                       tr("Copy it again from where it was made"));
    }
    const uchar type = uchar(((uchar(raw->at(0)) & 7) << 5) | (uchar(raw->at(1)) >> 3));
    const Secret bytes(raw->mid(2));
    OPENSSL_cleanse(raw->data(), size_t(raw->size()));
    const Key key = privateKey(bytes);
    uchar publicBytes[keyBytes];
    size_t length = sizeof publicBytes;
    if (!key || EVP_PKEY_get_raw_public_key(key.get(), publicBytes, &length) != 1 || length != keyBytes)
        return failure(ErrorKind::Internal, tr("The nkey seed cannot be used"));
    return Nkey(bytes, encode(char(type) + QByteArray(reinterpret_cast<const char *>(publicBytes), keyBytes)));
}

Result<QByteArray> Nkey::sign(QByteArrayView nonce) const
{
    const Key key = privateKey(m_raw);
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX *)> context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    QByteArray signature(64, Qt::Uninitialized);
    size_t length = size_t(signature.size());
    if (!key || EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) != 1 ||
        EVP_DigestSign(context.get(), reinterpret_cast<uchar *>(signature.data()), &length, reinterpret_cast<const uchar *>(nonce.data()),
                       size_t(nonce.size())) != 1)
        return failure(ErrorKind::Internal, tr("Signing with the nkey failed"));
    return signature;
}

bool isPublicKey(QByteArrayView text, char type)
{
    const std::optional<QByteArray> raw = text.size() == 56 && text.front() == type ? decode(text) : std::nullopt;
    return raw && raw->size() == keyBytes + 1;
}

} // namespace natsdeck::nats
