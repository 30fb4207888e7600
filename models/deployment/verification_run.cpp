#include "models/deployment/verification_run.h"

#include "models/base/json.h"
#include "models/base/text.h"
#include "models/base/units.h"
#include "models/deployment/texts.h"

#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QThread>
#include <QUrl>

#include <atomic>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

constexpr int storedMessages = 10;
constexpr std::chrono::seconds connectPatience(15);
constexpr int streamNotFound = 10059;

Finding passed(const QString &what, const QString &evidence) { return {{}, Severity::Ok, what, evidence, {}, {}, {}}; }

Finding broken(const QString &what, const QString &evidence, const QString &remedy = {})
{
    return {{}, Severity::Critical, what, evidence, remedy, {}, {}};
}

Finding broken(const QString &what, const Error &error)
{
    return broken(what, error.detail.isEmpty() ? error.summary : error.summary + u": "_s + error.detail, error.remedy);
}

// A server does not tell why its store refused; mostly its disk is full or cannot be written.
Error storeTrouble(Error error)
{
    if (error.remedy.isEmpty())
        error.remedy = Texts::tr("Check that the disk of the store has room and can be written, then check again");
    return error;
}

} // namespace

QStringList verificationChecks(const DesiredSystem &desired)
{
    QStringList checks{u"greeting"_s};
    if (desired.login.kind != LoginKind::None)
        checks << u"strangers-refused"_s;
    checks << u"login"_s;
    if (desired.jetStream.enabled)
        checks << u"jetstream-limits"_s;
    checks << u"round-trip"_s;
    if (desired.jetStream.enabled && desired.jetStream.storageBytes > 0)
        checks << u"stream-written"_s << u"survives-restart"_s << u"stream-removed"_s;
    return checks;
}

VerificationRun::VerificationRun(Verification::Input input, guard::Permit permit, Reports reports, std::stop_token stop)
    : m_input(std::move(input))
    , m_permit(std::move(permit))
    , m_reports(std::move(reports))
    , m_stop(std::move(stop))
{
    const QString mark = DesiredSystem::makeId(); // of this run: two verifications at once do not meet
    m_stream = u"NATSDECK_VERIFY_"_s + mark.toUpper();
    m_subject = u"natsdeck.verify."_s + mark;
}

VerificationRun::~VerificationRun() = default;

void VerificationRun::run()
{
    QStringList checks = verificationChecks(m_input.desired);
    if (!m_input.engine || !m_input.restart)
        checks.removeOne(u"survives-restart"_s);
    for (const QString &id : std::as_const(checks)) {
        // What was made is removed even when someone asked to stop.
        if (m_stop.stop_requested() && !(id == u"stream-removed" && m_streamExists))
            continue;
        m_reports.checking(id);
        Finding finding;
        if (const QString missing = groundFor(id); missing.isEmpty())
            finding = perform(id);
        else
            finding = {{}, Severity::Info, Texts::tr("Not checked"), missing, {}, {}, {}};
        finding.id = id;
        if (finding.severity == Severity::Critical)
            m_failed << id;
        m_reports.found(finding);
    }
}

bool VerificationRun::failedBefore(const QString &id) const { return m_failed.contains(id); }

// Why a check would say nothing; empty when it can be made.
QString VerificationRun::groundFor(const QString &id) const
{
    if (id == u"greeting")
        return {};
    if (failedBefore(u"greeting"_s))
        return Texts::tr("The deployed server does not answer");
    if (id == u"strangers-refused" || id == u"login" || id == u"jetstream-limits")
        return {};
    if (failedBefore(u"login"_s))
        return Texts::tr("The login does not work");
    if (id == u"survives-restart" && !m_streamExists)
        return Texts::tr("There is no stream to look for");
    if (id == u"stream-removed" && !m_streamExists)
        return Texts::tr("There is no stream to remove");
    return {};
}

Finding VerificationRun::perform(const QString &id)
{
    if (id == u"greeting")
        return greeting();
    if (id == u"strangers-refused")
        return strangersRefused();
    if (id == u"login")
        return login();
    if (id == u"jetstream-limits")
        return jetStreamLimits();
    if (id == u"round-trip")
        return roundTrip();
    if (id == u"stream-written")
        return streamWritten();
    if (id == u"survives-restart")
        return survivesRestart();
    return streamRemoved();
}

