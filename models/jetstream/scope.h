#pragma once

#include <QByteArray>
#include <QMetaType>
#include <QString>

namespace natsdeck::jetstream {

// Whose JetStream: part of every series key and of every repository.
struct Scope
{
    QString account;   // for people and keys; not sent
    QString domain;    // API below $JS.<domain>.API
    QString apiPrefix; // an imported API: wins over the domain

    [[nodiscard]] QByteArray prefix() const; // "$JS.API", without a dot at the end
    friend bool operator==(const Scope &, const Scope &) = default;
};

} // namespace natsdeck::jetstream

Q_DECLARE_METATYPE(natsdeck::jetstream::Scope)
