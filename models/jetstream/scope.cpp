#include "models/jetstream/scope.h"

namespace natsdeck::jetstream {

QByteArray Scope::prefix() const
{
    if (!apiPrefix.isEmpty()) {
        QByteArray prefix = apiPrefix.toUtf8();
        while (prefix.endsWith('.'))
            prefix.chop(1);
        return prefix;
    }
    return domain.isEmpty() ? QByteArray("$JS.API") : "$JS." + domain.toUtf8() + ".API";
}

} // namespace natsdeck::jetstream