Finding VerificationRun::greeting()
{
    const auto endpoint = async::await(m_input.access->client());
    if (!endpoint)
        return broken(Texts::tr("The server cannot be reached"), endpoint.error());
    const QUrl url(endpoint->urls.value(0));
    const auto info = nats::readGreeting(url.host(), quint16(url.port(4222)), connectPatience);
    if (!info)
        return broken(Texts::tr("The server does not greet"), info.error());
    const QString said =
        Texts::tr("%1 greets as “%2”, nats-server %3").arg(url.toString(), text::clean(info->serverName), text::clean(info->version));
    const auto otherServer = [&] {
        return broken(Texts::tr("Another server answers there"), said, Texts::tr("Stop the other server, or choose another port"));
    };
    if (!info->serverName.startsWith(m_input.desired.name)) // "nats", or the pod's "nats-0"
        return otherServer();
    QString lastProblem;
    for (int index = 0; index < m_input.desired.replicas; ++index) {
        const auto varz = monitoring(u"varz"_s, index);
        if (varz && varz->value("server_id"_L1).toString() == info->serverId)
            return passed(Texts::tr("The server greets"), said);
        if (!varz)
            lastProblem = toText(varz.error());
    }
    if (!lastProblem.isEmpty())
        return broken(Texts::tr("Whether it is the deployed server cannot be told"), said + u"; "_s + lastProblem,
                      Texts::tr("Another server may hold the port: stop it, or choose another port"));
    return otherServer();
}

Finding VerificationRun::strangersRefused()
{
    const auto stranger = connect(nats::Login::none());
    if (stranger)
        return broken(Texts::tr("Strangers are let in"), Texts::tr("A connection without a login was accepted"),
                      Texts::tr("Somebody changed the server's configuration: deploy again"));
    if (stranger.error().kind == ErrorKind::Unauthenticated)
        return passed(Texts::tr("Strangers are refused"), Texts::tr("A connection without a login: %1").arg(stranger.error().summary));
    Finding finding = broken(Texts::tr("Whether strangers are refused could not be tried"), stranger.error());
    finding.severity = Severity::Warning;
    return finding;
}

Finding VerificationRun::login()
{
    auto connection = connect(ownLogin());
    if (!connection)
        return broken(Texts::tr("The login does not work"), connection.error());
    m_connection = std::move(*connection);
    const nats::ConnectionStatus status = m_connection->status();
    QString evidence = Texts::tr("Connected to %1").arg(status.url);
    if (status.roundTrip)
        evidence += Texts::tr(", round trip %1 ms").arg(double(status.roundTrip->count()) / 1000.0, 0, 'f', 1);
    return passed(m_input.desired.login.kind == LoginKind::None ? Texts::tr("Clients are let in") : Texts::tr("The login works"), evidence);
}

Finding VerificationRun::jetStreamLimits()
{
    const JetStreamChoice &wanted = m_input.desired.jetStream;
    QStringList evidence;
    for (int index = 0; index < m_input.desired.replicas; ++index) {
        const auto jsz = monitoring(u"jsz"_s, index);
        if (!jsz)
            return broken(Texts::tr("JetStream's limits cannot be read"), jsz.error());
        const QJsonObject config = jsz->value("config"_L1).toObject();
        if (jsz->value("disabled"_L1).toBool() || config.isEmpty())
            return broken(Texts::tr("JetStream is off"), u"/jsz"_s, Texts::tr("Somebody changed the server's configuration: deploy again"));
        const qint64 storage = json::integer(config.value("max_storage"_L1));
        const qint64 memory = json::integer(config.value("max_memory"_L1));
        const QString seen = Texts::tr("/jsz: storage %1, memory %2").arg(exactBytes(storage), exactBytes(memory));
        if (storage != wanted.storageBytes || memory != wanted.memoryBytes)
            return broken(
                Texts::tr("JetStream's limits are not those asked for"), seen,
                Texts::tr("Asked for: storage %1, memory %2").arg(exactBytes(wanted.storageBytes), exactBytes(wanted.memoryBytes)));
        evidence << seen;
    }
    evidence.removeDuplicates();
    return passed(Texts::tr("JetStream has the limits asked for"), evidence.join(u"; "_s));
}

