#pragma once

#include <QByteArray>
#include <QDebug>
#include <QString>

namespace natsdeck {

// A password, token, seed or key. Never converts to text by itself, prints as dots, is wiped when the last copy goes.
class Secret
{
public:
    Secret() = default;
    explicit Secret(QByteArray value)
        : m_value(std::move(value))
    {}
    Secret(const Secret &) = default;
    Secret(Secret &&) noexcept = default;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret() { wipe(); }

    [[nodiscard]] bool isEmpty() const { return m_value.isEmpty(); }
    [[nodiscard]] const QByteArray &reveal() const { return m_value; } // every use of this is a place to look at

    friend bool operator==(const Secret &, const Secret &) = default;

private:
    void wipe();

    QByteArray m_value;
};

QDebug operator<<(QDebug debug, const Secret &secret);

// `bytes` random bytes from the system, as URL-safe text without padding.
Secret randomSecret(qsizetype bytes = 24);

} // namespace natsdeck
