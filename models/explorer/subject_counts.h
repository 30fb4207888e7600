#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QtGlobal>

#include <vector>

namespace natsdeck::explorer {

// How often each subject was seen. Made for the thread that receives: one hash and one compare per message, nothing for a
// subject that repeats. Bounded; messages of subjects that found no place are counted together. Not thread-safe.
class SubjectCounts final
{
public:
    static constexpr std::size_t subjectLimit = 50'000;
    static constexpr qsizetype textLimit = 8 * 1024 * 1024; // bytes of all subjects together

    struct Change
    {
        quint32 number; // of the subject, from 0, in the order of first sight
        QByteArray subject;
        quint64 count; // all in all
    };

    void count(QByteArrayView subject);
    // What changed since the last call, at most `limit` subjects; the rest comes with the next calls.
    [[nodiscard]] std::vector<Change> takeChanges(std::size_t limit);

    [[nodiscard]] std::size_t subjects() const { return m_entries.size(); }
    [[nodiscard]] quint64 messagesNotListed() const { return m_notListed; }
    void clear();

private:
    struct Entry
    {
        QByteArray subject;
        std::size_t hash;
        quint64 count = 0;
        bool changed = false;
    };

    [[nodiscard]] std::size_t slotOf(QByteArrayView subject, std::size_t hash) const;
    void grow();
    void touch(quint32 number);

    std::vector<Entry> m_entries;
    std::vector<quint32> m_slots; // number + 1, 0 = free; a power of two
    std::vector<quint32> m_changed;
    std::size_t m_changedTaken = 0;
    qsizetype m_text = 0;
    quint64 m_notListed = 0;
    quint32 m_last = 0;
};

} // namespace natsdeck::explorer
