#pragma once

#include <QByteArray>
#include <QList>

namespace natsdeck::kube {

// Cuts a stream of JSON objects at their boundaries: chunks end anywhere, newlines mean nothing. What is not finished is
// kept up to `budget` bytes; one more, or anything but an object, and the stream is broken for good.
class JsonSplitter
{
public:
    explicit JsonSplitter(qsizetype budget = 4 * 1024 * 1024)
        : m_budget(budget)
    {}

    [[nodiscard]] QList<QByteArray> feed(const QByteArray &chunk); // complete objects, in order
    [[nodiscard]] bool isBroken() const { return m_broken; }
    [[nodiscard]] bool isOverBudget() const { return m_overBudget; }

private:
    qsizetype m_budget;
    QByteArray m_pending;
    int m_depth = 0;
    bool m_inText = false;
    bool m_escaped = false;
    bool m_broken = false;
    bool m_overBudget = false;
};

} // namespace natsdeck::kube
