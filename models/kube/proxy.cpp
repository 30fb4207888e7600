#include "models/kube/proxy.h"

#include "models/base/text.h"

#include <QHostAddress>
#include <QProcessEnvironment>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

QString either(const QProcessEnvironment &environment, const QString &name)
{
    const QString lower = environment.value(name.toLower());
    return lower.isEmpty() ? environment.value(name) : lower;
}

bool isExcluded(const QUrl &server, const QString &list)
{
    const QString host = server.host();
    const QHostAddress address(host);
    if (host == u"localhost" || address.isLoopback())
        return true;
    for (QString entry : list.split(u',', Qt::SkipEmptyParts)) {
        entry = entry.trimmed();
        if (entry == u"*")
            return true;
        const auto subnet = QHostAddress::parseSubnet(entry);
        if (entry.contains(u'/') && !address.isNull() && address.isInSubnet(subnet))
            return true;
        if (const qsizetype colon = entry.lastIndexOf(u':'); colon > 0 && entry.count(u':') == 1) {
            if (entry.mid(colon + 1).toInt() != server.port(443))
                continue;
            entry.truncate(colon);
        }
        if (entry.startsWith(u"*."))
            entry.remove(0, 1);
        const QString suffix = entry.startsWith(u'.') ? entry : u'.' + entry;
        if (host == entry || host.endsWith(suffix, Qt::CaseInsensitive))
            return true;
    }
    return false;
}

} // namespace

Result<QNetworkProxy> proxyFor(const ClusterEntry &cluster, const QUrl &server, const QProcessEnvironment &environment)
{
    QString address = cluster.proxyUrl;
    if (address.isEmpty()) {
        address = either(environment, server.scheme() == u"https" ? u"HTTPS_PROXY"_s : u"HTTP_PROXY"_s);
        if (address.isEmpty() || isExcluded(server, either(environment, u"NO_PROXY"_s)))
            return QNetworkProxy(QNetworkProxy::NoProxy);
        if (!address.contains(u"://"))
            address.prepend(u"http://"_s);
    }
    const QUrl url(address);
    if (url.scheme() == u"https")
        return failure(ErrorKind::Unsupported, u"A proxy that is itself reached by https is not supported"_s, text::clean(url.host()),
                       u"Use an http or socks5 proxy."_s);
    const bool socks = url.scheme() == u"socks5" || url.scheme() == u"socks5h";
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, url.host(), quint16(url.port(socks ? 1080 : 80)),
                         url.userName(QUrl::FullyDecoded), url.password(QUrl::FullyDecoded));
}

} // namespace natsdeck::kube
