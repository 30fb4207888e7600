#include "models/explorer/explorer_input.h"

#include "models/base/units.h"
#include "models/explorer/message_row.h"
#include "models/nats/subjects.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

constexpr int subjectLimit = 32;

QString say(const char *text) { return QCoreApplication::translate("explorer", text); }

std::optional<qint64> ago(const QString &text, qint64 nowNs)
{
    static const QRegularExpression pattern(u"^(\\d{1,9})\\s*(s|sec|min|m|h|d)(\\s+ago)?$"_s, QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const QString unit = match.captured(2).toLower();
    const qint64 seconds = unit == u"d" ? 86'400 : unit == u"h" ? 3'600 : unit.startsWith(u'm') ? 60 : 1;
    return nowNs - match.captured(1).toLongLong() * seconds * 1'000'000'000;
}

std::optional<qint64> moment(QString text, qint64 nowNs, bool utc)
{
    const Qt::TimeSpec spec = utc ? Qt::UTC : Qt::LocalTime;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(nowNs / 1'000'000).toTimeSpec(spec);
    if (text.contains(u':') && !text.contains(u'-'))
        text.prepend(now.toString(u"yyyy-MM-dd "_s));
    text.replace(u' ', u'T');
    const bool zulu = text.endsWith(u'Z', Qt::CaseInsensitive);
    if (zulu)
        text.chop(1);
    for (const QString &format : {u"yyyy-MM-ddTHH:mm:ss.z"_s, u"yyyy-MM-ddTHH:mm:ss"_s, u"yyyy-MM-ddTHH:mm"_s, u"yyyy-MM-dd"_s}) {
        QDateTime time = QDateTime::fromString(text, format);
        if (!time.isValid())
            continue;
        time.setTimeSpec(zulu ? Qt::UTC : spec);
        return time.toMSecsSinceEpoch() * 1'000'000;
    }
    return std::nullopt;
}

} // namespace

SubjectInput parseSubjects(const QString &text)
{
    SubjectInput input;
    static const QRegularExpression separator(u"(\\s|(?<!\\\\),)+"_s); // a comma behind a backslash belongs to the subject
    for (const QString &part : text.split(separator, Qt::SkipEmptyParts)) {
        const QByteArray subject = QString(part).replace(u"\\,"_s, u","_s).toUtf8();
        if (const auto problem = nats::subjects::check(subject); problem != nats::subjects::Problem::None) {
            input.subjects.clear();
            input.state = {
                FieldState::Validity::Invalid,
                say(QT_TRANSLATE_NOOP("explorer", "Column %1: %2")).arg(text.indexOf(part) + 1).arg(nats::subjects::toText(problem))};
            return input;
        }
        if (!input.subjects.contains(subject))
            input.subjects << subject;
    }
    if (input.subjects.size() > subjectLimit) {
        input.subjects.clear();
        input.state = {FieldState::Validity::Invalid, say(QT_TRANSLATE_NOOP("explorer", "More than 32 subjects"))};
    } else if (input.subjects.contains(">")) {
        input.state = {FieldState::Validity::Warning,
                       say(QT_TRANSLATE_NOOP("explorer", "Everything in this account: the server sends all of its traffic here"))};
    } else if (!input.subjects.isEmpty()) {
        input.state = {FieldState::Validity::Valid, say(QT_TRANSLATE_NOOP("explorer", "Valid"))};
    }
    return input;
}

JumpInput parseJump(const QString &text, qint64 nowNs, bool utc)
{
    JumpInput input;
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return input;
    QString digits = trimmed;
    digits.remove(u',').remove(u'#');
    bool isNumber = false;
    const quint64 sequence = digits.toULongLong(&isNumber);
    if (isNumber) {
        input.sequence = sequence;
        input.state = {FieldState::Validity::Valid,
                       say(QT_TRANSLATE_NOOP("explorer", "Sequence %1")).arg(exactCount(static_cast<qint64>(sequence)))};
        return input;
    }
    input.timeNs = ago(trimmed, nowNs);
    if (!input.timeNs)
        input.timeNs = moment(trimmed, nowNs, utc);
    if (input.timeNs)
        input.state = {FieldState::Validity::Valid,
                       say(QT_TRANSLATE_NOOP("explorer", "First message from %1 on")).arg(timeText(*input.timeNs, utc).chopped(4))};
    else
        input.state = {FieldState::Validity::Invalid, say(QT_TRANSLATE_NOOP("explorer", "Neither a sequence nor a time"))};
    return input;
}

} // namespace natsdeck::explorer
