#pragma once

#include "models/guard/consent.h"

#include <QSet>

#include <mutex>

namespace natsdeck::test {

class MemoryConsents final : public guard::ConsentStore
{
public:
    explicit MemoryConsents(bool everything = false)
        : m_everything(everything)
    {}

    bool isGranted(const guard::ConsentRequest &request) const override
    {
        const std::scoped_lock lock(m_mutex);
        return m_everything || m_granted.contains(request.fingerprint());
    }
    void grant(const guard::ConsentRequest &request) override
    {
        const std::scoped_lock lock(m_mutex);
        m_granted.insert(request.fingerprint());
    }
    void revoke(const guard::ConsentRequest &request) override
    {
        const std::scoped_lock lock(m_mutex);
        m_granted.remove(request.fingerprint());
    }

private:
    mutable std::mutex m_mutex;
    QSet<QByteArray> m_granted;
    bool m_everything;
};

} // namespace natsdeck::test
