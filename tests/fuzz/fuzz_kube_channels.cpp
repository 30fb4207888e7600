#include "models/kube/web_socket_frames.h"

#include <QByteArrayList>

#include <cstdlib>

using namespace natsdeck::kube;

// Any bytes as what the server sends over a WebSocket: the same messages however they arrive, none larger than allowed; and
// what we write, unmasked again, is what was to be written.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    if (size < 6)
        return 0;
    constexpr qsizetype most = 2048;
    const qsizetype step = 1 + data[0] % 64;
    const QByteArray input(reinterpret_cast<const char *>(data) + 1, qsizetype(size) - 1);
    const auto read = [&](qsizetype bytes) {
        QByteArrayList messages;
        WebSocketFrames frames(most);
        for (qsizetype at = 0; at < input.size(); at += bytes) {
            frames.add(QByteArrayView(input).sliced(at, std::min(bytes, input.size() - at)));
            while (const auto frame = frames.next()) {
                if (frame->payload.size() > most)
                    std::abort();
                messages << QByteArray::number(int(frame->kind)) + ':' + frame->payload.toByteArray();
            }
        }
        messages << (frames.isBroken() ? "broken" : "");
        return messages;
    };
    if (read(step) != read(input.size()))
        std::abort();
    const QByteArray sent = webSocketFrame(opcode::binary, QByteArrayView(input).first(1), QByteArrayView(input).sliced(1), 0x04030201);
    const qsizetype start = sent.size() - input.size();
    for (qsizetype i = 0; i < input.size(); ++i) {
        if (char(sent[start + i] ^ sent[start - 4 + i % 4]) != input[i])
            std::abort();
    }
    return 0;
}
