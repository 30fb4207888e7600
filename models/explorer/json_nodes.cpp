#include "models/explorer/json_nodes.h"

#include <QCoreApplication>

#include <cstring>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

bool isSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Reads one document; every step moves forward, so that no input can hold it.
class Reader
{
public:
    Reader(JsonDocument &document, bool mayBeCut)
        : m_document(document)
        , m_mayBeCut(mayBeCut)
        , m_begin(document.text.constData())
        , m_end(m_begin + document.text.size())
        , m_at(m_begin)
    {}

    void read();

private:
    enum class Expect { Value, FirstKeyOrEnd, Key, FirstValueOrEnd, CommaOrEnd, Done };
    enum class Scan { Whole, Cut, Wrong };

    void skipSpace()
    {
        while (m_at < m_end && isSpace(*m_at))
            ++m_at;
    }
    quint32 offset() const { return static_cast<quint32>(m_at - m_begin); }
    void fail(const char *why);
    bool step();
    bool readKey();
    bool readValue();
    bool openContainer(JsonNode::Type type);
    bool readScalar(JsonNode::Type type, Scan (Reader::*scan)());
    void closeContainer();
    int addNode(JsonNode::Type type);
    Scan scanString();
    Scan scanNumber();
    Scan scanLiteral();
    Expect afterValue() const { return m_stack.empty() ? Expect::Done : Expect::CommaOrEnd; }
    void stopEarly();

    JsonDocument &m_document;
    bool m_mayBeCut;
    const char *m_begin;
    const char *m_end;
    const char *m_at;
    std::vector<int> m_stack;
    Expect m_expect = Expect::Value;
    quint32 m_keyFrom = 0;
    quint32 m_keyTo = 0;
    bool m_stopped = false;
};

void Reader::fail(const char *why)
{
    if (m_document.errorOffset >= 0)
        return;
    m_document.errorOffset = m_at - m_begin;
    m_document.error = QCoreApplication::translate("explorer", why);
    m_stopped = true;
}

void Reader::stopEarly()
{
    m_document.cut = true;
    m_stopped = true;
    for (const int open : m_stack) {
        m_document.nodes[static_cast<std::size_t>(open)].to = static_cast<quint32>(m_end - m_begin);
        m_document.nodes[static_cast<std::size_t>(open)].cut = true;
    }
}

int Reader::addNode(JsonNode::Type type)
{
    if (m_document.nodes.size() >= jsonNodeLimit) {
        stopEarly();
        return -1;
    }
    JsonNode node;
    node.type = type;
    node.from = offset();
    node.keyFrom = m_keyFrom;
    node.keyTo = m_keyTo;
    m_keyFrom = m_keyTo = 0;
    if (!m_stack.empty()) {
        node.parent = m_stack.back();
        node.row = m_document.nodes[static_cast<std::size_t>(node.parent)].children++;
    }
    m_document.nodes.push_back(node);
    return static_cast<int>(m_document.nodes.size()) - 1;
}

Reader::Scan Reader::scanString()
{
    for (++m_at; m_at < m_end; ++m_at) {
        const auto c = static_cast<unsigned char>(*m_at);
        if (c == '"') {
            ++m_at;
            return Scan::Whole;
        }
        if (c < 0x20)
            return Scan::Wrong;
        if (c != '\\')
            continue;
        if (++m_at == m_end)
            return Scan::Cut;
        if (*m_at == 'u') {
            for (int i = 0; i < 4; ++i) {
                if (++m_at == m_end)
                    return Scan::Cut;
                if (!isHex(*m_at))
                    return Scan::Wrong;
            }
        } else if (*m_at == '\0' || std::strchr("\"\\/bfnrt", *m_at) == nullptr) {
            return Scan::Wrong;
        }
    }
    return Scan::Cut;
}

