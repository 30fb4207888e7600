#include "models/workloads/nats_conf.h"

#include "models/base/logging.h"
#include "models/base/text.h"
#include "models/workloads/nats_conf_reader.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

// As Go's encoding/json writes a string.
QByteArray quoted(const QString &text)
{
    QByteArray out = "\"";
    for (const char c : text.toUtf8()) {
        switch (c) {
        case '"':
            out += "\\\"";
            break;
        case '\\':
            out += "\\\\";
            break;
        case '\n':
            out += "\\n";
            break;
        case '\r':
            out += "\\r";
            break;
        case '\t':
            out += "\\t";
            break;
        default:
            if (static_cast<unsigned char>(c) < 0x20 || c == '<' || c == '>' || c == '&')
                out += "\\u00" + QByteArray::number(static_cast<unsigned char>(c), 16).rightJustified(2, '0');
            else
                out += c;
        }
    }
    return out + '"';
}

QByteArray jsonOf(const ConfValue &value)
{
    switch (value.kind) {
    case ConfValue::Kind::Integer:
        return QByteArray::number(value.integer);
    case ConfValue::Kind::Real:
        return QByteArray::number(value.real, 'f', QLocale::FloatingPointShortest);
    case ConfValue::Kind::Bool:
        return value.isTrue ? "true" : "false";
    case ConfValue::Kind::Text:
    case ConfValue::Kind::Time:
        return quoted(value.text);
    case ConfValue::Kind::List: {
        QByteArrayList parts;
        for (const ConfValue &item : value.items)
            parts << jsonOf(item);
        return '[' + parts.join(',') + ']';
    }
    case ConfValue::Kind::Map:
        break;
    }
    QMap<QByteArray, QByteArray> sorted; // by bytes, as Go does
    for (auto it = value.members.begin(); it != value.members.end(); ++it)
        sorted.insert(it.key().toUtf8(), quoted(it.key()) + ':' + jsonOf(*it));
    return '{' + QByteArrayList(sorted.values()).join(',') + '}';
}

} // namespace

std::optional<ConfValue> NatsConf::at(QStringView path) const
{
    const ConfValue *value = &root;
    const auto parts = path.split(u'.');
    for (const QStringView part : parts) {
        const auto it = value->members.constFind(part.toString());
        if (it == value->members.constEnd())
            return std::nullopt;
        value = &*it;
    }
    return *value;
}

Result<NatsConf> parseNatsConf(const QString &text, const QMap<QString, QString> &environment)
{
    return NatsConfReader(text, environment).read();
}

std::optional<QString> digestOf(const NatsConf &conf)
{
    if (!conf.includes.isEmpty() || !conf.unresolved.isEmpty())
        return std::nullopt;
    const QByteArray hash = QCryptographicHash::hash(jsonOf(conf.root) + '\n', QCryptographicHash::Sha256);
    return u"sha256:"_s + QString::fromLatin1(hash.toHex());
}

QString maskedConf(const QString &text)
{
    QString shown = text;
    QList<ConfSpan> secrets;
    const QMap<QString, QString> none; // kept by reference
    NatsConfReader reader(text, none);
    (void)reader.read(); // of what cannot be read to its end, the secrets up to there are known
    secrets = reader.secrets();
    for (auto it = secrets.crbegin(); it != secrets.crend(); ++it)
        shown.replace(it->start, it->length, u"\"••••••\""_s);
    return text::cleanLines(logging::redacted(shown), 1024 * 1024);
}

} // namespace natsdeck::workloads
