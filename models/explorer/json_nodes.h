#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QString>

#include <vector>

// A JSON payload as its own tokens: nothing is reordered, merged, renumbered or unescaped, duplicate keys stay. QJsonDocument
// and simdjson are not used here because both change what a person would see.
namespace natsdeck::explorer {

inline constexpr int jsonDepthLimit = 512;
inline constexpr int jsonNodeLimit = 200'000;

struct JsonNode
{
    enum class Type : quint8 { Object, Array, String, Number, Literal };

    Type type = Type::Literal;
    bool cut = false;    // the text ended before this value did
    quint32 keyFrom = 0; // the raw key with its quotes; keyTo = 0 without a key
    quint32 keyTo = 0;   //
    quint32 from = 0;    // the raw value, [from, to) in the text
    quint32 to = 0;      //
    int parent = -1;     //
    int row = 0;         // among its siblings
    int children = 0;    // how many
    int firstChild = 0;  // where its children stand in JsonDocument::children
};

struct JsonDocument
{
    QByteArray text;
    std::vector<JsonNode> nodes; // 0 is the root; parents stand before their children
    std::vector<int> children;   // node numbers, those of one parent side by side
    bool cut = false;            // the text or the node budget ended early
    qsizetype errorOffset = -1;  // -1: well formed (as far as it goes)
    QString error;

    [[nodiscard]] bool isValid() const { return errorOffset < 0 && !nodes.empty(); }
    [[nodiscard]] QByteArrayView token(quint32 from, quint32 to) const { return QByteArrayView(text).sliced(from, to - from); }
    [[nodiscard]] int child(int node, int row) const
    {
        return children[static_cast<std::size_t>(nodes[static_cast<std::size_t>(node)].firstChild + row)];
    }
};

// Strict RFC 8259. With `mayBeCut` the text may end anywhere: what stands is kept and marked. Iterative: depth costs no stack.
[[nodiscard]] JsonDocument parseJson(const QByteArray &text, bool mayBeCut = false);

// Indented by two spaces, tokens as they came. Stops at `limit` bytes with a line that says so.
[[nodiscard]] QByteArray formatJson(const JsonDocument &document, qsizetype limit = 16 * 1024 * 1024);

} // namespace natsdeck::explorer
