#pragma once

#include "tests/support/kube_stub.h"

#include <QJsonObject>
#include <QStringList>

#include <random>

namespace natsdeck::test {

// A pod as clusters have them: about 5.5 kB of text, half of it managedFields. The same number gives the same pod.
[[nodiscard]] QByteArray fatPod(int number, const QByteArray &resourceVersion = "1", const QByteArray &nameSpace = "n");
// A list of `count` fat pods, in pages as the request asks, with continue tokens and remainingItemCount.
[[nodiscard]] KubeStub::Handler fatPods(int count);

// What somebody may write wherever text is shown: markup that opens files, terminal escapes, bidi controls, huge, empty.
[[nodiscard]] QStringList hostileStrings();
// Every string of the object, keys of labels and annotations too, replaced by one of those; what the protocol needs stays
// (apiVersion, kind, uid, resourceVersion, and name and namespace when they are to be found again).
[[nodiscard]] QJsonObject withHostileStrings(const QJsonObject &object, unsigned seed, bool namesToo = false);

// A living collection: lists, and watches that bring what happened since their resourceVersion and are cut then. While a
// client reads, `changesPerWatch` random changes happen before each watch is answered.
class StubCollection final
{
public:
    explicit StubCollection(unsigned seed)
        : m_random(seed)
    {}

    // Answers GETs of the collection; runs on the stub's thread.
    [[nodiscard]] StubReply answer(const StubRequest &request);

    int changesPerWatch = 3;
    int watchesUntilHeld = 0;     // after so many watches the stream stays open; 0: at once
    int cutWithinEvery = 0;       // each so many-th watch is broken off in the middle of an event; 0: never
    qsizetype historyKept = 1000; // events; a watch from before gets 410

    // From any thread.
    [[nodiscard]] QByteArray hashAt(int resourceVersion) const; // of the state then
    [[nodiscard]] int resourceVersion() const;
    [[nodiscard]] int lists() const;
    [[nodiscard]] int watches() const;

    // Of names with their resourceVersions, as the client has them.
    [[nodiscard]] static QByteArray hashOf(const QMap<QString, QString> &state);

private:
    void change();
    [[nodiscard]] StubReply list() const;
    [[nodiscard]] StubReply watch(const StubRequest &request);

    std::mt19937 m_random;
    mutable std::mutex m_mutex;
    QMap<QString, QString> m_state; // name → resourceVersion
    QList<std::pair<int, QByteArray>> m_history;
    QMap<int, QByteArray> m_hashes;
    int m_version = 0;
    int m_lists = 0;
    int m_watches = 0;
    int m_forgottenUpTo = 0;
};

} // namespace natsdeck::test
