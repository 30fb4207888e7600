#include "models/nats/server_url.h"

#include "models/base/text.h"

#include <QCoreApplication>
#include <QUrl>

namespace natsdeck::nats {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text) { return QCoreApplication::translate("nats", text); }

} // namespace

QString ServerUrl::toText() const
{
    const QString name = host.contains(u':') ? u'[' + host + u']' : host;
    return (tls ? u"tls://"_s : u"nats://"_s) + name + u':' + QString::number(port);
}

Result<ServerUrl> parseServerUrl(const QString &text)
{
    const QString trimmed = text.trimmed();
    const QUrl url(trimmed.contains(u"://"_s) ? trimmed : u"nats://"_s + trimmed, QUrl::StrictMode);
    const QString scheme = url.scheme();
    // The text itself may hold a password: only what is safe is repeated.
    if (scheme == u"ws" || scheme == u"wss")
        return failure(ErrorKind::Unsupported, tr("WebSocket addresses are not supported"), scheme,
                       tr("Use the nats:// or tls:// address"));
    if (!url.isValid() || url.host().isEmpty() || (scheme != u"nats" && scheme != u"tls"))
        return failure(ErrorKind::Invalid, tr("This is not the address of a NATS server"), {}, tr("Write it like nats://host:4222"));
    ServerUrl result;
    result.host = text::clean(url.host(QUrl::FullyDecoded));
    result.port = quint16(url.port(4222));
    result.tls = scheme == u"tls";
    result.user = url.userName(QUrl::FullyDecoded);
    result.password = Secret(url.password(QUrl::FullyDecoded).toUtf8());
    result.hasPassword = url.userInfo(QUrl::FullyEncoded).contains(u':');
    return result;
}

} // namespace natsdeck::nats
