#pragma once

#include "models/settings/json_store.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace natsdeck::settings {

enum class LoginKind { None, Token, UserPassword, NkeySeed, CredsFile };

// A system that someone added by its address. Holds no secret: those are in the SecretStore under `secretKey(id)`, files
// are referenced where they lie.
struct SavedLink
{
    QString id; // uuid without braces
    QString name;
    QStringList urls; // without userinfo
    LoginKind login = LoginKind::None;
    QString user;
    QString file; // creds or seed file
    QString caFile;
    QString monitoringUrl; // "http://127.0.0.1:8222", empty = none

    friend bool operator==(const SavedLink &, const SavedLink &) = default;
};

[[nodiscard]] QString secretKey(const QString &linkId);

class SavedLinks final : public QObject
{
    Q_OBJECT

public:
    explicit SavedLinks(const QString &path = {}, QObject *parent = nullptr);

    [[nodiscard]] QList<SavedLink> all() const; // by name; entries that make no sense are left out and stay in the file
    [[nodiscard]] std::optional<SavedLink> find(const QString &id) const;
    void save(const SavedLink &link);
    void remove(const QString &id);

    [[nodiscard]] JsonStore &store() { return m_store; }

signals:
    void changed();

private:
    JsonStore m_store;
};

} // namespace natsdeck::settings
