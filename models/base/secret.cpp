#include "models/base/secret.h"

#include <QRandomGenerator>

#include <cstring>

namespace natsdeck {

Secret &Secret::operator=(const Secret &other)
{
    if (this != &other) {
        wipe();
        m_value = other.m_value;
    }
    return *this;
}

Secret &Secret::operator=(Secret &&other) noexcept
{
    if (this != &other) {
        wipe();
        m_value = std::move(other.m_value);
        other.m_value.clear();
    }
    return *this;
}

void Secret::wipe()
{
    if (m_value.isDetached() && !m_value.isEmpty())
        explicit_bzero(m_value.data(), static_cast<std::size_t>(m_value.size()));
    m_value.clear();
}

QDebug operator<<(QDebug debug, const Secret &secret) { return debug << (secret.isEmpty() ? "(no secret)" : "••••••••"); }

Secret randomSecret(qsizetype bytes)
{
    QByteArray raw(bytes, Qt::Uninitialized);
    for (char &byte : raw)
        byte = static_cast<char>(QRandomGenerator::system()->generate());
    return Secret(raw.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
}

} // namespace natsdeck
