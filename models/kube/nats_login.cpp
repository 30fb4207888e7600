#include "models/kube/nats_login.h"

#include "models/kube/nats_image.h"

#include <QHash>
#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr qsizetype configurationLimit = 1024 * 1024; // characters
constexpr int depthLimit = 64;

// A map of nats.conf by its keys alone; of values only the account's name is kept.
struct Shape
{
    QHash<QString, Shape> members;
    bool isFilled = false; // a value, or a list with something in it
    QString word;
};

// As the server reads it (nats-deployment.md §3.1), but forgiving: what is not understood is stepped over.
class ShapeReader
{
public:
    explicit ShapeReader(QStringView text)
        : m_text(text)
    {}

    // False when it is nested deeper than is read.
    bool read(Shape &shape) { return readMap(shape, 0); }
    [[nodiscard]] bool hasInclude() const { return m_hasInclude; }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar here() const { return m_text[m_at]; }

    void skipSpace()
    {
        while (!atEnd()) {
            const QChar c = here();
            const bool isComment = c == u'#' || (c == u'/' && m_at + 1 < m_text.size() && m_text[m_at + 1] == u'/');
            if (isComment)
                m_at = std::max(m_at, m_text.indexOf(u'\n', m_at) < 0 ? m_text.size() : m_text.indexOf(u'\n', m_at));
            else if (!c.isSpace() && c != u',' && c != u';')
                return;
            else
                ++m_at;
        }
    }

    QString readWord()
    {
        const QChar quote = here();
        if (quote == u'"' || quote == u'\'') {
            const qsizetype from = ++m_at;
            while (!atEnd() && here() != quote)
                m_at += quote == u'"' && here() == u'\\' ? 2 : 1;
            m_at = std::min(m_at, m_text.size());
            const QString word = m_text.mid(from, m_at - from).toString();
            m_at = std::min(m_at + 1, m_text.size());
            return word;
        }
        static const QString ends = u"{}[],;=:\"'#\n\r\t "_s;
        const qsizetype from = m_at;
        while (!atEnd() && !ends.contains(here()))
            ++m_at;
        return m_text.mid(from, m_at - from).toString();
    }

    // The rest of an unquoted value: addresses and times hold ':' and '='.
    QString readValueWord()
    {
        if (here() == u'"' || here() == u'\'')
            return readWord();
        static const QString ends = u"{}[],;#\n\r\t "_s;
        const qsizetype from = m_at;
        while (!atEnd() && !ends.contains(here()))
            ++m_at;
        return m_text.mid(from, m_at - from).toString();
    }

    bool readMap(Shape &shape, int depth)
    {
        if (depth > depthLimit)
            return false;
        for (skipSpace(); !atEnd() && here() != u'}'; skipSpace()) {
            const qsizetype before = m_at;
            const QString key = readWord();
            while (!atEnd() && (here() == u' ' || here() == u'\t' || here() == u'=' || here() == u':'))
                ++m_at;
            if (key == u"include") {
                m_hasInclude = true;
                skipSpace();
                if (!atEnd())
                    (void)readValueWord();
            } else if (!atEnd()) {
                Shape value;
                if (!readValue(value, depth + 1))
                    return false;
                shape.members.insert(key, value);
                shape.isFilled = true;
            }
            if (m_at == before)
                ++m_at; // a stray bracket
        }
        if (!atEnd())
            ++m_at;
        return true;
    }

    bool readValue(Shape &value, int depth)
    {
        skipSpace();
        if (atEnd())
            return true;
        if (here() == u'{') {
            ++m_at;
            return readMap(value, depth);
        }
        if (here() == u'[')
            return readList(value, depth);
        value.word = readValueWord();
        value.isFilled = true;
        return true;
    }

