#pragma once

#include "models/settings/json_store.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace natsdeck::settings {

// A system that someone added by its address. Its login is in the LoginBook.
struct SavedLink
{
    QString id; // uuid without braces
    QString name;
    QStringList urls; // without userinfo
    QString caFile;
    QString monitoringUrl; // "http://127.0.0.1:8222", empty = none

    friend bool operator==(const SavedLink &, const SavedLink &) = default;
};

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
    [[nodiscard]] const JsonStore &store() const { return m_store; }

signals:
    void changed();

private:
    JsonStore m_store;
};

} // namespace natsdeck::settings
