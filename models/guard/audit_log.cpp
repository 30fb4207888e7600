#include "models/guard/audit_log.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/logging.h"
#include "models/base/text.h"

#include <array>

using namespace Qt::StringLiterals;

namespace natsdeck::guard {

namespace {

QString impactName(Impact impact)
{
    static constexpr std::array names{"undoable", "configuration", "data-loss"};
    return QString::fromLatin1(names.at(static_cast<std::size_t>(impact)));
}

} // namespace

AuditLog::AuditLog(QString path, const Clock &clock)
    : m_path(std::move(path))
    , m_clock(clock)
{}

AuditLog::~AuditLog() = default;

Result<void> AuditLog::append(const QString &event, const QString &permitId, const QString &systemId, const Intent &intent,
                              const QString &error)
{
    const std::scoped_lock lock(m_mutex);
    if (!m_file) {
        Result<std::unique_ptr<files::AppendLog>> file = files::AppendLog::open(m_path);
        if (!file)
            return failure(file.error());
        m_file = std::move(*file);
    }
    QJsonObject line{{u"time"_s, m_clock.wall().toString(Qt::ISODateWithMs)},
                     {u"event"_s, event},
                     {u"permit"_s, permitId},
                     {u"system"_s, systemId},
                     {u"verb"_s, intent.verb},
                     {u"object"_s, text::clean(logging::redacted(intent.object))},
                     {u"summary"_s, text::clean(logging::redacted(intent.summary))},
                     {u"impact"_s, impactName(intent.impact)}};
    if (!intent.detail.isEmpty())
        line.insert(u"detail"_s, intent.detail);
    if (!error.isEmpty())
        line.insert(u"error"_s, text::clean(logging::redacted(error)));
    return m_file->append(json::compact(line));
}

} // namespace natsdeck::guard
