#include "models/nats/subjects.h"

#include <QCoreApplication>

namespace natsdeck::nats::subjects {

namespace {

// Takes the first token off; `rest` is null after the last one.
QByteArrayView takeToken(QByteArrayView &rest)
{
    const qsizetype dot = rest.indexOf('.');
    const QByteArrayView token = dot < 0 ? rest : rest.first(dot);
    rest = dot < 0 ? QByteArrayView() : rest.sliced(dot + 1);
    return token;
}

} // namespace

Problem check(QByteArrayView subject)
{
    if (subject.isEmpty())
        return Problem::Empty;
    if (subject.size() > longest)
        return Problem::TooLong;
    bool tail = false;
    while (!subject.isNull()) {
        if (tail)
            return Problem::TailNotLast;
        const QByteArrayView token = takeToken(subject);
        if (token.isEmpty())
            return Problem::EmptyToken;
        for (const char c : token) {
            if (c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f')
                return Problem::WhiteSpace;
            if (uchar(c) < 0x20 || uchar(c) == 0x7f)
                return Problem::ControlCharacter;
        }
        tail = token == ">";
    }
    return Problem::None;
}

bool isValid(QByteArrayView subject) { return check(subject) == Problem::None; }
bool isLiteral(QByteArrayView subject) { return isValid(subject) && !hasWildcard(subject); }

bool hasWildcard(QByteArrayView subject)
{
    while (!subject.isNull()) {
        const QByteArrayView token = takeToken(subject);
        if (token == "*" || token == ">")
            return true;
    }
    return false;
}

QString toText(Problem problem)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("nats", text); };
    switch (problem) {
    case Problem::None:
        return {};
    case Problem::Empty:
        return tr("A subject is needed");
    case Problem::EmptyToken:
        return tr("A subject must not start or end with a dot or hold two in a row");
    case Problem::WhiteSpace:
        return tr("A subject must not contain spaces");
    case Problem::ControlCharacter:
        return tr("A subject must not contain control characters");
    case Problem::TailNotLast:
        return tr("\">\" stands for everything that follows and can only be the last token");
    case Problem::TooLong:
        return tr("The subject is too long: at most %1 bytes").arg(longest);
    }
    return {};
}

bool matches(QByteArrayView pattern, QByteArrayView subject)
{
    while (!pattern.isNull() && !subject.isNull()) {
        const QByteArrayView want = takeToken(pattern);
        if (want == ">")
            return true;
        const QByteArrayView token = takeToken(subject);
        if (want != "*" && want != token)
            return false;
    }
    return pattern.isNull() && subject.isNull();
}

bool overlap(QByteArrayView a, QByteArrayView b)
{
    while (!a.isNull() && !b.isNull()) {
        const QByteArrayView left = takeToken(a);
        const QByteArrayView right = takeToken(b);
        if (left == ">" || right == ">")
            return true;
        if (left != "*" && right != "*" && left != right)
            return false;
    }
    return a.isNull() && b.isNull();
}

bool isName(QByteArrayView name)
{
    if (name.isEmpty() || name.size() > 255)
        return false;
    for (const char c : name) {
        if (uchar(c) <= 0x20 || uchar(c) == 0x7f || QByteArrayView(".*>/\\").contains(c))
            return false;
    }
    return true;
}

} // namespace natsdeck::nats::subjects
