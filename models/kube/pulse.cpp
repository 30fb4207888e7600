#include "models/kube/pulse.h"

#include "models/kube/session.h"

#include <QNetworkReply>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

Pulse::Pulse(Session &session, Transport &transport)
    : m_session(session)
    , m_transport(transport)
    , m_interval(this)
    , m_late(this)
{
    m_interval.setInterval(session.tuning().pulse);
    m_late.setSingleShot(true);
    m_late.setInterval(session.tuning().answer);
    connect(&m_interval, &QTimer::timeout, this, &Pulse::ask);
    connect(&m_late, &QTimer::timeout, this, &Pulse::end);
    m_interval.start();
}

Pulse::~Pulse()
{
    if (!m_question)
        return;
    m_question->disconnect(this);
    m_question->abort();
    delete m_question;
}

void Pulse::ask()
{
    if (m_question)
        return;
    m_session.obtain([self = QPointer(this)](const Result<Credentials> &credentials) {
        if (!self || self->m_question || !credentials) // without a login nothing can be asked, and nothing is known
            return;
        const auto request = self->m_session.networkRequest(self->m_transport, *credentials, "/livez", {});
        if (!request)
            return;
        self->m_late.start();
        self->m_question = self->m_transport.manager->get(*request);
        connect(self->m_question, &QNetworkReply::finished, self, &Pulse::answered);
    });
}

void Pulse::answered()
{
    QNetworkReply *const question = std::exchange(m_question, nullptr);
    question->deleteLater();
    if (!question->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid())
        return end();
    m_late.stop();
}

void Pulse::end()
{
    m_interval.stop();
    m_late.stop();
    emit lost({ErrorKind::Unreachable, u"The API server has gone silent"_s, u"Its connection no longer answers"_s, {}, 0, {}});
}

} // namespace natsdeck::kube
