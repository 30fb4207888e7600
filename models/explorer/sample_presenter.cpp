#include "models/explorer/sample_presenter.h"

#include "models/base/units.h"
#include "models/guard/gate.h"

namespace natsdeck::explorer {

SamplePresenter::SamplePresenter(jetstream::Client &client, guard::Gate &gate, QString systemId, QObject *parent)
    : QObject(parent)
    , m_gate(gate)
    , m_systemId(std::move(systemId))
    , m_data(client)
{
    connect(&m_data, &SampleData::progressed, this, &SamplePresenter::changed);
    connect(&m_data, &SampleData::finished, this, [this] {
        m_running = false;
        m_hasResult = true;
        m_error = m_data.error();
        if (m_permit) {
            const bool cancelled = m_data.state() == SampleData::State::Cancelled;
            m_gate.finish(*m_permit, m_error     ? Result<void>(Failure(*m_error))
                                     : cancelled ? Result<void>(failure(ErrorKind::Cancelled, tr("Cancelled")))
                                                 : Result<void>());
        }
        m_permit.reset();
        emit changed();
        emit finished();
    });
}

bool SamplePresenter::isAllowed() const { return !m_gate.isLocked(m_systemId); }

void SamplePresenter::add() { begin(true); }

void SamplePresenter::remove() { begin(false); }

void SamplePresenter::begin(bool add)
{
    if (m_running)
        return;
    m_running = true;
    m_hasResult = false;
    m_adding = add;
    m_error.reset();
    emit changed();
    async::deliver(m_gate.request(m_systemId, sampleIntent(add)), this, [this](const Result<guard::Permit> &permit) {
        if (!permit) {
            m_running = false;
            m_hasResult = true;
            m_error = permit.error();
            emit changed();
            emit finished();
            return;
        }
        m_permit = *permit;
        if (m_adding)
            m_data.add(*permit);
        else
            m_data.remove(*permit);
    });
}

void SamplePresenter::cancel() { m_data.cancel(); }

void SamplePresenter::dismiss()
{
    if (m_running)
        return;
    m_hasResult = false;
    m_error.reset();
    emit changed();
}

QString SamplePresenter::text() const
{
    const QString done = exactCount(m_data.done());
    const QString total = exactCount(m_data.total());
    if (m_running)
        return m_adding ? tr("Adding sample data: %1, %2 of %3 messages").arg(m_data.current(), done, total)
                        : tr("Removing sample data: %1, %2 of %3 streams").arg(m_data.current(), done, total);
    if (m_error)
        return m_error->detail.isEmpty() ? m_error->summary : m_error->summary + QStringLiteral(": ") + m_error->detail;
    if (m_data.state() == SampleData::State::Cancelled)
        return m_adding ? tr("Stopped at %1 of %2 messages; adding again goes on from there").arg(done, total)
                        : tr("Stopped at %1 of %2 streams").arg(done, total);
    return m_adding ? tr("Sample data added: %1 messages").arg(done) : tr("Sample data removed: %1 streams").arg(done);
}

} // namespace natsdeck::explorer
