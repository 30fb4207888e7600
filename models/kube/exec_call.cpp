#include "models/kube/exec_call.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/kube/access_call.h"
#include "models/kube/status_error.h"

#include <QJsonArray>
#include <QPointer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

constexpr char outputChannel = 1;
constexpr char errorChannel = 2;
constexpr char statusChannel = 3;
constexpr char closeChannel = char(255);
constexpr qsizetype inputPiece = 32 * 1024;
constexpr qsizetype statusBytes = 64 * 1024;

QString whatOf(const ExecCommand &command)
{
    return u"get pods/exec in %1/%2"_s.arg(text::clean(command.nameSpace), text::clean(command.pod));
}

} // namespace

Result<int> exitCodeOf(const QByteArray &status, const QString &what)
{
    const auto object = json::parseObject(status, u"the status of the command"_s);
    if (!object)
        return failure(ErrorKind::Protocol, u"The command ended without saying how"_s, text::clean(status.left(500)));
    if (object->value("status"_L1).toString() == u"Success")
        return 0;
    const QJsonArray causes = json::at(*object, u"details.causes").toArray();
    for (const QJsonValue &value : causes) {
        const QJsonObject cause = value.toObject();
        bool ok = false;
        const int code = cause.value("message"_L1).toString().toInt(&ok);
        if (ok && cause.value("reason"_L1).toString() == u"ExitCode")
            return code;
    }
    Error error = errorOfStatus(*object, what);
    error.kind = error.code == 0 || error.code == 500 ? ErrorKind::Rejected : error.kind;
    error.summary = u"The command could not be run"_s;
    return Failure(error);
}

ExecCall::ExecCall(Session &session, ExecCommand command, Done done)
    : QObject(&session)
    , m_session(session)
    , m_command(std::move(command))
    , m_done(std::move(done))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(failure(
            ErrorKind::Timeout,
            u"%1 did not end in %2 s"_s.arg(text::clean(m_command.command.value(0))).arg(double(m_command.deadline.count()) / 1000)));
    });
}

void ExecCall::start()
{
    if (!m_deadline.isActive())
        m_deadline.start(m_command.deadline);
    if (m_command.stop.stop_possible() && !m_stop) {
        m_stop = std::make_unique<std::stop_callback<std::function<void()>>>(m_command.stop, [this] {
            QMetaObject::invokeMethod(
                this, [this] { finish(failure(ErrorKind::Cancelled, u"Cancelled"_s)); }, Qt::QueuedConnection);
        });
    }
    m_session.streamAccess([self = QPointer(this)](const Result<StreamAccess> &access) {
        if (!self)
            return;
        if (access)
            self->open(*access);
        else
            self->finish(Failure(access.error()));
    });
}

void ExecCall::open(const StreamAccess &access)
{
    m_generation = access.generation;
    m_socket = new WebSocket(this);
    m_socket->setMessageHandler([this](QByteArrayView message) { take(message); });
    connect(m_socket, &WebSocket::connected, this, &ExecCall::connected);
    connect(m_socket, &WebSocket::closed, this, &ExecCall::ended);
    connect(m_socket, &WebSocket::failed, this, [this](const Error &error) {
        if (error.kind == ErrorKind::Unauthenticated && !m_loggedInAgain && m_session.credentials().canRefresh()) {
            m_loggedInAgain = true;
            m_session.credentials().rejected(m_generation);
            m_socket->deleteLater();
            return start();
        }
        if (!m_status.isEmpty())
            return ended();
        if (error.kind == ErrorKind::Forbidden)
            return explain(error);
        finish(Failure(error));
    });
    QByteArray query = m_command.input.isEmpty() ? "stdin=false" : "stdin=true";
    query += "&stdout=true&stderr=true&tty=false";
    if (!m_command.container.isEmpty())
        query += "&container=" + QUrl::toPercentEncoding(m_command.container);
    for (const QString &word : m_command.command)
        query += "&command=" + QUrl::toPercentEncoding(word);
    const QByteArray path = "/api/v1/namespaces/" + segment(m_command.nameSpace) + "/pods/" + segment(m_command.pod) + "/exec";
    m_socket->open(access, path, query, {"v5.channel.k8s.io", "v4.channel.k8s.io"}, whatOf(m_command));
}

void ExecCall::explain(const Error &refusal)
{
    const AccessQuestion question{{}, {}, u"pods"_s, u"exec"_s, m_command.nameSpace, m_command.pod};
    explainRefusal(m_session, question, refusal, [self = QPointer(this)](const Error &error) {
        if (self)
            self->finish(Failure(error));
    });
}

void ExecCall::connected(const QByteArray &protocol)
{
    if (m_command.input.isEmpty())
        return;
    if (protocol != "v5.channel.k8s.io")
        return finish(failure(ErrorKind::Unsupported, u"This cluster cannot end the input of a command"_s,
                              u"It speaks %1; Kubernetes 1.30 or newer is needed"_s.arg(text::clean(protocol))));
    for (qsizetype at = 0; at < m_command.input.size(); at += inputPiece)
        m_socket->send(0, QByteArrayView(m_command.input).sliced(at, std::min(inputPiece, m_command.input.size() - at)));
    const char inputEnds = 0;
    m_socket->send(closeChannel, QByteArrayView(&inputEnds, 1));
}

void ExecCall::take(QByteArrayView message)
{
    if (message.size() < 2)
        return; // the server's "I am here"
    const char channel = message[0];
    const QByteArrayView payload = message.sliced(1);
    if (channel == statusChannel && m_status.size() + payload.size() <= statusBytes)
        m_status.append(payload.data(), payload.size());
    QByteArray *into = channel == outputChannel ? &m_output.standardOutput : channel == errorChannel ? &m_output.standardError : nullptr;
    if (!into)
        return;
    if (m_command.output)
        return m_command.output(channel == errorChannel, payload);
    into->append(payload.data(), payload.size());
    if (into->size() > m_command.outputBudget)
        finish(failure(ErrorKind::LimitExceeded,
                       u"%1 printed more than %2 bytes"_s.arg(text::clean(m_command.command.value(0))).arg(m_command.outputBudget)));
}

void ExecCall::ended()
{
    const Result<int> code = exitCodeOf(m_status, whatOf(m_command));
    if (!code)
        return finish(Failure(code.error()));
    m_output.exitCode = *code;
    finish(m_output);
}

void ExecCall::finish(Result<ExecOutput> outcome)
{
    if (!m_done)
        return;
    m_deadline.stop();
    deleteLater();
    if (m_socket)
        m_socket->close();
    const Done done = std::exchange(m_done, {});
    done(std::move(outcome));
}

} // namespace natsdeck::kube
