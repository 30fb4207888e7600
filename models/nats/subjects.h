#pragma once

#include <QByteArrayView>
#include <QString>

// Rules of subjects (NATS protocol; ADR-6): tokens joined by dots, no empty token, no white space or control characters; "*" is one
// token, ">" the rest and only at the end. Everything else is legal, UTF-8 too.
namespace natsdeck::nats::subjects {

enum class Problem { None, Empty, EmptyToken, WhiteSpace, ControlCharacter, TailNotLast, TooLong };

inline constexpr qsizetype longest = 4000; // bytes; the server's control line is 4096

[[nodiscard]] Problem check(QByteArrayView subject);  // wildcards allowed
[[nodiscard]] bool isValid(QByteArrayView subject);   // to subscribe: wildcards allowed
[[nodiscard]] bool isLiteral(QByteArrayView subject); // to publish: valid and without wildcards
[[nodiscard]] bool hasWildcard(QByteArrayView subject);
[[nodiscard]] QString toText(Problem problem); // for people, empty for None

// Whether a literal subject belongs to a pattern.
[[nodiscard]] bool matches(QByteArrayView pattern, QByteArrayView subject);
// Whether some subject belongs to both patterns.
[[nodiscard]] bool overlap(QByteArrayView a, QByteArrayView b);

// Names of streams and consumers, which are one token of an API subject: not empty, ≤ 255 bytes, no white space, none of . * > / '\'.
[[nodiscard]] bool isName(QByteArrayView name);

} // namespace natsdeck::nats::subjects
