#include "models/kube/web_socket_frames.h"

#include <QtEndian>

#include <algorithm>
#include <cstring>

namespace natsdeck::kube {

namespace {

constexpr qsizetype compactFrom = 64 * 1024; // bytes given out before the rest is moved to the front

void mask(char *out, QByteArrayView in, quint32 key, qsizetype offset)
{
    char bytes[4];
    std::memcpy(bytes, &key, 4);
    // Up to a multiple of four, so that whole words can follow.
    qsizetype i = 0;
    for (; i < in.size() && (offset + i) % 4 != 0; ++i)
        out[i] = char(in[i] ^ bytes[(offset + i) % 4]);
    const quint64 wide = (quint64(key) << 32) | key;
    for (; i + 8 <= in.size(); i += 8) {
        quint64 word = 0;
        std::memcpy(&word, in.data() + i, 8);
        word ^= wide;
        std::memcpy(out + i, &word, 8);
    }
    for (; i < in.size(); ++i)
        out[i] = char(in[i] ^ bytes[(offset + i) % 4]);
}

} // namespace

void WebSocketFrames::compact()
{
    if (m_at == m_buffer.size())
        m_buffer.resize(0); // keeps its room
    else if (m_at >= compactFrom)
        m_buffer.remove(0, m_at);
    else
        return;
    m_at = 0;
}

void WebSocketFrames::fill(qsizetype size, const std::function<qint64(char *, qint64)> &read)
{
    compact();
    const qsizetype before = m_buffer.size();
    m_buffer.resize(before + std::max<qsizetype>(0, size));
    m_buffer.resize(before + std::max<qsizetype>(0, read(m_buffer.data() + before, size)));
}

void WebSocketFrames::add(QByteArrayView bytes)
{
    compact();
    m_buffer.append(bytes.data(), bytes.size());
}

std::optional<WebSocketFrames::Frame> WebSocketFrames::next()
{
    while (!m_broken && m_buffer.size() - m_at >= 2) {
        const auto *bytes = reinterpret_cast<const uchar *>(m_buffer.constData()) + m_at;
        const qsizetype available = m_buffer.size() - m_at;
        quint64 length = bytes[1] & 0x7f;
        const qsizetype header = length == 126 ? 4 : length == 127 ? 10 : 2;
        if (available < header)
            break;
        if (header == 4)
            length = qFromBigEndian<quint16>(bytes + 2);
        else if (header == 10)
            length = qFromBigEndian<quint64>(bytes + 2);
        if ((bytes[1] & 0x80) || (bytes[0] & 0x70) || length > quint64(m_maxMessage)) {
            m_broken = true;
            break;
        }
        if (available - header < qsizetype(length))
            break;
        const quint8 first = bytes[0];
        const QByteArrayView payload = QByteArrayView(m_buffer).sliced(m_at + header, qsizetype(length));
        m_at += header + qsizetype(length);
        if (const auto frame = takeFrame(first & 0x0f, first & 0x80, payload))
            return frame;
    }
    return std::nullopt;
}

// Nothing for a fragment that is not the last.
std::optional<WebSocketFrames::Frame> WebSocketFrames::takeFrame(quint8 opcode, bool final, QByteArrayView payload)
{
    switch (opcode) {
    case opcode::ping:
    case opcode::pong:
    case opcode::close:
        if (!final || payload.size() > 125) {
            m_broken = true;
            return std::nullopt;
        }
        return Frame{opcode == opcode::ping ? Kind::Ping : opcode == opcode::pong ? Kind::Pong : Kind::Close, payload};
    case opcode::continuation:
    case opcode::text:
    case opcode::binary:
        break;
    default:
        m_broken = true;
        return std::nullopt;
    }
    if ((opcode == opcode::continuation) != m_fragmented || m_fragments.size() + payload.size() > m_maxMessage) {
        m_broken = true;
        return std::nullopt;
    }
    if (final && !m_fragmented)
        return Frame{opcode == opcode::text ? Kind::Text : Kind::Binary, payload};
    if (opcode != opcode::continuation)
        m_fragmentsAreText = opcode == opcode::text;
    m_fragments.append(payload.data(), payload.size());
    m_fragmented = !final;
    if (!final)
        return std::nullopt;
    m_whole = std::exchange(m_fragments, {});
    return Frame{m_fragmentsAreText ? Kind::Text : Kind::Binary, m_whole};
}

QByteArray webSocketFrame(quint8 opcode, QByteArrayView first, QByteArrayView second, quint32 key)
{
    const qsizetype length = first.size() + second.size();
    QByteArray frame;
    frame.reserve(length + 14);
    frame += char(0x80 | opcode);
    if (length < 126) {
        frame += char(0x80 | length);
    } else if (length < 65536) {
        frame += char(0x80 | 126);
        frame += char(length >> 8);
        frame += char(length & 0xff);
    } else {
        frame += char(0x80 | 127);
        const quint64 wide = qToBigEndian(quint64(length));
        frame.append(reinterpret_cast<const char *>(&wide), 8);
    }
    frame.append(reinterpret_cast<const char *>(&key), 4);
    const qsizetype start = frame.size();
    frame.resize(start + length);
    mask(frame.data() + start, first, key, 0);
    mask(frame.data() + start + first.size(), second, key, first.size());
    return frame;
}

} // namespace natsdeck::kube
