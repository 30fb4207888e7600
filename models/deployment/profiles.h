#pragma once

#include "models/deployment/desired_system.h"

#include <QList>

namespace natsdeck::deployment {

// A named set of choices, from a JSON file: {"id","title","description","workstation":{…},"kubernetes":{…}}; the two objects
// hold fields of DesiredSystem's JSON. Embedded ones come from resources/profiles.
struct Profile
{
    QString id;
    QString title;       // shown; of embedded profiles translated
    QString description; // one sentence
    QJsonObject workstation;
    QJsonObject kubernetes;
};

// Invalid with the field's name when it holds what DesiredSystem does not know or cannot be.
Result<Profile> parseProfile(const QByteArray &json, const QString &origin);

QList<Profile> embeddedProfiles(); // "development" first, then "homelab"

// The profile's choices for this kind of target, everything else as it was (id, name, target, ports typed before).
DesiredSystem applied(const Profile &profile, const DesiredSystem &desired);

} // namespace natsdeck::deployment
