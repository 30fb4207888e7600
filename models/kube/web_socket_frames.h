#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <functional>
#include <optional>

namespace natsdeck::kube {

// What a WebSocket server sends, cut into messages (RFC 6455 §5): never masked, no extensions, bounded; fragments are put
// together. A stream that breaks a rule is broken for good.
class WebSocketFrames final
{
public:
    enum class Kind { Binary, Text, Ping, Pong, Close };

    struct Frame
    {
        Kind kind = Kind::Binary;
        QByteArrayView payload; // until next() or fill() is called
    };

    explicit WebSocketFrames(qsizetype maxMessage)
        : m_maxMessage(maxMessage)
    {}

    // Takes up to `size` bytes, which `read` puts where it is told and whose number it gives.
    void fill(qsizetype size, const std::function<qint64(char *, qint64)> &read);
    void add(QByteArrayView bytes);

    [[nodiscard]] std::optional<Frame> next(); // nothing: more bytes are needed, or it is broken
    [[nodiscard]] bool isBroken() const { return m_broken; }
    [[nodiscard]] bool isEmpty() const { return m_at == m_buffer.size(); }

private:
    [[nodiscard]] std::optional<Frame> takeFrame(quint8 opcode, bool final, QByteArrayView payload);
    void compact();

    qsizetype m_maxMessage;
    QByteArray m_buffer;
    qsizetype m_at = 0; // what stands before it has been given out
    QByteArray m_fragments;
    QByteArray m_whole; // the message that was put together last
    bool m_fragmented = false;
    bool m_fragmentsAreText = false;
    bool m_broken = false;
};

// A client's frame of `first` and `second`, masked with `key`.
[[nodiscard]] QByteArray webSocketFrame(quint8 opcode, QByteArrayView first, QByteArrayView second, quint32 key);

namespace opcode {
constexpr quint8 continuation = 0;
constexpr quint8 text = 1;
constexpr quint8 binary = 2;
constexpr quint8 close = 8;
constexpr quint8 ping = 9;
constexpr quint8 pong = 10;
} // namespace opcode

} // namespace natsdeck::kube
