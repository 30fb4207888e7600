#pragma once

#include "models/guard/consent.h"
#include "models/settings/json_store.h"

namespace natsdeck::settings {

// Consents by fingerprint; the request itself stands beside it, so that the settings page can show and revoke it.
class FileConsentStore final : public guard::ConsentStore
{
public:
    explicit FileConsentStore(const QString &path = {})
        : m_store(path)
    {}

    bool isGranted(const guard::ConsentRequest &request) const override;
    void grant(const guard::ConsentRequest &request) override;
    void revoke(const guard::ConsentRequest &request) override;

    [[nodiscard]] QList<guard::ConsentRequest> granted() const;
    [[nodiscard]] JsonStore &store() { return m_store; }
    [[nodiscard]] const JsonStore &store() const { return m_store; }

private:
    JsonStore m_store;
};

} // namespace natsdeck::settings
