#include "models/kube/object_decoder.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QJsonDocument>

#include <simdjson.h>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

namespace od = simdjson::ondemand;

Failure notReadable(const QString &what, simdjson::error_code code)
{
    return failure(ErrorKind::Protocol, u"The API server sent %1 that cannot be read"_s.arg(what),
                   QString::fromLatin1(simdjson::error_message(code)));
}

simdjson::padded_string_view padded(QByteArray &text)
{
    (void)text.data(); // not shared: the parser looks behind the end, but into our own memory only
    const qsizetype room = text.size() + qsizetype(simdjson::SIMDJSON_PADDING);
    if (text.capacity() < room)
        text.reserve(room);
    return simdjson::padded_string_view(text.constData(), std::size_t(text.size()), std::size_t(text.capacity()));
}

QByteArray bytes(std::string_view text) { return {text.data(), qsizetype(text.size())}; }
QString string(std::string_view text) { return QString::fromUtf8(text.data(), qsizetype(text.size())); }

// The text of an object without `cut`, which is a member of it from its key on, and without the comma that belonged to it.
QByteArray without(std::string_view object, const char *from, const char *to)
{
    const char *const begin = object.data();
    const char *const end = begin + object.size();
    const auto isSpace = [](char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; };
    const char *before = from;
    while (before > begin && isSpace(before[-1]))
        --before;
    if (before[-1] == ',') {
        from = before - 1;
    } else {
        while (to < end && isSpace(*to))
            ++to;
        if (to < end && *to == ',')
            ++to;
    }
    QByteArray rest;
    rest.reserve(object.size() - (to - from));
    rest.append(begin, from - begin);
    rest.append(to, end - to);
    return rest;
}

struct Metadata
{
    QString uid;
    QString resourceVersion;
    bool initialEventsEnd = false;
    const char *managedFrom = nullptr; // with its key
    const char *managedTo = nullptr;
};

enum class Want { ManagedOnly, All };

// Reads the members of metadata that are wanted and finds where managedFields stand.
simdjson::error_code readMetadata(od::object metadata, Want want, Metadata &into)
{
    for (auto member : metadata) {
        std::string_view key;
        if (const auto error = member.unescaped_key().get(key))
            return error;
        if (key == "managedFields") {
            od::array managed;
            std::string_view text;
            if (member.value().get(managed))
                continue; // null, or no list: not worth cutting
            if (const auto error = managed.raw_json().get(text))
                return error;
            into.managedTo = text.data() + text.size();
            into.managedFrom = text.data();
        } else if (want == Want::All && key == "uid") {
            if (std::string_view text; !member.value().get_string().get(text))
                into.uid = string(text);
        } else if (want == Want::All && key == "resourceVersion") {
            if (std::string_view text; !member.value().get_string().get(text))
                into.resourceVersion = string(text);
        } else if (want == Want::All && key == "annotations") {
            od::object annotations;
            std::string_view text;
            if (!member.value().get(annotations) && !annotations["k8s.io/initial-events-end"].get_string().get(text))
                into.initialEventsEnd = text == "true";
        }
    }
    return simdjson::SUCCESS;
}

// Back over the colon and the key `"managedFields"`, to its first quote.
const char *keyBefore(const char *value, const char *begin)
{
    constexpr std::string_view key = "\"managedFields\"";
    const char *at = value;
    while (at > begin && at[-1] != '"')
        --at;
    at -= key.size();
    return at > begin && std::string_view(at, key.size()) == key ? at : nullptr;
}

// The text of the object, without managedFields when they are not wanted.
simdjson::error_code readText(od::object object, ManagedFields managed, Want want, Metadata &metadata, QByteArray &text)
{
    std::string_view whole;
    if (const auto error = object.raw_json().get(whole))
        return error;
    if (managed == ManagedFields::Drop || want == Want::All) {
        if (const auto error = object.reset().error())
            return error;
        od::object members;
        const auto found = object.find_field_unordered("metadata").get(members);
        if (!found) {
            if (const auto error = readMetadata(members, want, metadata))
                return error;
        } else if (found != simdjson::NO_SUCH_FIELD) {
            return found;
        }
    }
    const char *const from = metadata.managedFrom ? keyBefore(metadata.managedFrom, whole.data()) : nullptr;
    text = managed == ManagedFields::Drop && from ? without(whole, from, metadata.managedTo) : bytes(whole);
    return simdjson::SUCCESS;
}

