#include "models/deployment/profiles.h"

#include "models/base/files.h"
#include "models/base/json.h"
#include "models/base/text.h"
#include "models/deployment/texts.h"

#include <QFile>

// A static library's resources are only there when somebody asks; must stand outside of any namespace.
static void initProfileResources() { Q_INIT_RESOURCE(profiles); }

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

const QStringList profileFields{u"id"_s, u"title"_s, u"description"_s, u"workstation"_s, u"kubernetes"_s};

// What a profile may not decide.
const QStringList personalFields{u"id"_s, u"name"_s, u"target"_s, u"profile"_s, u"program"_s};

// `over` laid on `under`, objects field by field.
QJsonObject merged(QJsonObject under, const QJsonObject &over)
{
    for (auto it = over.begin(); it != over.end(); ++it) {
        const QJsonValue old = under.value(it.key());
        under.insert(it.key(), it->isObject() && old.isObject() ? QJsonValue(merged(old.toObject(), it->toObject())) : it.value());
    }
    return under;
}

Result<void> checkChoices(const QJsonObject &choices, const QString &which, const QString &origin)
{
    for (const QString &field : personalFields) {
        if (choices.contains(field))
            return failure(ErrorKind::Invalid, Texts::tr("The profile %1 cannot be used").arg(origin),
                           Texts::tr("“%1.%2” is not a profile's to decide").arg(which, field));
    }
    if (const auto read = desiredSystemFromJson(choices); !read)
        return failure(ErrorKind::Invalid, Texts::tr("The profile %1 cannot be used").arg(origin), which + u": "_s + read.error().detail);
    return {};
}

// Marked for translation here, shown through Texts::tr().
[[maybe_unused]] const char *const embeddedTexts[] = {
    QT_TRANSLATE_NOOP("deployment", "Development"),
    QT_TRANSLATE_NOOP("deployment", "Small and quick to throw away: one server, a few gibibytes of streams."),
    QT_TRANSLATE_NOOP("deployment", "Homelab"),
    QT_TRANSLATE_NOOP(
        "deployment",
        "One durable server for the services at home: 10 GiB of streams; in a cluster also nats-box and every message written through."),
};

} // namespace

Result<Profile> parseProfile(const QByteArray &json, const QString &origin)
{
    const auto object = json::parseObject(json, origin);
    if (!object)
        return failure(object.error());
    for (auto it = object->begin(); it != object->end(); ++it) {
        if (!profileFields.contains(it.key()))
            return failure(ErrorKind::Invalid, Texts::tr("The profile %1 cannot be used").arg(origin),
                           Texts::tr("“%1” is unknown").arg(text::clean(it.key())));
    }
    Profile profile;
    profile.id = object->value("id"_L1).toString();
    profile.title = text::clean(object->value("title"_L1).toString());
    profile.description = text::clean(object->value("description"_L1).toString());
    profile.workstation = object->value("workstation"_L1).toObject();
    profile.kubernetes = object->value("kubernetes"_L1).toObject();
    if (profile.id.isEmpty() || profile.title.isEmpty())
        return failure(ErrorKind::Invalid, Texts::tr("The profile %1 cannot be used").arg(origin), Texts::tr("It has no id or no title"));
    if (const auto checked = checkChoices(profile.workstation, u"workstation"_s, origin); !checked)
        return failure(checked.error());
    if (const auto checked = checkChoices(profile.kubernetes, u"kubernetes"_s, origin); !checked)
        return failure(checked.error());
    return profile;
}

QList<Profile> embeddedProfiles()
{
    initProfileResources();
    QList<Profile> profiles;
    for (const QString &name : {u":/profiles/development.json"_s, u":/profiles/homelab.json"_s}) {
        const auto content = files::read(name);
        auto profile = content ? parseProfile(*content, name) : Result<Profile>(failure(content.error()));
        if (!profile) {
            qCritical("%s", qUtf8Printable(toText(profile.error())));
            continue;
        }
        profile->title = Texts::tr(profile->title.toUtf8().constData());
        profile->description = Texts::tr(profile->description.toUtf8().constData());
        profiles << *profile;
    }
    return profiles;
}

DesiredSystem applied(const Profile &profile, const DesiredSystem &desired)
{
    const QJsonObject &choices = desired.target.kind == TargetKind::Workstation ? profile.workstation : profile.kubernetes;
    auto made = desiredSystemFromJson(merged(toJson(desired), choices));
    if (!made) {
        qCritical("%s", qUtf8Printable(toText(made.error())));
        return desired;
    }
    made->profile = profile.id;
    made->login.secret = desired.login.secret; // not in the JSON
    made->login.systemSecret = desired.login.systemSecret;
    return *made;
}

} // namespace natsdeck::deployment
