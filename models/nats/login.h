#pragma once

#include "models/base/secret.h"

#include <QMetaType>
#include <QString>

namespace natsdeck::nats {

// How to log in. Files are read anew at each connect, so that rotated ones work without a restart.
struct Login
{
    enum class Kind { None, Token, UserPassword, NkeySeed, NkeySeedFile, CredsFile, Creds, JwtFiles };

    Kind kind = Kind::None;
    QString user;          // UserPassword
    Secret secret;         // Token, the password, the seed "SU…" (NkeySeed), the content of a creds file (Creds)
    QString file;          // NkeySeedFile, CredsFile, the user JWT of JwtFiles
    QString seedFile = {}; // JwtFiles

    static Login none() { return {}; }
    static Login token(Secret value) { return {Kind::Token, {}, std::move(value), {}}; }
    static Login userPassword(QString user, Secret password) { return {Kind::UserPassword, std::move(user), std::move(password), {}}; }
    static Login nkeySeed(Secret seed) { return {Kind::NkeySeed, {}, std::move(seed), {}}; }
    static Login nkeySeedFile(QString path) { return {Kind::NkeySeedFile, {}, {}, std::move(path)}; }
    static Login credsFile(QString path) { return {Kind::CredsFile, {}, {}, std::move(path)}; }
    static Login creds(Secret content) { return {Kind::Creds, {}, std::move(content), {}}; }
    static Login jwtFiles(QString jwt, QString seed) { return {Kind::JwtFiles, {}, {}, std::move(jwt), std::move(seed)}; }

    friend bool operator==(const Login &, const Login &) = default;
};

} // namespace natsdeck::nats

Q_DECLARE_METATYPE(natsdeck::nats::Login)
