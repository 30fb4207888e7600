#pragma once

#include "models/base/clock.h"
#include "models/base/result.h"
#include "models/guard/intent.h"

#include <QJsonObject>
#include <QString>

#include <memory>
#include <mutex>

namespace natsdeck::files {
class AppendLog;
}

namespace natsdeck::guard {

// Append-only JSON lines, synced before anything goes out: {"time","permit","system","event":"authorised"|"refused"|
// "done"|"failed","verb","object","summary","impact","detail","error"}. Redacted at this sink. Several programs may append.
class AuditLog
{
public:
    AuditLog(QString path, const Clock &clock);
    ~AuditLog();

    Result<void> append(const QString &event, const QString &permitId, const QString &systemId, const Intent &intent,
                        const QString &error = {});

    [[nodiscard]] const QString &path() const { return m_path; }

private:
    QString m_path;
    const Clock &m_clock;
    std::mutex m_mutex;
    std::unique_ptr<files::AppendLog> m_file;
};

} // namespace natsdeck::guard