    bool readList(Shape &value, int depth)
    {
        if (depth > depthLimit)
            return false;
        ++m_at;
        for (skipSpace(); !atEnd() && here() != u']'; skipSpace()) {
            const qsizetype before = m_at;
            Shape item;
            if (!readValue(item, depth + 1))
                return false;
            value.isFilled = true;
            if (m_at == before)
                ++m_at;
        }
        if (!atEnd())
            ++m_at;
        return true;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    bool m_hasInclude = false;
};

bool hasUsers(const Shape &map)
{
    static const QStringList logins{u"users"_s, u"nkeys"_s,    u"user"_s, u"username"_s,
                                    u"token"_s, u"password"_s, u"pass"_s, u"auth_callout"_s};
    return std::any_of(logins.begin(), logins.end(), [&](const QString &key) { return map.members.value(key).isFilled; });
}

// --config=PATH, --config PATH, -c PATH
QString configPathIn(const QStringList &words)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words[i];
        for (const QLatin1StringView option : {"--config"_L1, "-config"_L1, "-c"_L1, "--c"_L1}) {
            if (word == option)
                return words.value(i + 1);
            if (word.startsWith(option + u'='))
                return word.mid(option.size() + 1);
        }
    }
    return {};
}

} // namespace

bool asksByArguments(const QStringList &command)
{
    static const QStringList options{u"user"_s, u"pass"_s, u"auth"_s};
    return std::any_of(command.begin(), command.end(), [](const QString &word) {
        if (!word.startsWith(u'-'))
            return false;
        return options.contains(word.section(u'=', 0, 0).mid(word.startsWith("--"_L1) ? 2 : 1));
    });
}

ConfigPlace configPlaceOf(const QJsonObject &podSpec, const QJsonObject &container)
{
    ConfigPlace place;
    place.path = configPathIn(commandOf(container));
    if (place.path.isEmpty())
        return place;
    QJsonObject mount;
    const QJsonArray mounts = container.value("volumeMounts"_L1).toArray();
    for (const QJsonValue &value : mounts) {
        const QString at = value.toObject().value("mountPath"_L1).toString();
        const bool isAbove = place.path == at || place.path.startsWith(at.endsWith(u'/') ? at : at + u'/');
        if (isAbove && at.size() > mount.value("mountPath"_L1).toString().size())
            mount = value.toObject();
    }
    const QString at = mount.value("mountPath"_L1).toString();
    const QString subPath = mount.value("subPath"_L1).toString();
    QString file = place.path == at ? subPath : place.path.mid(at.endsWith(u'/') ? at.size() : at.size() + 1);
    const QJsonArray volumes = podSpec.value("volumes"_L1).toArray();
    for (const QJsonValue &value : volumes) {
        const QJsonObject volume = value.toObject();
        const QJsonObject configMap = volume.value("configMap"_L1).toObject();
        if (mount.isEmpty() || configMap.isEmpty() || volume.value("name"_L1) != mount.value("name"_L1))
            continue;
        place.configMap = configMap.value("name"_L1).toString();
        place.key = file;
        const QJsonArray items = configMap.value("items"_L1).toArray();
        for (const QJsonValue &item : items) {
            if (item.toObject().value("path"_L1).toString() == file)
                place.key = item.toObject().value("key"_L1).toString();
        }
    }
    return place;
}

LoginForce loginIn(const QString &configuration)
{
    Shape root;
    ShapeReader reader(configuration);
    if (configuration.size() > configurationLimit || !reader.read(root))
        return LoginForce::Unknown;
    // JSON, as the charts from 1.0 write it: the whole file is one map in braces, which reads as a key without a name.
    const Shape top = root.members.contains(QString()) && root.members.size() == 1 ? root.members.value(QString()) : root;
    if (top.members.value(u"no_auth_user"_s).isFilled)
        return LoginForce::Open;
    for (const char *key : {"operator", "operators", "trusted_keys", "trusted", "resolver"}) {
        if (top.members.value(QLatin1StringView(key)).isFilled)
            return LoginForce::Asked;
    }
    const Shape authorization = top.members.value(u"authorization"_s);
    if (hasUsers(authorization))
        return LoginForce::Asked;
    const Shape accounts = top.members.value(u"accounts"_s);
    const Shape chosen = top.members.value(u"system_account"_s, top.members.value(u"system"_s));
    const QString system = chosen.word.isEmpty() ? u"$SYS"_s : chosen.word;
    for (auto it = accounts.members.begin(); it != accounts.members.end(); ++it) {
        if (it.key() != system && hasUsers(it.value()))
            return LoginForce::Asked;
    }
    // A variable in place of a block, or a part in another file.
    return reader.hasInclude() || !authorization.word.isEmpty() || !accounts.word.isEmpty() ? LoginForce::Unknown : LoginForce::Open;
}

} // namespace natsdeck::kube
