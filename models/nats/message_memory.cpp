#include "models/nats/message.h"

#include <malloc.h>

namespace natsdeck::nats {

// The C client puts a message with its subject, headers and data into one block; malloc adds a word to it.
qint64 Message::memoryBytes() const
{
    if (m_taken)
        return static_cast<qint64>(malloc_usable_size(m_taken) + sizeof(void *));
    qint64 bytes = 64 + subject().size() + reply().size() + data().size();
    for (const Header &each : headers())
        bytes += 64 + each.name.size() + each.value.size();
    return bytes;
}

} // namespace natsdeck::nats
