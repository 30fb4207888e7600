#include "models/explorer/payload_kind.h"

#include "models/base/text.h"
#include "models/explorer/json_nodes.h"

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

// Length of the well-formed sequence at `at`, 0 when it is wrong, -1 when it is cut off by the end.
int sequenceLength(QByteArrayView data, qsizetype at)
{
    const auto byte = [&](qsizetype i) { return static_cast<unsigned char>(data[i]); };
    const unsigned char first = byte(at);
    if (first < 0x80)
        return 1;
    const int length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    for (int i = 1; i < length; ++i) {
        if (at + i >= data.size())
            return -1;
        const unsigned char next = byte(at + i);
        if ((next & 0xc0) != 0x80)
            return 0;
        if (i == 1 && ((first == 0xe0 && next < 0xa0) || (first == 0xed && next > 0x9f) || (first == 0xf0 && next < 0x90) ||
                       (first == 0xf4 && next > 0x8f)))
            return 0;
    }
    return length;
}

bool isControl(char c)
{
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\r' && c != '\t') || byte == 0x7f;
}

bool looksLikeText(QByteArrayView data, bool mayBeCut)
{
    qsizetype controls = 0;
    for (const char c : data) {
        if (c == '\0')
            return false;
        controls += isControl(c) ? 1 : 0;
    }
    return controls * 100 <= data.size() && invalidUtf8(data, mayBeCut) * 100 <= data.size();
}

} // namespace

qsizetype invalidUtf8(QByteArrayView data, bool mayBeCut)
{
    qsizetype invalid = 0;
    for (qsizetype at = 0; at < data.size();) {
        const int length = sequenceLength(data, at);
        if (length > 0) {
            at += length;
            continue;
        }
        if (length < 0 && mayBeCut)
            break;
        ++invalid;
        ++at;
    }
    return invalid;
}

PayloadKind detectKind(const QByteArray &data, bool mayBeCut)
{
    if (data.isEmpty())
        return PayloadKind::Empty;
    qsizetype at = 0;
    while (at < data.size() && (data[at] == ' ' || data[at] == '\n' || data[at] == '\r' || data[at] == '\t'))
        ++at;
    if (at < data.size() && (data[at] == '{' || data[at] == '[') && parseJson(data, mayBeCut).isValid())
        return PayloadKind::Json;
    return looksLikeText(data, mayBeCut) ? PayloadKind::Text : PayloadKind::Binary;
}

QString previewLine(QByteArrayView data, qsizetype limit)
{
    const bool cut = data.size() > limit;
    const QByteArrayView head = data.first(std::min(limit, data.size()));
    if (!looksLikeText(head, cut)) {
        const auto bytes = head.first(std::min<qsizetype>(32, head.size())).toByteArray();
        return QString::fromLatin1(bytes.toHex(' ')) + (data.size() > 32 ? u" …"_s : QString());
    }
    QString line;
    line.reserve(head.size() + 1);
    bool space = false;
    for (const QChar c : QString::fromUtf8(head)) {
        if (c == u'\n' || c == u'\r' || c == u'\t' || c == u' ') {
            space = !line.isEmpty();
            continue;
        }
        if (space)
            line += u' ';
        space = false;
        line += c;
    }
    while (cut && line.endsWith(QChar(QChar::ReplacementCharacter)))
        line.chop(1); // half a character at the cut
    return text::clean(line) + (cut ? u"…"_s : QString());
}

} // namespace natsdeck::explorer
