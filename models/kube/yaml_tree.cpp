#include "models/kube/yaml_tree.h"

#include "models/base/text.h"

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QRegularExpression>

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include <sstream>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

using Value = std::shared_ptr<const YamlValue>;

struct Refusal
{
    ErrorKind kind;
    QString detail;
    int line;
};

YamlValue::Kind kindOfPlain(const QString &scalar)
{
    static const QRegularExpression number(
        uR"(^[-+]?(0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|(\.[0-9]+|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))$|^\.(nan|NaN|NAN)$)"_s);
    static const QStringList booleans{u"true"_s, u"True"_s, u"TRUE"_s, u"false"_s, u"False"_s, u"FALSE"_s, u"yes"_s, u"Yes"_s, u"YES"_s,
                                      u"no"_s,   u"No"_s,   u"NO"_s,   u"on"_s,    u"On"_s,    u"ON"_s,    u"off"_s, u"Off"_s, u"OFF"_s};
    if (booleans.contains(scalar))
        return YamlValue::Kind::Boolean;
    return number.match(scalar).hasMatch() ? YamlValue::Kind::Number : YamlValue::Kind::Text;
}

// Builds the tree from the parser's events, so that every budget stops the work where it is exceeded.
class TreeBuilder final : public YAML::EventHandler
{
public:
    explicit TreeBuilder(const YamlBudget &budget)
        : m_budget(budget)
    {}

    [[nodiscard]] Value root() const { return m_root ? m_root : std::make_shared<YamlValue>(); }

    void OnDocumentStart(const YAML::Mark &) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark &mark, YAML::anchor_t anchor) override { add(leaf(mark, YamlValue::Kind::Null, {}), anchor, mark); }

    void OnAlias(const YAML::Mark &mark, YAML::anchor_t anchor) override
    {
        if (++m_aliases > m_budget.aliases)
            throw Refusal{ErrorKind::LimitExceeded, u"more than %1 aliases"_s.arg(m_budget.aliases), mark.line + 1};
        const Value value = m_anchors.value(anchor);
        if (!value)
            throw Refusal{ErrorKind::Invalid, u"an alias inside of what it stands for"_s, mark.line + 1};
        count(value->size, mark);
        attach(value);
    }

    void OnScalar(const YAML::Mark &mark, const std::string &tag, YAML::anchor_t anchor, const std::string &value) override
    {
        const QString scalar = QString::fromUtf8(value.data(), qsizetype(value.size()));
        const bool plain = tag == "?";
        YamlValue::Kind kind = plain ? kindOfPlain(scalar) : YamlValue::Kind::Text;
        if (tag == "tag:yaml.org,2002:int" || tag == "tag:yaml.org,2002:float")
            kind = YamlValue::Kind::Number;
        else if (tag == "tag:yaml.org,2002:bool")
            kind = YamlValue::Kind::Boolean;
        add(leaf(mark, kind, scalar), anchor, mark);
    }

    void OnSequenceStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlValue::Kind::List, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark &mark, const std::string &, YAML::anchor_t anchor, YAML::EmitterStyle::value) override
    {
        open(YamlValue::Kind::Map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open
    {
        std::shared_ptr<YamlValue> value;
        YAML::anchor_t anchor = 0;
        bool hasKey = false;
        bool mergeKey = false;
        QString key;
        std::vector<Value> merges;
    };

    static std::shared_ptr<YamlValue> leaf(const YAML::Mark &mark, YamlValue::Kind kind, const QString &scalar)
    {
        auto value = std::make_shared<YamlValue>();
        value->kind = kind;
        value->scalar = scalar;
        value->line = mark.line + 1;
        return value;
    }

    void count(qint64 nodes, const YAML::Mark &mark)
    {
        m_nodes += nodes;
        if (m_nodes > m_budget.nodes)
            throw Refusal{ErrorKind::LimitExceeded, u"more than %1 values"_s.arg(m_budget.nodes), mark.line + 1};
    }

    void add(const std::shared_ptr<YamlValue> &value, YAML::anchor_t anchor, const YAML::Mark &mark)
    {
        count(1, mark);
        if (anchor)
            m_anchors.insert(anchor, value);
        attach(value);
    }

    void open(YamlValue::Kind kind, const YAML::Mark &mark, YAML::anchor_t anchor)
    {
        if (int(m_open.size()) >= m_budget.depth)
            throw Refusal{ErrorKind::LimitExceeded, u"nested deeper than %1"_s.arg(m_budget.depth), mark.line + 1};
        count(1, mark);
        m_open.push_back({leaf(mark, kind, {}), anchor, false, false, {}, {}});
    }

    void close()
    {
        Open done = std::move(m_open.back());
        m_open.pop_back();
        for (const Value &merge : done.merges)
            mergeInto(*done.value, *merge);
        if (done.anchor)
            m_anchors.insert(done.anchor, done.value);
        attach(done.value);
    }

    static void mergeInto(YamlValue &target, const YamlValue &source)
    {
        if (source.kind == YamlValue::Kind::List) {
            for (const Value &item : source.items)
                mergeInto(target, *item);
            return;
        }
        for (const auto &[key, value] : source.entries) {
            if (!target.find(key)) {
                target.entries.emplace_back(key, value);
                target.size += value->size;
            }
        }
    }

    void attach(const Value &value)
    {
        if (m_open.empty()) {
            m_root = value;
            return;
        }
        Open &parent = m_open.back();
        if (parent.value->kind == YamlValue::Kind::List) {
            parent.value->items.push_back(value);
        } else if (!parent.hasKey) {
            if (value->kind == YamlValue::Kind::List || value->kind == YamlValue::Kind::Map)
                throw Refusal{ErrorKind::Invalid, u"a key that is not a word"_s, value->line};
            parent.key = value->scalar;
            parent.hasKey = true;
        } else {
            parent.hasKey = false;
            if (parent.key == u"<<")
                parent.merges.push_back(value);
            else
                setEntry(*parent.value, parent.key, value);
        }
        parent.value->size += value->size;
    }

    static void setEntry(YamlValue &map, const QString &key, const Value &value)
    {
        for (auto &entry : map.entries) {
            if (entry.first == key) { // the last one counts, as for kubectl
                entry.second = value;
                return;
            }
        }
        map.entries.emplace_back(key, value);
    }

    const YamlBudget &m_budget;
    Value m_root;
    std::vector<Open> m_open;
    QHash<YAML::anchor_t, Value> m_anchors;
    int m_aliases = 0;
    qint64 m_nodes = 0;
};

Failure refused(const QString &what, const Refusal &refusal)
{
    return failure(refusal.kind,
                   refusal.kind == ErrorKind::LimitExceeded ? u"%1 is larger than is read"_s.arg(what) : u"%1 is damaged"_s.arg(what),
                   u"line %1: %2"_s.arg(refusal.line).arg(refusal.detail));
}

} // namespace

