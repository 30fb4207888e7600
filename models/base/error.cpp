#include "models/base/error.h"

#include <QStringList>

#include <array>

namespace natsdeck {

QString errorKindName(ErrorKind kind)
{
    static constexpr std::array names{"Cancelled", "Timeout",  "Unreachable",   "Tls",     "Unauthenticated",
                                      "Forbidden", "NotFound", "Conflict",      "Invalid", "Unsupported",
                                      "Rejected",  "Protocol", "LimitExceeded", "Io",      "Internal"};
    return QString::fromLatin1(names.at(static_cast<std::size_t>(kind)));
}

QString toText(const Error &error)
{
    QStringList parts{error.summary};
    if (!error.detail.isEmpty())
        parts << error.detail;
    QString text = parts.join(QStringLiteral(": "));
    if (error.code != 0)
        text += QStringLiteral(" (%1)").arg(error.code);
    if (!error.remedy.isEmpty())
        text += QStringLiteral(". ") + error.remedy;
    return text;
}

} // namespace natsdeck
