#include "models/kube/json_splitter.h"

namespace natsdeck::kube {

QList<QByteArray> JsonSplitter::feed(const QByteArray &chunk)
{
    QList<QByteArray> objects;
    qsizetype start = m_depth > 0 ? 0 : -1;
    for (qsizetype i = 0; i < chunk.size() && !m_broken; ++i) {
        const char c = chunk[i];
        if (m_inText) {
            if (m_escaped)
                m_escaped = false;
            else if (c == '\\')
                m_escaped = true;
            else if (c == '"')
                m_inText = false;
            continue;
        }
        if (m_depth == 0) {
            if (c == '{') {
                start = i;
                m_depth = 1;
            } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
                m_broken = true;
            }
            continue;
        }
        if (c == '"') {
            m_inText = true;
        } else if (c == '{' || c == '[') {
            ++m_depth;
        } else if ((c == '}' || c == ']') && --m_depth == 0) {
            objects.append(m_pending + chunk.mid(start, i + 1 - start));
            m_pending.clear();
            start = -1;
        }
        if (m_depth > 0 && m_pending.size() + i - start >= m_budget)
            m_broken = m_overBudget = true;
    }
    if (start >= 0 && !m_broken)
        m_pending += chunk.mid(start);
    if (m_pending.size() > m_budget)
        m_broken = m_overBudget = true;
    if (m_broken)
        m_pending.clear();
    return objects;
}

} // namespace natsdeck::kube