const YamlValue *YamlValue::find(QStringView key) const
{
    for (const auto &[name, value] : entries) {
        if (name == key)
            return value.get();
    }
    return nullptr;
}

QJsonValue YamlValue::toJson() const
{
    switch (kind) {
    case Kind::Null:
        return QJsonValue::Null;
    case Kind::Text:
        return scalar;
    case Kind::Boolean:
        return QStringList{u"true"_s, u"yes"_s, u"on"_s}.contains(scalar.toLower());
    case Kind::Number: {
        bool ok = false;
        const qint64 whole = scalar.toLongLong(&ok, 0);
        return ok ? QJsonValue(whole) : QJsonValue(scalar.toDouble());
    }
    case Kind::List: {
        QJsonArray array;
        for (const auto &item : items)
            array.append(item->toJson());
        return array;
    }
    case Kind::Map: {
        QJsonObject object;
        for (const auto &[key, value] : entries)
            object.insert(key, value->toJson());
        return object;
    }
    }
    return {};
}

Result<std::shared_ptr<const YamlValue>> parseYaml(const QByteArray &bytes, const QString &what, const YamlBudget &budget)
{
    if (bytes.size() > budget.bytes)
        return failure(ErrorKind::LimitExceeded, u"%1 is larger than is read"_s.arg(what), u"more than %1 bytes"_s.arg(budget.bytes));
    TreeBuilder builder(budget);
    try {
        std::istringstream stream(bytes.toStdString());
        YAML::Parser parser(stream);
        parser.HandleNextDocument(builder);
        return builder.root();
    } catch (const Refusal &refusal) {
        return refused(what, refusal);
    } catch (const YAML::DeepRecursion &deep) {
        return refused(what, {ErrorKind::LimitExceeded, u"nested too deep"_s, deep.mark.line + 1});
    } catch (const YAML::Exception &exception) {
        return refused(what, {ErrorKind::Invalid, text::clean(QByteArray(exception.msg.c_str())), exception.mark.line + 1});
    } catch (const std::exception &exception) {
        return failure(ErrorKind::Invalid, u"%1 is damaged"_s.arg(what), text::clean(QByteArray(exception.what())));
    }
}

} // namespace natsdeck::kube