Reader::Scan Reader::scanNumber()
{
    const auto digits = [this] {
        const char *from = m_at;
        while (m_at < m_end && isDigit(*m_at))
            ++m_at;
        return m_at > from;
    };
    const auto cutOrWrong = [this] { return m_at == m_end ? Scan::Cut : Scan::Wrong; };
    if (*m_at == '-')
        ++m_at;
    if (m_at < m_end && *m_at == '0')
        ++m_at;
    else if (!digits())
        return cutOrWrong();
    if (m_at < m_end && *m_at == '.') {
        ++m_at;
        if (!digits())
            return cutOrWrong();
    }
    if (m_at < m_end && (*m_at == 'e' || *m_at == 'E')) {
        ++m_at;
        if (m_at < m_end && (*m_at == '+' || *m_at == '-'))
            ++m_at;
        if (!digits())
            return cutOrWrong();
    }
    return m_at == m_end && !m_stack.empty() ? Scan::Cut : Scan::Whole;
}

Reader::Scan Reader::scanLiteral()
{
    for (const QByteArrayView word : {QByteArrayView("true"), QByteArrayView("false"), QByteArrayView("null")}) {
        const auto length = std::min<qsizetype>(word.size(), m_end - m_at);
        if (std::memcmp(m_at, word.data(), static_cast<std::size_t>(length)) != 0)
            continue;
        m_at += length;
        return length == word.size() ? Scan::Whole : Scan::Cut;
    }
    return Scan::Wrong;
}

bool Reader::readScalar(JsonNode::Type type, Scan (Reader::*scan)())
{
    const int node = addNode(type);
    if (node < 0)
        return false;
    const Scan result = (this->*scan)();
    m_document.nodes[static_cast<std::size_t>(node)].to = offset();
    if (result == Scan::Whole) {
        m_expect = afterValue();
        return true;
    }
    if (result == Scan::Cut && m_mayBeCut) {
        m_document.nodes[static_cast<std::size_t>(node)].cut = true;
        stopEarly();
    } else {
        fail(result == Scan::Cut ? QT_TRANSLATE_NOOP("explorer", "the text ends inside a value")
                                 : QT_TRANSLATE_NOOP("explorer", "not a JSON value"));
    }
    return false;
}

bool Reader::openContainer(JsonNode::Type type)
{
    if (m_stack.size() >= jsonDepthLimit) {
        fail(QT_TRANSLATE_NOOP("explorer", "nested too deeply"));
        return false;
    }
    const int node = addNode(type);
    if (node < 0)
        return false;
    m_stack.push_back(node);
    ++m_at;
    m_expect = type == JsonNode::Type::Object ? Expect::FirstKeyOrEnd : Expect::FirstValueOrEnd;
    return true;
}

void Reader::closeContainer()
{
    ++m_at;
    m_document.nodes[static_cast<std::size_t>(m_stack.back())].to = offset();
    m_stack.pop_back();
    m_expect = afterValue();
}

bool Reader::readValue()
{
    switch (*m_at) {
    case '{':
        return openContainer(JsonNode::Type::Object);
    case '[':
        return openContainer(JsonNode::Type::Array);
    case '"':
        return readScalar(JsonNode::Type::String, &Reader::scanString);
    default:
        return *m_at == '-' || isDigit(*m_at) ? readScalar(JsonNode::Type::Number, &Reader::scanNumber)
                                              : readScalar(JsonNode::Type::Literal, &Reader::scanLiteral);
    }
}

bool Reader::readKey()
{
    if (*m_at != '"') {
        fail(QT_TRANSLATE_NOOP("explorer", "a key in quotes is missing"));
        return false;
    }
    m_keyFrom = offset();
    const Scan scan = scanString();
    m_keyTo = offset();
    if (scan == Scan::Whole) {
        skipSpace();
        if (m_at < m_end && *m_at == ':') {
            ++m_at;
            m_expect = Expect::Value;
            return true;
        }
    }
    if (m_mayBeCut && m_at == m_end)
        stopEarly();
    else
        fail(QT_TRANSLATE_NOOP("explorer", "a key is not followed by a colon"));
    return false;
}

