#include "app/tour_script.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

constexpr std::chrono::milliseconds lookEvery(50);

}

TourScript::TourScript(QObject *parent)
    : QObject(parent)
{
    m_look.setInterval(lookEvery);
    connect(&m_look, &QTimer::timeout, this, &TourScript::look);
}

void TourScript::start() { QMetaObject::invokeMethod(this, &TourScript::next, Qt::QueuedConnection); }

bool TourScript::ok() const
{
    return std::all_of(m_results.begin(), m_results.end(), [](const TourStepResult &result) { return result.ok; });
}

void TourScript::fail(const QString &why) { m_failure = why; }

void TourScript::next()
{
    while (!m_steps.empty() && !ok() && !m_steps.front().always)
        m_steps.pop_front();
    if (m_steps.empty()) {
        emit finished();
        return;
    }
    m_current = std::move(m_steps.front());
    m_steps.pop_front();
    m_failure.clear();
    m_isRunning = true;
    m_began = std::chrono::steady_clock::now();
    emit stepBegan(m_current.name);
    if (m_current.begin)
        m_current.begin();
    m_look.start();
}

void TourScript::look()
{
    if (!m_isRunning)
        return;
    if (!m_failure.isEmpty())
        end(m_failure);
    else if (!m_current.done || m_current.done())
        end(m_failure); // `done` may have called fail()
    else if (std::chrono::steady_clock::now() - m_began > m_current.deadline)
        end(tr("Not done within %1 s").arg(m_current.deadline.count()) + (m_current.lacks ? u": "_s + m_current.lacks() : QString()));
}

void TourScript::end(const QString &failure)
{
    m_look.stop();
    m_isRunning = false;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - m_began);
    m_results.push_back({m_current.name, failure.isEmpty(), took.count(), failure});
    QMetaObject::invokeMethod(this, &TourScript::next, Qt::QueuedConnection);
}

} // namespace natsdeck::app
