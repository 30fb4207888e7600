#pragma once

#include <cstddef>
#include <mutex>
#include <vector>

namespace natsdeck {

// Hands values from producer threads to one consumer in batches. Bounded by `weight` (bytes, or items when every weight
// is 1); what does not fit is not kept and is counted, so that taken + dropped = offered, always.
template <typename T> class BoundedQueue
{
public:
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity)
    {}

    // True when the queue was empty before: the moment to wake the consumer.
    bool push(T value, std::size_t weight = 1)
    {
        const std::scoped_lock lock(m_mutex);
        ++m_offered;
        if (m_weight + weight > m_capacity) {
            ++m_dropped;
            return false;
        }
        const bool wasEmpty = m_items.empty();
        m_weight += weight;
        m_items.push_back(std::move(value));
        return wasEmpty;
    }

    [[nodiscard]] std::vector<T> takeAll()
    {
        std::vector<T> taken;
        const std::scoped_lock lock(m_mutex);
        taken.swap(m_items);
        m_weight = 0;
        return taken;
    }

    [[nodiscard]] std::size_t offered() const { return locked(m_offered); }
    [[nodiscard]] std::size_t dropped() const { return locked(m_dropped); }
    [[nodiscard]] std::size_t weight() const { return locked(m_weight); }

private:
    std::size_t locked(const std::size_t &value) const
    {
        const std::scoped_lock lock(m_mutex);
        return value;
    }

    mutable std::mutex m_mutex;
    std::vector<T> m_items;
    std::size_t m_capacity;
    std::size_t m_weight = 0;
    std::size_t m_offered = 0;
    std::size_t m_dropped = 0;
};

} // namespace natsdeck