Finding VerificationRun::roundTrip()
{
    const QByteArray subject = m_connection->newInbox();
    const QByteArray sent = payload(0);
    std::atomic<bool> arrived = false;
    const auto subscription = m_connection->subscribe(subject, [&](nats::Message &&message) { arrived = message.data() == sent; });
    const QDeadlineTimer deadline(connectPatience);
    while (!subscription->isActive() && !deadline.hasExpired() && !m_stop.stop_requested())
        QThread::msleep(2);
    QElapsedTimer timer;
    timer.start();
    if (const auto published = async::await(m_connection->publish(m_permit, subject, sent)); !published)
        return broken(Texts::tr("Publishing does not work"), published.error());
    while (!arrived && !deadline.hasExpired() && !m_stop.stop_requested())
        QThread::msleep(1);
    if (!arrived)
        return broken(Texts::tr("A published message did not arrive"), Texts::tr("Waited for it on a subscription of the same connection"));
    return passed(Texts::tr("A published message arrives"),
                  Texts::tr("%n byte(s) published and received in %1 ms", nullptr, int(sent.size())).arg(timer.elapsed()));
}

Finding VerificationRun::streamWritten()
{
    const QJsonObject config{{u"name"_s, m_stream},
                             {u"subjects"_s, QJsonArray{m_subject}},
                             {u"storage"_s, u"file"_s},
                             {u"retention"_s, u"limits"_s},
                             {u"discard"_s, u"old"_s},
                             {u"max_bytes"_s, 65536},
                             {u"num_replicas"_s, m_input.desired.replicas >= 3 ? 3 : 1}};
    if (const auto created = api("STREAM.CREATE." + m_stream.toUtf8(), config); !created)
        return broken(Texts::tr("A stream cannot be made"), storeTrouble(created.error()));
    m_streamExists = true;
    for (int number = 1; number <= storedMessages; ++number) {
        const auto stored = store(number);
        if (!stored)
            return broken(Texts::tr("A message cannot be stored"), storeTrouble(stored.error()));
        if (json::integer(stored->value("seq"_L1)) != number)
            return broken(Texts::tr("Stored messages are not counted as they should be"),
                          Texts::tr("Message %1 got sequence %2").arg(number).arg(json::integer(stored->value("seq"_L1))));
    }
    return passed(Texts::tr("Messages are stored"),
                  Texts::tr("Stream %1: %n message(s) acknowledged", nullptr, storedMessages).arg(m_stream));
}

Finding VerificationRun::survivesRestart()
{
    m_connection.reset();
    const auto restarted = m_input.engine->restart(m_permit, m_input.desired, m_stop);
    if (!restarted)
        return broken(Texts::tr("The server does not come back after a restart"), restarted.error());
    auto connection = connect(ownLogin());
    if (!connection)
        return broken(Texts::tr("After the restart the login does not work"), connection.error());
    m_connection = std::move(*connection);
    const auto info = api("STREAM.INFO." + m_stream.toUtf8());
    if (!info)
        return broken(Texts::tr("What was stored is gone after a restart"), info.error());
    const qint64 left = json::integer(json::at(*info, u"state.messages"_s));
    if (left != storedMessages)
        return broken(Texts::tr("What was stored is gone after a restart"),
                      Texts::tr("%1 of %2 messages are left").arg(left).arg(storedMessages));
    const auto last = api("STREAM.MSG.GET." + m_stream.toUtf8(), {{u"seq"_s, storedMessages}});
    if (!last)
        return broken(Texts::tr("A stored message cannot be read after a restart"), last.error());
    const QByteArray data = QByteArray::fromBase64(json::at(*last, u"message.data"_s).toString().toLatin1());
    if (data != payload(storedMessages))
        return broken(Texts::tr("A stored message has changed"), Texts::tr("Message %1 of %2").arg(storedMessages).arg(m_stream));
    return passed(Texts::tr("What is stored survives a restart"),
                  Texts::tr("%n message(s) read back after the server was restarted", nullptr, storedMessages));
}