bool Reader::step()
{
    const bool inObject = !m_stack.empty() && m_document.nodes[static_cast<std::size_t>(m_stack.back())].type == JsonNode::Type::Object;
    const char closing = inObject ? '}' : ']';
    switch (m_expect) {
    case Expect::FirstKeyOrEnd:
    case Expect::FirstValueOrEnd:
        if (*m_at == closing) {
            closeContainer();
            return true;
        }
        return inObject ? readKey() : readValue();
    case Expect::Key:
        return readKey();
    case Expect::Value:
        return readValue();
    case Expect::CommaOrEnd:
        if (*m_at == closing) {
            closeContainer();
            return true;
        }
        if (*m_at == ',') {
            ++m_at;
            m_expect = inObject ? Expect::Key : Expect::Value;
            return true;
        }
        fail(QT_TRANSLATE_NOOP("explorer", "a comma or the end is missing"));
        return false;
    case Expect::Done:
        fail(QT_TRANSLATE_NOOP("explorer", "something follows the value"));
        return false;
    }
    return false;
}

void Reader::read()
{
    for (skipSpace(); m_at < m_end && !m_stopped; skipSpace()) {
        if (!step())
            break;
    }
    if (!m_stopped && m_expect != Expect::Done) {
        if (m_mayBeCut && !m_document.nodes.empty())
            stopEarly();
        else
            fail(QT_TRANSLATE_NOOP("explorer", "the text ends too early"));
    }
}

void linkChildren(JsonDocument &document)
{
    int total = 0;
    for (JsonNode &node : document.nodes) {
        node.firstChild = total;
        total += node.children;
    }
    document.children.assign(static_cast<std::size_t>(total), -1);
    for (std::size_t i = 1; i < document.nodes.size(); ++i) {
        const JsonNode &node = document.nodes[i];
        const JsonNode &parent = document.nodes[static_cast<std::size_t>(node.parent)];
        document.children[static_cast<std::size_t>(parent.firstChild + node.row)] = static_cast<int>(i);
    }
}

} // namespace

JsonDocument parseJson(const QByteArray &text, bool mayBeCut)
{
    JsonDocument document;
    document.text = text;
    Reader(document, mayBeCut).read();
    linkChildren(document);
    return document;
}

QByteArray formatJson(const JsonDocument &document, qsizetype limit)
{
    QByteArray out;
    if (document.nodes.empty())
        return out;
    const auto bracket = [](const JsonNode &node, bool open) {
        const bool object = node.type == JsonNode::Type::Object;
        return open ? (object ? '{' : '[') : (object ? '}' : ']');
    };
    struct Open
    {
        int node;
        int next;
    };
    std::vector<Open> stack;
    const auto begin = [&](int number) {
        const JsonNode &node = document.nodes[static_cast<std::size_t>(number)];
        if (node.keyTo > 0)
            out.append(document.token(node.keyFrom, node.keyTo)).append(": ");
        if (node.type != JsonNode::Type::Object && node.type != JsonNode::Type::Array) {
            out.append(document.token(node.from, node.to));
            return;
        }
        out.append(bracket(node, true));
        if (node.children == 0 && !node.cut)
            out.append(bracket(node, false));
        else
            stack.push_back({number, 0});
    };
    begin(0);
    while (!stack.empty() && out.size() < limit) {
        Open &open = stack.back();
        const JsonNode &node = document.nodes[static_cast<std::size_t>(open.node)];
        if (open.next < node.children) {
            out.append(open.next > 0 ? ",\n" : "\n").append(QByteArray(static_cast<qsizetype>(stack.size()) * 2, ' '));
            begin(document.child(open.node, open.next++)); // may move the stack: `open` is not used after this
            continue;
        }
        stack.pop_back();
        out.append('\n').append(QByteArray(static_cast<qsizetype>(stack.size()) * 2, ' '));
        if (node.cut)
            out.append("\xe2\x80\xa6");
        else
            out.append(bracket(node, false));
    }
    if (!stack.empty())
        out.append("\n\xe2\x80\xa6");
    return out;
}

} // namespace natsdeck::explorer
