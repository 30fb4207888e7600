#include "tests/support/kube_stub_objects.h"

#include <QCryptographicHash>

using namespace Qt::StringLiterals;

namespace natsdeck::test {

namespace {

QByteArray objectJson(const QString &name, const QString &version)
{
    return R"({"metadata":{"name":")" + name.toUtf8() + R"(","namespace":"n","uid":"u-)" + name.toUtf8() + R"(","resourceVersion":")" +
           version.toUtf8() + R"("}})";
}

} // namespace

QByteArray StubCollection::hashOf(const QMap<QString, QString> &state)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    for (auto it = state.begin(); it != state.end(); ++it)
        hash.addData((it.key() + u'=' + it.value() + u'\n').toUtf8());
    return hash.result();
}

void StubCollection::change()
{
    const QString version = QString::number(++m_version);
    const int kind = int(m_random() % 4);
    QByteArray type = "ADDED";
    QString name = u"o-"_s + version;
    if (kind > 0 && !m_state.isEmpty()) {
        name = std::next(m_state.keyBegin(), int(m_random() % unsigned(m_state.size()))).operator*();
        type = kind == 1 ? "DELETED" : "MODIFIED";
    }
    if (type == "DELETED")
        m_state.remove(name);
    else
        m_state.insert(name, version);
    m_history.append({m_version, R"({"type":")" + type + R"(","object":)" + objectJson(name, version) + "}\n"});
    m_hashes.insert(m_version, hashOf(m_state));
    while (m_history.size() > historyKept)
        m_forgottenUpTo = m_history.takeFirst().first;
}

StubReply StubCollection::answer(const StubRequest &request)
{
    const std::scoped_lock lock(m_mutex);
    if (!request.query.contains("watch=true")) {
        ++m_lists;
        return list();
    }
    ++m_watches;
    return watch(request);
}

StubReply StubCollection::list() const
{
    StubReply reply;
    reply.body = R"({"kind":"PodList","metadata":{"resourceVersion":")" + QByteArray::number(m_version) + R"("},"items":[)";
    for (auto it = m_state.begin(); it != m_state.end(); ++it)
        reply.body += (it == m_state.begin() ? "" : ",") + objectJson(it.key(), it.value());
    reply.body += "]}";
    return reply;
}

StubReply StubCollection::watch(const StubRequest &request)
{
    const int since = request.query.mid(request.query.indexOf("resourceVersion=") + 16).split('&').first().toInt();
    StubReply reply;
    if (since < m_forgottenUpTo) {
        reply.chunks << R"({"type":"ERROR","object":)" + statusJson(410, "Expired", "too old resource version") + "}\n";
        return reply;
    }
    for (int i = 0; i < changesPerWatch; ++i)
        change();
    QByteArray events;
    for (const auto &[version, event] : std::as_const(m_history))
        events += version > since ? event : QByteArray();
    if (cutWithinEvery > 0 && m_watches % cutWithinEvery == 0) {
        events.chop(int(m_random() % 40) + 2);
        reply.end = StubReply::End::Cut;
    } else if (m_watches > watchesUntilHeld) {
        reply.end = StubReply::End::Hold;
    }
    // Chunks end anywhere.
    while (!events.isEmpty()) {
        const qsizetype size = std::min<qsizetype>(events.size(), qsizetype(m_random() % 200) + 1);
        reply.chunks << events.first(size);
        events.remove(0, size);
    }
    if (reply.chunks.isEmpty())
        reply.chunks << "\n";
    return reply;
}

QByteArray StubCollection::hashAt(int resourceVersion) const
{
    const std::scoped_lock lock(m_mutex);
    return m_hashes.value(resourceVersion);
}

int StubCollection::resourceVersion() const
{
    const std::scoped_lock lock(m_mutex);
    return m_version;
}

int StubCollection::lists() const
{
    const std::scoped_lock lock(m_mutex);
    return m_lists;
}

int StubCollection::watches() const
{
    const std::scoped_lock lock(m_mutex);
    return m_watches;
}

} // namespace natsdeck::test
