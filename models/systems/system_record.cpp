#include "models/systems/system_record.h"

#include <QRegularExpression>

#include <array>

using namespace Qt::StringLiterals;

namespace natsdeck::systems {

namespace {

struct Guess
{
    Environment environment;
    QLatin1StringView key;
    QStringList words;
};

const std::array<Guess, 3> &guesses()
{
    static const std::array<Guess, 3> all{
        Guess{Environment::Production, "production"_L1, {u"prod"_s, u"prd"_s, u"production"_s, u"live"_s}},
        Guess{Environment::Staging, "staging"_L1, {u"staging"_s, u"stage"_s, u"stg"_s, u"qa"_s, u"uat"_s, u"preprod"_s, u"preview"_s}},
        Guess{Environment::Development,
              "development"_L1,
              {u"dev"_s, u"development"_s, u"test"_s, u"testing"_s, u"local"_s, u"localhost"_s, u"kind"_s, u"minikube"_s, u"k3d"_s,
               u"sandbox"_s, u"lab"_s, u"homelab"_s, u"docker"_s}}};
    return all;
}

} // namespace

QString kubernetesSystemId(const QString &clusterUid, const QString &nameSpace, const QString &workloadUid)
{
    return u"k8s:%1/%2/%3"_s.arg(clusterUid, nameSpace, workloadUid);
}

QString localSystemId(const QString &deploymentId) { return u"local:"_s + deploymentId; }

QString linkSystemId(const QString &uuid) { return u"link:"_s + uuid; }

Environment guessEnvironment(const QStringList &names)
{
    static const QRegularExpression separators(u"[^a-z]+"_s); // digits too: prod1, dev02
    QStringList words;
    for (const QString &name : names)
        words += name.toLower().split(separators, Qt::SkipEmptyParts);
    for (const Guess &guess : guesses()) {
        for (const QString &word : std::as_const(words)) {
            if (guess.words.contains(word))
                return guess.environment;
        }
    }
    return Environment::Unlabelled;
}

QString environmentKey(Environment environment)
{
    for (const Guess &guess : guesses()) {
        if (guess.environment == environment)
            return guess.key;
    }
    return u"unlabelled"_s;
}

Environment environmentFromKey(const QString &key)
{
    for (const Guess &guess : guesses()) {
        if (guess.key == key)
            return guess.environment;
    }
    return Environment::Unlabelled;
}

} // namespace natsdeck::systems