Finding VerificationRun::streamRemoved()
{
    if (!m_connection) {
        auto connection = connect(ownLogin());
        if (!connection)
            return broken(Texts::tr("The stream of this check is left behind"), connection.error());
        m_connection = std::move(*connection);
    }
    const auto removed = api("STREAM.DELETE." + m_stream.toUtf8());
    if (!removed && removed.error().code != streamNotFound)
        return broken(Texts::tr("The stream of this check is left behind"), removed.error());
    const auto after = api("STREAM.INFO." + m_stream.toUtf8());
    if (after || after.error().code != streamNotFound)
        return broken(Texts::tr("The stream of this check is left behind"), m_stream, Texts::tr("Delete it on the Streams page"));
    m_streamExists = false;
    return passed(Texts::tr("Nothing is left of these checks"), removed ? m_stream : Texts::tr("%1 was gone already").arg(m_stream));
}

Result<std::unique_ptr<nats::Connection>> VerificationRun::connect(const nats::Login &login)
{
    const auto endpoint = async::await(m_input.access->client());
    if (!endpoint)
        return failure(endpoint.error());
    nats::ConnectOptions options;
    options.urls = endpoint->urls;
    options.login = login;
    options.name = u"natsdeck verification"_s;
    options.ignoreDiscovered = endpoint->ignoreDiscovered;
    options.expectedHost = endpoint->expectedHost;
    auto connection = std::make_unique<nats::Connection>();
    connection->open(options);
    const QDeadlineTimer deadline(connectPatience);
    while (true) { // this thread has no event loop: ask
        const nats::ConnectionStatus status = connection->status();
        if (status.isConnected())
            return connection;
        const bool refused = status.reason && status.reason->kind == ErrorKind::Unauthenticated;
        if (refused || (deadline.hasExpired() && status.reason))
            return failure(*status.reason);
        if (deadline.hasExpired())
            return failure(ErrorKind::Timeout, Texts::tr("No connection in time"), status.url);
        if (m_stop.stop_requested() && !m_streamExists)
            return failure(ErrorKind::Cancelled, Texts::tr("Cancelled"));
        QThread::msleep(5);
    }
}

nats::Login VerificationRun::ownLogin() const
{
    const LoginChoice &login = m_input.facts.login;
    switch (login.kind) {
    case LoginKind::None:
        return nats::Login::none();
    case LoginKind::Token:
        return nats::Login::token(login.secret);
    case LoginKind::UserPassword:
        return nats::Login::userPassword(login.user, login.secret);
    case LoginKind::Nkey:
        return m_input.facts.seedFile.isEmpty() ? nats::Login::nkeySeed(login.secret) : nats::Login::nkeySeedFile(m_input.facts.seedFile);
    }
    return nats::Login::none();
}

Result<QJsonObject> VerificationRun::monitoring(const QString &path, int index)
{
    const auto answer = async::await(m_input.access->monitoring(path, index));
    if (!answer)
        return failure(answer.error());
    return json::parseObject(*answer, u"/"_s + path);
}

Result<QJsonObject> VerificationRun::api(const QByteArray &subject, const QJsonObject &body)
{
    nats::RequestOptions options;
    options.deadline = std::chrono::seconds(10);
    const auto reply =
        async::await(m_connection->request(m_permit, "$JS.API." + subject, body.isEmpty() ? QByteArray() : json::compact(body), options));
    if (!reply)
        return failure(reply.error());
    const auto object = json::parseObject(reply->data, QString::fromLatin1(subject));
    if (!object)
        return failure(object.error());
    if (const QJsonObject error = object->value("error"_L1).toObject(); !error.isEmpty())
        return failure(ErrorKind::Rejected, Texts::tr("JetStream refused"), text::clean(error.value("description"_L1).toString()), {},
                       int(json::integer(error.value("err_code"_L1))));
    return object;
}

Result<QJsonObject> VerificationRun::store(int number)
{
    nats::RequestOptions options;
    options.deadline = std::chrono::seconds(10);
    const auto reply = async::await(m_connection->request(m_permit, m_subject.toUtf8(), payload(number), options));
    if (!reply)
        return failure(reply.error());
    const auto object = json::parseObject(reply->data, u"PubAck"_s);
    if (!object)
        return failure(object.error());
    if (const QJsonObject error = object->value("error"_L1).toObject(); !error.isEmpty())
        return failure(ErrorKind::Rejected, Texts::tr("JetStream refused"), text::clean(error.value("description"_L1).toString()), {},
                       int(json::integer(error.value("err_code"_L1))));
    return object;
}

QByteArray VerificationRun::payload(int number) const
{
    return "natsdeck verification " + m_stream.toUtf8() + " message " + QByteArray::number(number);
}

} // namespace natsdeck::deployment
