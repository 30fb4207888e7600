#pragma once

#include "models/nats/nkey.h"

#include <QByteArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace natsdeck::test {

// Seeds of any kind ('O' operator, 'A' account, 'U' user) from 32 bytes, as nkeys writes them.
inline QByteArray makeSeed(char kind, char fill)
{
    const uchar type = uchar(kind == 'O' ? 112 : kind == 'A' ? 0 : 160);
    QByteArray raw;
    raw.append(char(144 | (type >> 5))).append(char((type & 31) << 3)).append(QByteArray(32, fill));
    quint16 crc = 0;
    for (const char byte : std::as_const(raw)) {
        crc ^= quint16(quint16(uchar(byte)) << 8);
        for (int bit = 0; bit < 8; ++bit)
            crc = quint16(crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1);
    }
    raw.append(char(crc & 0xff)).append(char(crc >> 8));
    QByteArray text;
    for (qsizetype bit = 0; bit < raw.size() * 8; bit += 5) {
        int value = 0;
        for (qsizetype i = bit; i < bit + 5; ++i)
            value = value * 2 + (i < raw.size() * 8 ? (uchar(raw.at(i / 8)) >> (7 - i % 8)) & 1 : 0);
        text.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value]);
    }
    return text;
}

inline nats::Nkey keyOf(const QByteArray &seed) { return *nats::Nkey::fromSeed(Secret(seed)); }

inline QByteArray makeJwt(const QByteArray &issuerSeed, const QByteArray &subject, const QByteArray &name, const QByteArray &natsClaims,
                          qint64 expires = 0)
{
    const auto encoded = [](const QByteArray &bytes) {
        return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const QByteArray header = encoded(R"({"typ":"JWT","alg":"ed25519-nkey"})");
    QByteArray claims = R"({"jti":"X","iat":1700000000,"iss":")" + keyOf(issuerSeed).publicKey() + R"(","name":")" + name + R"(","sub":")" +
                        subject + R"(",)" + (expires > 0 ? "\"exp\":" + QByteArray::number(expires) + ',' : QByteArray()) + R"("nats":)" +
                        natsClaims + '}';
    const QByteArray body = header + '.' + encoded(claims);
    return body + '.' + encoded(*keyOf(issuerSeed).sign(body));
}

inline QByteArray accountClaims()
{
    return R"({"limits":{"subs":-1,"data":-1,"payload":-1,"imports":-1,"exports":-1,"wildcards":true,"conn":-1,"leaf":-1},"default_permissions":{"pub":{},"sub":{}},"type":"account","version":2})";
}
inline QByteArray userClaims() { return R"({"pub":{},"sub":{},"subs":-1,"data":-1,"payload":-1,"type":"user","version":2})"; }

inline QByteArray credsText(const QByteArray &jwt, const QByteArray &seed)
{
    return "-----BEGIN NATS USER JWT-----\n" + jwt +
           "\n------END NATS USER JWT------\n\n*** IMPORTANT ***\n\n-----BEGIN USER NKEY SEED-----\n" + seed +
           "\n------END USER NKEY SEED------\n";
}

// nats.conf of a server that trusts the operator and knows one account.
inline QByteArray operatorConfig(const QByteArray &operatorSeed, const QByteArray &accountSeed)
{
    const QByteArray account = keyOf(accountSeed).publicKey();
    const QByteArray operatorJwt = makeJwt(operatorSeed, keyOf(operatorSeed).publicKey(), "OP", R"({"type":"operator","version":2})");
    const QByteArray accountJwt = makeJwt(operatorSeed, account, "APP", accountClaims());
    return "server_name: test\nlisten: \"127.0.0.1:%PORT%\"\noperator: " + operatorJwt + "\nresolver: MEMORY\nresolver_preload: { " +
           account + ": " + accountJwt + " }\n";
}

} // namespace natsdeck::test
