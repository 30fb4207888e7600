#include "models/base/text.h"

#include "models/base/units.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace natsdeck::text {

namespace {

bool isInvisible(char16_t c)
{
    return (c >= 0x200b && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0x061c || c == 0xfeff;
}

QChar shown(QChar character)
{
    const char16_t c = character.unicode();
    if (c < 0x20)
        return QChar(static_cast<char16_t>(0x2400 + c)); // control pictures
    if (c == 0x7f)
        return QChar(u'\u2421');
    if ((c >= 0x80 && c < 0xa0) || c == 0x2028 || c == 0x2029 || isInvisible(c))
        return QChar(QChar::ReplacementCharacter);
    return character;
}

QString cleaned(const QString &text, qsizetype limit, bool keepLines)
{
    QString result = text.left(limit);
    for (QChar &c : result) {
        if (!(keepLines && (c == u'\n' || c == u'\t')))
            c = shown(c);
    }
    if (text.size() > limit)
        result += u"… (%1 characters)"_s.arg(exactCount(text.size()));
    return result;
}

} // namespace

QString clean(const QString &text, qsizetype limit) { return cleaned(text, limit, false); }

QString clean(const QByteArray &utf8, qsizetype limit) { return cleaned(QString::fromUtf8(utf8), limit, false); }

QString cleanLines(const QString &text, qsizetype limit) { return cleaned(text, limit, true); }

QString shellQuoted(const QString &word)
{
    static const QRegularExpression plain(u"^[A-Za-z0-9_@%+=:,./-]+$"_s);
    if (plain.match(word).hasMatch())
        return word;
    return u'\'' + QString(word).replace(u'\'', u"'\\''"_s) + u'\'';
}

QString elideMiddle(const QString &text, qsizetype limit, QChar separator)
{
    if (text.size() <= limit || limit < 5)
        return text;
    qsizetype tail = text.lastIndexOf(separator);
    if (tail < 0 || text.size() - tail > limit * 2 / 3)
        tail = text.size() - limit / 2;
    const qsizetype head = std::max<qsizetype>(1, limit - 1 - (text.size() - tail));
    return text.left(head) + u'…' + text.mid(tail);
}

} // namespace natsdeck::text
