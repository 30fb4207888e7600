#include "models/explorer/subject_counts.h"

#include <QHashFunctions>

#include <cstring>

namespace natsdeck::explorer {

namespace {

bool equal(QByteArrayView a, const QByteArray &b)
{
    return a.size() == b.size() && std::memcmp(a.data(), b.constData(), static_cast<std::size_t>(a.size())) == 0;
}

} // namespace

std::size_t SubjectCounts::slotOf(QByteArrayView subject, std::size_t hash) const
{
    const std::size_t mask = m_slots.size() - 1;
    std::size_t slot = hash & mask;
    while (m_slots[slot] != 0) {
        const Entry &entry = m_entries[m_slots[slot] - 1];
        if (entry.hash == hash && equal(subject, entry.subject))
            break;
        slot = (slot + 1) & mask;
    }
    return slot;
}

void SubjectCounts::grow()
{
    m_slots.assign(std::max<std::size_t>(1024, m_slots.size() * 2), 0);
    for (quint32 i = 0; i < m_entries.size(); ++i)
        m_slots[slotOf(m_entries[i].subject, m_entries[i].hash)] = i + 1;
}

void SubjectCounts::touch(quint32 number)
{
    Entry &entry = m_entries[number];
    ++entry.count;
    if (!entry.changed) {
        entry.changed = true;
        m_changed.push_back(number);
    }
    m_last = number;
}

void SubjectCounts::count(QByteArrayView subject)
{
    if (m_last < m_entries.size() && equal(subject, m_entries[m_last].subject)) {
        touch(m_last);
        return;
    }
    if (m_slots.size() < 2 * (m_entries.size() + 1))
        grow();
    const std::size_t hash = qHashBits(subject.data(), static_cast<std::size_t>(subject.size()));
    const std::size_t slot = slotOf(subject, hash);
    if (m_slots[slot] == 0) {
        if (m_entries.size() >= subjectLimit || m_text + subject.size() > textLimit) {
            ++m_notListed;
            return;
        }
        m_text += subject.size();
        m_entries.push_back({subject.toByteArray(), hash, 0, false});
        m_slots[slot] = static_cast<quint32>(m_entries.size());
    }
    touch(m_slots[slot] - 1);
}

std::vector<SubjectCounts::Change> SubjectCounts::takeChanges(std::size_t limit)
{
    std::vector<Change> changes;
    const std::size_t end = std::min(m_changed.size(), m_changedTaken + limit);
    changes.reserve(end - m_changedTaken);
    for (; m_changedTaken < end; ++m_changedTaken) {
        Entry &entry = m_entries[m_changed[m_changedTaken]];
        entry.changed = false;
        changes.push_back({m_changed[m_changedTaken], entry.subject, entry.count});
    }
    if (m_changedTaken == m_changed.size() || m_changedTaken > 100'000) {
        m_changed.erase(m_changed.begin(), m_changed.begin() + static_cast<std::ptrdiff_t>(m_changedTaken));
        m_changedTaken = 0;
    }
    return changes;
}

void SubjectCounts::clear() { *this = SubjectCounts(); }

} // namespace natsdeck::explorer
