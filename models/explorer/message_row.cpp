#include "models/explorer/message_row.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/explorer/payload_kind.h"

#include <QCoreApplication>
#include <QDateTime>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

QDateTime timeOf(qint64 timeNs, bool utc)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeNs / 1'000'000, Qt::UTC);
    return utc ? time : time.toLocalTime();
}

QString say(const char *text) { return QCoreApplication::translate("explorer", text); }

QVariant display(const MessageRow &row, int column, bool utc)
{
    switch (column) {
    case MessageColumn::Sequence:
        return exactCount(static_cast<qint64>(row.sequence));
    case MessageColumn::Time:
        return clockText(row.timeNs, utc);
    case MessageColumn::Subject:
        return row.subject;
    case MessageColumn::Size:
        return shortBytes(static_cast<double>(row.size));
    case MessageColumn::Preview:
        return row.preview;
    default:
        return {};
    }
}

bool isNumber(int column) { return column == MessageColumn::Sequence || column == MessageColumn::Time || column == MessageColumn::Size; }

} // namespace

QString clockText(qint64 timeNs, bool utc) { return timeOf(timeNs, utc).toString(u"HH:mm:ss.zzz"_s); }

QString timeText(qint64 timeNs, bool utc) { return timeOf(timeNs, utc).toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s); }

QString exactTime(qint64 timeNs)
{
    const QDateTime seconds = QDateTime::fromSecsSinceEpoch(timeNs / 1'000'000'000, Qt::UTC);
    return seconds.toString(u"yyyy-MM-ddTHH:mm:ss"_s) + u".%1Z"_s.arg(timeNs % 1'000'000'000, 9, 10, QLatin1Char('0'));
}

MessageRow rowOf(const MessageDetail &message)
{
    return {message.sequence, message.timeNs, message.data.size(), text::clean(message.subject), previewLine(message.data)};
}

QVariant messageCell(const MessageRow &row, int column, int role, bool utc)
{
    switch (role) {
    case Qt::DisplayRole:
        return display(row, column, utc);
    case CellRole::Kind:
        return static_cast<int>(isNumber(column) ? CellKind::Number : CellKind::Mono);
    case Qt::TextAlignmentRole:
        return isNumber(column) ? QVariant(static_cast<int>(Qt::AlignRight | Qt::AlignVCenter)) : QVariant();
    case CellRole::Copy:
        if (column == MessageColumn::Time)
            return exactTime(row.timeNs);
        return column == MessageColumn::Size ? QVariant(QString::number(row.size)) : display(row, column, utc);
    case Qt::ToolTipRole:
        if (column == MessageColumn::Time)
            return exactTime(row.timeNs);
        if (column == MessageColumn::Size)
            return exactBytes(row.size);
        return column == MessageColumn::Subject ? QVariant(row.subject.toHtmlEscaped()) : QVariant();
    case CellRole::ElideEnd:
        return column == MessageColumn::Preview;
    case MessageRole::Sequence:
        return row.sequence;
    case MessageRole::Kind:
        return static_cast<int>(RowKind::Message);
    default:
        return {};
    }
}

QVariant messageHeader(int section, int role, bool utc, bool live)
{
    if (role == Qt::TextAlignmentRole)
        return static_cast<int>((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case MessageColumn::Sequence:
        return live ? say(QT_TRANSLATE_NOOP("explorer", "Number")) : say(QT_TRANSLATE_NOOP("explorer", "Sequence"));
    case MessageColumn::Time:
        return utc ? say(QT_TRANSLATE_NOOP("explorer", "Time (UTC)")) : say(QT_TRANSLATE_NOOP("explorer", "Time"));
    case MessageColumn::Subject:
        return say(QT_TRANSLATE_NOOP("explorer", "Subject"));
    case MessageColumn::Size:
        return say(QT_TRANSLATE_NOOP("explorer", "Size"));
    case MessageColumn::Preview:
        return say(QT_TRANSLATE_NOOP("explorer", "Preview"));
    default:
        return {};
    }
}

} // namespace natsdeck::explorer
