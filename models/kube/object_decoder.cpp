#include "models/kube/object_decoder.h"

#include "models/base/json.h"
#include "models/base/text.h"

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
    bool initialEventsEnd = false;
    const char *managedFrom = nullptr; // the value
    const char *managedTo = nullptr;
};

// Reads what names the object, and finds where managedFields stand.
simdjson::error_code readMetadata(od::object metadata, Metadata &into, ObjectText &object)
{
    const auto take = [](auto &member, QString &text) {
        std::string_view value;
        if (!member.value().get_string().get(value))
            text = string(value);
    };
    for (auto member : metadata) {
        std::string_view key;
        std::string_view text;
        if (const auto error = member.unescaped_key().get(key))
            return error;
        if (key == "managedFields") {
            od::array managed;
            if (member.value().get(managed))
                continue; // null, or no list: not worth cutting
            if (const auto error = managed.raw_json().get(text))
                return error;
            into.managedFrom = text.data();
            into.managedTo = text.data() + text.size();
        } else if (key == "uid") {
            take(member, object.uid);
        } else if (key == "name") {
            take(member, object.name);
        } else if (key == "namespace") {
            take(member, object.nameSpace);
        } else if (key == "resourceVersion") {
            take(member, object.resourceVersion);
        } else if (key == "annotations") {
            od::object annotations;
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

// The object's names and text, without managedFields when they are not wanted.
simdjson::error_code readText(od::object object, ManagedFields managed, Metadata &metadata, ObjectText &into)
{
    std::string_view whole;
    if (const auto error = object.raw_json().get(whole))
        return error;
    if (const auto error = object.reset().error())
        return error;
    od::object members;
    const auto found = object.find_field_unordered("metadata").get(members);
    if (found && found != simdjson::NO_SUCH_FIELD)
        return found;
    if (!found) {
        if (const auto error = readMetadata(members, metadata, into))
            return error;
    }
    const char *const from = metadata.managedFrom ? keyBefore(metadata.managedFrom, whole.data()) : nullptr;
    into.text = managed == ManagedFields::Drop && from ? without(whole, from, metadata.managedTo) : bytes(whole);
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

Result<QList<ObjectText>> readItems(QByteArray &page, const QString &apiVersion, const QString &kind, ManagedFields managed)
{
    QList<ObjectText> objects;
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
    for (auto item : items) {
        od::object object;
        Metadata metadata;
        ObjectText text{apiVersion, kind, {}, {}, {}, {}, {}};
        error = item.get(object);
        if (!error)
            error = readText(object, managed, metadata, text);
        if (error)
            return notReadable(u"a list"_s, error);
        objects.append(std::move(text));
    }
    return objects;
}

Result<RawEvent> readEvent(QByteArray &line, const QString &apiVersion, const QString &kind, ManagedFields managed)
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
    event.object.apiVersion = apiVersion;
    event.object.kind = kind;
    Metadata metadata;
    error = document.find_field_unordered("object").get(object);
    if (!error)
        error = readText(object, managed, metadata, event.object);
    if (error)
        return notReadable(u"an event"_s, error);
    event.initialEventsEnd = metadata.initialEventsEnd;
    return event;
}

Result<QJsonObject> ObjectText::make() const
{
    auto object = json::parseObject(text, u"an object of the API server"_s);
    if (!object)
        return object;
    object->insert(u"apiVersion"_s, apiVersion);
    object->insert(u"kind"_s, kind);
    return object;
}

QList<QJsonObject> makeAll(const QList<ObjectText> &texts)
{
    QList<QJsonObject> objects;
    objects.reserve(texts.size());
    for (const ObjectText &text : texts) {
        if (auto object = text.make())
            objects.append(std::move(*object));
    }
    return objects;
}

} // namespace natsdeck::kube
