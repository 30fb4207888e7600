#include "models/workloads/nats_conf_reader.h"

#include <QRegularExpression>
#include <QSet>

using namespace Qt::StringLiterals;

namespace natsdeck::workloads {

namespace {

constexpr qsizetype longest = 1024 * 1024;
constexpr int deepest = 64;

bool isSecretKey(const QString &key)
{
    static const QSet<QString> keys{u"password"_s, u"pass"_s, u"token"_s,  u"key"_s,    u"prev_key"_s, u"prev_encryption_key"_s,
                                    u"ek"_s,       u"seed"_s, u"secret"_s, u"prev_ek"_s};
    return keys.contains(key.toLower());
}

std::optional<qint64> factorOf(const QString &unit)
{
    if (unit.isEmpty())
        return 1;
    const qsizetype power = u"kmgtpe"_s.indexOf(unit[0].toLower()) + 1;
    if (power == 0)
        return std::nullopt;
    qint64 factor = 1;
    for (qsizetype i = 0; i < power; ++i)
        factor *= unit.size() > 1 ? 1024 : 1000;
    return factor;
}

} // namespace

NatsConfReader::NatsConfReader(QStringView text, const QMap<QString, QString> &environment)
    : m_text(text.toString())
    , m_environment(environment)
{}

Result<NatsConf> NatsConfReader::read()
{
    if (m_text.size() > longest)
        return failure(ErrorKind::LimitExceeded, u"The configuration is larger than is read"_s);
    m_scopes << &m_conf.root;
    if (readMembers(m_conf.root, true))
        return m_conf;
    return Failure(*m_error);
}

bool NatsConfReader::fail(const QString &what)
{
    if (!m_error)
        m_error = Error{ErrorKind::Invalid, u"Line %1: %2"_s.arg(m_text.left(m_at).count(u'\n') + 1).arg(what), {}, {}, 0, {}};
    return false;
}

QChar NatsConfReader::peek(qsizetype ahead) const { return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : QChar(); }

void NatsConfReader::skipBlank(bool lines)
{
    while (!atEnd()) {
        const QChar c = peek();
        if (c == u'#' || (c == u'/' && peek(1) == u'/')) {
            while (!atEnd() && peek() != u'\n')
                ++m_at;
        } else if (c == u' ' || c == u'\t' || (lines && c.isSpace())) {
            ++m_at;
        } else {
            return;
        }
    }
}

// Also a whole file in braces, as JSON is written.
bool NatsConfReader::readMembers(ConfValue &map, bool isTop)
{
    const auto skip = [&] {
        skipBlank(true);
        while (peek() == u',' || peek() == u';') {
            ++m_at;
            skipBlank(true);
        }
    };
    bool inBraces = !isTop;
    for (skip(); !atEnd(); skip()) {
        if (isTop && peek() == u'{' && map.members.isEmpty()) {
            inBraces = true;
            ++m_at;
            continue;
        }
        if (peek() == u'}') {
            if (!inBraces)
                return fail(u"a brace too many"_s);
            ++m_at;
            if (!isTop)
                return true;
            inBraces = false;
            continue;
        }
        if (!readMember(map))
            return false;
    }
    return inBraces ? fail(u"the end comes inside of braces"_s) : true;
}

bool NatsConfReader::readMember(ConfValue &map)
{
    QString key;
    if (peek() == u'"' || peek() == u'\'') {
        const std::optional<QString> text = readQuoted();
        if (!text)
            return false;
        key = *text;
    } else {
        key = readWord(true);
    }
    if (key.isEmpty())
        return fail(u"a key is missing"_s);
    skipBlank(false);
    const bool hasSeparator = peek() == u':' || peek() == u'=';
    if (key.toLower() == u"include" && !hasSeparator) {
        const std::optional<QString> file = peek() == u'"' || peek() == u'\'' ? readQuoted() : std::optional(readWord(false));
        if (file)
            m_conf.includes << *file;
        return file.has_value();
    }
    if (hasSeparator)
        ++m_at;
    skipBlank(false);
    ConfValue value;
    if (!readValue(value, key, false))
        return false;
    map.members.insert(key, value);
    return true;
}

bool NatsConfReader::readValue(ConfValue &value, const QString &key, bool inList)
{
    const qsizetype start = m_at;
    const QChar c = peek();
    if (c == u'{') {
        if (++m_depth > deepest)
            return fail(u"nested too deeply"_s);
        ++m_at;
        value.kind = ConfValue::Kind::Map;
        m_scopes << &value;
        const bool ok = readMembers(value, false);
        m_scopes.removeLast();
        --m_depth;
        return ok;
    }
    if (c == u'[')
        return readList(value, key);
    if (c == u'(')
        return readBlock(value);
    if (c == u'"' || c == u'\'') {
        const std::optional<QString> text = readQuoted();
        if (!text)
            return false;
        value.kind = ConfValue::Kind::Text;
        value.text = *text;
    } else {
        const QString word = readWord(false);
        if (word.isEmpty())
            return fail(inList ? u"a list is not closed"_s : u"a value is missing"_s);
        value = wordValue(word);
    }
    if (isSecretKey(key) && value.variable.isEmpty())
        m_conf.secrets << ConfSpan{start, m_at - start};
    return true;
}

bool NatsConfReader::readList(ConfValue &list, const QString &key)
{
    if (++m_depth > deepest)
        return fail(u"nested too deeply"_s);
    list.kind = ConfValue::Kind::List;
    ++m_at;
    while (true) {
        skipBlank(true);
        while (peek() == u',') {
            ++m_at;
            skipBlank(true);
        }
        if (atEnd())
            return fail(u"the end comes inside of a list"_s);
        if (peek() == u']') {
            ++m_at;
            --m_depth;
            return true;
        }
        ConfValue item;
        if (!readValue(item, key, true))
            return false;
        list.items << item;
    }
}

// "(", lines, and ")" alone on its line; everything between, as it is.
bool NatsConfReader::readBlock(ConfValue &value)
{
    static const QRegularExpression end(u"\\n\\)(?=\\n|$)"_s);
    const QRegularExpressionMatch match = end.match(m_text, m_at);
    if (!match.hasMatch())
        return fail(u"the end comes inside of a block"_s);
    value.kind = ConfValue::Kind::Text;
    value.text = m_text.mid(m_at + 1, match.capturedStart() + 1 - m_at - 1);
    m_at = match.capturedEnd();
    return true;
}

std::optional<QString> NatsConfReader::readQuoted()
{
    const QChar quote = peek();
    ++m_at;
    QString text;
    for (; !atEnd(); ++m_at) {
        const QChar c = peek();
        if (c == quote) {
            ++m_at;
            return text;
        }
        if (c != u'\\' || quote == u'\'') {
            text += c;
            continue;
        }
        ++m_at;
        switch (peek().unicode()) {
        case u't':
            text += u'\t';
            break;
        case u'n':
            text += u'\n';
            break;
        case u'r':
            text += u'\r';
            break;
        case u'x':
            text += QChar(m_text.mid(m_at + 1, 2).toUShort(nullptr, 16));
            m_at += 2;
            break;
        default:
            text += peek();
        }
    }
    fail(u"a quote is not closed"_s);
    return std::nullopt;
}

QString NatsConfReader::readWord(bool isKey)
{
    const qsizetype start = m_at;
    while (!atEnd()) {
        const QChar c = peek();
        if (c.isSpace() ||
            (isKey ? c == u':' || c == u'=' || c == u'{' || c == u'}' || c == u'"' : c == u',' || c == u';' || c == u']' || c == u'}'))
            break;
        ++m_at;
    }
    return m_text.mid(start, m_at - start);
}

ConfValue NatsConfReader::wordValue(const QString &word)
{
    static const QRegularExpression number(u"^(-?[0-9]+)([kKmMgGtTpPeE][iI]?[bB]?)?$"_s);
    static const QRegularExpression real(u"^-?[0-9]+\\.[0-9]+$"_s);
    static const QRegularExpression time(u"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"_s);
    static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s};
    static const QStringList no{u"false"_s, u"no"_s, u"off"_s};
    ConfValue value;
    value.kind = ConfValue::Kind::Text;
    value.text = word;
    if (word.startsWith(u'$') && word.size() > 1)
        return word.startsWith("$2a$"_L1) ? value : variableValue(word.mid(1));
    if (const auto match = number.match(word); match.hasMatch()) {
        bool ok = false;
        value.integer = match.captured(1).toLongLong(&ok) * factorOf(match.captured(2)).value_or(1);
        value.kind = ok ? ConfValue::Kind::Integer : ConfValue::Kind::Text;
    } else if (real.match(word).hasMatch()) {
        value.kind = ConfValue::Kind::Real;
        value.real = word.toDouble();
    } else if (time.match(word).hasMatch()) {
        value.kind = ConfValue::Kind::Time;
    } else if (yes.contains(word.toLower()) || no.contains(word.toLower())) {
        value.kind = ConfValue::Kind::Bool;
        value.isTrue = yes.contains(word.toLower());
    }
    return value;
}

// In the maps around it, then in the environment, whose text is read as a value.
ConfValue NatsConfReader::variableValue(const QString &name)
{
    for (auto it = m_scopes.crbegin(); it != m_scopes.crend(); ++it) {
        if (const auto known = (*it)->members.constFind(name); known != (*it)->members.constEnd()) {
            ConfValue value = *known;
            value.variable = name;
            return value;
        }
    }
    ConfValue value;
    value.kind = ConfValue::Kind::Text;
    if (const auto set = m_environment.constFind(name); set != m_environment.constEnd()) {
        const QMap<QString, QString> nothing;
        const Result<NatsConf> inner = NatsConfReader(u"pk="_s + *set, nothing).read();
        if (const auto found = inner ? inner->at(u"pk") : std::nullopt)
            value = *found;
        else
            m_conf.unresolved << name;
    } else {
        m_conf.unresolved << name;
    }
    value.variable = name;
    return value;
}

} // namespace natsdeck::workloads
