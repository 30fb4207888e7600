#include "models/kube/object_yaml.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QStringList>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

bool isPlainScalar(const QString &text)
{
    // Letters first, nothing that YAML 1.1 or 1.2 could take for a number, a boolean, null, a date or structure.
    static const QRegularExpression plain(u"^[A-Za-z/][A-Za-z0-9_./@+-]*(?::[A-Za-z0-9_./@+-]+)*$"_s);
    static const QRegularExpression special(u"^(?:y|n|yes|no|true|false|on|off|null|nan|inf)$"_s,
                                            QRegularExpression::CaseInsensitiveOption);
    return plain.match(text).hasMatch() && !special.match(text).hasMatch();
}

bool isHidden(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    return category == QChar::Other_Control || category == QChar::Other_Format || category == QChar::Other_Surrogate ||
           category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

bool hidesSomething(const QString &text)
{
    const QList<uint> points = text.toUcs4();
    return std::any_of(points.begin(), points.end(), [](uint point) { return point != u'\n' && isHidden(point); });
}

QString quoted(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    const QString plain = QString::fromUtf8(array.mid(1, array.size() - 2)); // JSON strings are YAML's double-quoted ones
    if (!hidesSomething(plain))
        return plain;
    QString escaped;
    const QList<uint> points = plain.toUcs4();
    for (const char32_t point : points) {
        if (!isHidden(point))
            escaped += QString::fromUcs4(&point, 1);
        else
            escaped += (point > 0xffff ? u"\\U%1"_s : u"\\u%1"_s).arg(static_cast<uint>(point), point > 0xffff ? 8 : 4, 16, QChar(u'0'));
    }
    return escaped;
}

bool isBlockText(const QString &text)
{
    return text.contains(u'\n') && !hidesSomething(text) && !text.startsWith(u' ') && !text.startsWith(u'\n');
}

QStringList orderedKeys(const QJsonObject &object)
{
    QStringList keys = object.keys();
    qsizetype front = 0;
    for (const QString &first : {u"apiVersion"_s, u"kind"_s, u"metadata"_s, u"name"_s, u"namespace"_s}) {
        const qsizetype at = keys.indexOf(first);
        if (at >= 0)
            keys.move(at, front++);
    }
    return keys;
}

class Writer
{
public:
    QString text;

    void value(const QJsonValue &value, int indent, bool afterDash)
    {
        if (value.isObject() && !value.toObject().isEmpty())
            object(value.toObject(), indent, afterDash);
        else if (value.isArray() && !value.toArray().isEmpty())
            array(value.toArray(), indent);
        else
            text += scalar(value, indent) + u'\n';
    }

private:
    static QString pad(int indent) { return QString(indent, u' '); }

    QString scalar(const QJsonValue &value, int indent)
    {
        switch (value.type()) {
        case QJsonValue::Bool:
            return value.toBool() ? u"true"_s : u"false"_s;
        case QJsonValue::Double:
            return QString::fromUtf8(QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact)).chopped(1).mid(1);
        case QJsonValue::String: {
            const QString string = value.toString();
            return isBlockText(string) ? block(string, indent) : isPlainScalar(string) ? string : quoted(string);
        }
        case QJsonValue::Array:
            return u"[]"_s;
        case QJsonValue::Object:
            return u"{}"_s;
        default:
            return u"null"_s;
        }
    }

    static QString block(const QString &string, int indent)
    {
        QString result = string.endsWith(u"\n\n"_s) ? u"|+"_s : string.endsWith(u'\n') ? u"|"_s : u"|-"_s;
        QStringList lines = string.split(u'\n');
        if (string.endsWith(u'\n'))
            lines.removeLast();
        for (const QString &line : std::as_const(lines))
            result += u'\n' + (line.isEmpty() ? QString() : pad(indent) + line);
        return result;
    }

    void object(const QJsonObject &object, int indent, bool afterDash)
    {
        bool first = afterDash;
        for (const QString &key : orderedKeys(object)) {
            const QJsonValue child = object.value(key);
            text += (first ? QString() : pad(indent)) + (isPlainScalar(key) ? key : quoted(key)) + u':';
            first = false;
            const bool nested = (child.isObject() && !child.toObject().isEmpty()) || (child.isArray() && !child.toArray().isEmpty());
            text += nested ? u'\n' : u' ';
            value(child, child.isArray() ? indent : indent + 2, false);
        }
    }

    void array(const QJsonArray &array, int indent)
    {
        for (const QJsonValue &child : array) {
            text += pad(indent) + u"- "_s;
            if (child.isArray() && !child.toArray().isEmpty())
                text += QString::fromUtf8(QJsonDocument(child.toArray()).toJson(QJsonDocument::Compact)) + u'\n';
            else
                value(child, indent + 2, true);
        }
    }
};

} // namespace

QString yamlText(const QJsonValue &value)
{
    Writer writer;
    writer.value(value, 0, false);
    return writer.text;
}

QJsonObject comparable(QJsonObject object)
{
    object.remove(u"status"_s);
    QJsonObject metadata = object.value(u"metadata"_s).toObject();
    for (const QString &mark : {u"managedFields"_s, u"uid"_s, u"resourceVersion"_s, u"generation"_s, u"creationTimestamp"_s, u"selfLink"_s})
        metadata.remove(mark);
    object.insert(u"metadata"_s, metadata);
    if (object.value(u"kind"_s).toString() != u"Secret")
        return object;
    QJsonObject masked;
    for (const QString &field : {u"data"_s, u"stringData"_s}) {
        const QJsonObject values = object.take(field).toObject();
        for (auto it = values.begin(); it != values.end(); ++it) {
            const QByteArray raw = it.value().toString().toUtf8();
            const qsizetype size = field == u"data" ? QByteArray::fromBase64(raw).size() : raw.size();
            masked.insert(it.key(), u"•••• (%1 bytes)"_s.arg(size));
        }
    }
    if (!masked.isEmpty())
        object.insert(u"data"_s, masked);
    return object;
}

} // namespace natsdeck::kube
