#include "models/deployment/verification.h"

#include "models/deployment/verification_run.h"

namespace natsdeck::deployment {

Verification::Verification(QObject *parent)
    : QObject(parent)
{}

Verification::~Verification() = default;

void Verification::start(Input input, guard::Permit permit)
{
    if (m_running)
        return;
    m_findings.clear();
    m_current.clear();
    m_running = true;
    // Queued calls die with this object, and the thread is joined before it does.
    VerificationRun::Reports reports{[this](const QString &id) {
                                         QMetaObject::invokeMethod(
                                             this, [this, id] { onChecking(id); }, Qt::QueuedConnection);
                                     },
                                     [this](const Finding &finding) {
                                         QMetaObject::invokeMethod(
                                             this, [this, finding] { onFinding(finding); }, Qt::QueuedConnection);
                                     }};
    m_thread = std::jthread(
        [this, input = std::move(input), permit = std::move(permit), reports = std::move(reports)](const std::stop_token &stop) {
            VerificationRun(input, permit, reports, stop).run();
            QMetaObject::invokeMethod(
                this, [this] { onFinished(); }, Qt::QueuedConnection);
        });
    emit changed();
}

void Verification::cancel() { m_thread.request_stop(); }

void Verification::onChecking(const QString &id)
{
    m_current = id;
    emit changed();
}

void Verification::onFinding(const Finding &finding)
{
    m_findings << finding;
    emit changed();
}

void Verification::onFinished()
{
    m_running = false;
    m_current.clear();
    emit changed();
    emit finished();
}

} // namespace natsdeck::deployment