od::parser &parserOfThisThread()
{
    thread_local od::parser parser;
    return parser;
}

} // namespace

ManagedFields managedFieldsOf(const QString &kind)
{
    return kind == u"ConfigMap" || kind == u"Secret" ? ManagedFields::Keep : ManagedFields::Drop;
}

Result<PageHead> readPageHead(QByteArray &page)
{
    od::document document;
    od::object metadata;
    PageHead head;
    auto error = parserOfThisThread().iterate(padded(page)).get(document);
    if (!error)
        error = document.find_field_unordered("metadata").get(metadata);
    if (error == simdjson::NO_SUCH_FIELD)
        return head;
    if (error)
        return notReadable(u"a list"_s, error);
    for (auto member : metadata) {
        std::string_view key;
        std::string_view text;
        int64_t number = 0;
        if ((error = member.unescaped_key().get(key)))
            return notReadable(u"a list"_s, error);
        if (key == "resourceVersion" && !member.value().get_string().get(text))
            head.resourceVersion = string(text);
        else if (key == "continue" && !member.value().get_string().get(text))
            head.continueToken = string(text);
        else if (key == "remainingItemCount" && !member.value().get_int64().get(number))
            head.remaining = number;
    }
    return head;
}

Result<QList<QJsonObject>> readItems(QByteArray &page, const QString &apiVersion, const QString &kind, ManagedFields managed)
{
    QList<QJsonObject> objects;
    od::document document;
    od::object list;
    od::array items;
    auto error = parserOfThisThread().iterate(padded(page)).get(document);
    if (!error)
        error = document.get_object().get(list);
    if (error)
        return notReadable(u"a list"_s, error);
    error = list.find_field_unordered("items").get(items);
    if (error == simdjson::NO_SUCH_FIELD || error == simdjson::INCORRECT_TYPE)
        return objects; // "items": null, as some aggregated servers write an empty list
    if (error)
        return notReadable(u"a list"_s, error);
    QByteArray text;
    for (auto item : items) {
        od::object object;
        Metadata metadata;
        error = item.get(object);
        if (!error)
            error = readText(object, managed, Want::ManagedOnly, metadata, text);
        if (error)
            return notReadable(u"a list"_s, error);
        auto made = readObject(text, apiVersion, kind);
        if (!made)
            return Failure(made.error());
        objects.append(std::move(*made));
    }
    return objects;
}

Result<RawEvent> readEvent(QByteArray &line, ManagedFields managed)
{
    od::document document;
    od::object object;
    RawEvent event;
    std::string_view type;
    auto error = parserOfThisThread().iterate(padded(line)).get(document);
    if (!error)
        error = document.find_field_unordered("type").get_string().get(type);
    if (error)
        return notReadable(u"an event"_s, error);
    event.type = bytes(type);
    error = document.find_field_unordered("object").get(object);
    Metadata metadata;
    if (!error)
        error = readText(object, managed, Want::All, metadata, event.object);
    if (error)
        return notReadable(u"an event"_s, error);
    event.uid = metadata.uid;
    event.resourceVersion = metadata.resourceVersion;
    event.initialEventsEnd = metadata.initialEventsEnd;
    return event;
}

Result<QJsonObject> readObject(const QByteArray &object, const QString &apiVersion, const QString &kind)
{
    auto made = json::parseObject(object, u"an object of the API server"_s);
    if (!made)
        return made;
    made->insert(u"apiVersion"_s, apiVersion);
    made->insert(u"kind"_s, kind);
    return made;
}

} // namespace natsdeck::kube
