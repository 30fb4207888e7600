#include "widgets/shell/scheme_watcher.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QPalette>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr auto service = "org.freedesktop.portal.Desktop"_L1;
constexpr auto path = "/org/freedesktop/portal/desktop"_L1;
constexpr auto interface = "org.freedesktop.portal.Settings"_L1;
constexpr auto group = "org.freedesktop.appearance"_L1;
constexpr auto key = "color-scheme"_L1;
constexpr int replyMilliseconds = 3000;

// Read answers with a variant in a variant.
QVariant unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value;
}

} // namespace

SchemeWatcher::SchemeWatcher(Scheme fallback, QObject *parent)
    : QObject(parent)
    , m_fallback(fallback)
    , m_scheme(fallback)
{
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return;
    bus.connect(service, path, interface, u"SettingChanged"_s, this, SLOT(settingChanged(QString, QString, QDBusVariant)));
    ask();
}

Scheme SchemeWatcher::schemeOf(const QPalette &palette)
{
    const bool lightText = palette.color(QPalette::WindowText).lightnessF() > palette.color(QPalette::Window).lightnessF();
    return lightText ? Scheme::Dark : Scheme::Light;
}

void SchemeWatcher::ask()
{
    QDBusMessage call = QDBusMessage::createMethodCall(service, path, interface, u"Read"_s);
    call << QString(group) << QString(key);
    const QDBusPendingCall pending = QDBusConnection::sessionBus().asyncCall(call, replyMilliseconds);
    auto *watcher = new QDBusPendingCallWatcher(pending, this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this](QDBusPendingCallWatcher *done) {
        done->deleteLater();
        const QDBusPendingReply<QDBusVariant> reply = *done;
        if (reply.isValid())
            take(reply.value().variant());
    });
}

void SchemeWatcher::settingChanged(const QString &changedGroup, const QString &changedKey, const QDBusVariant &value)
{
    if (changedGroup == group && changedKey == key)
        take(value.variant());
}

void SchemeWatcher::take(const QVariant &value)
{
    // 0 no preference, 1 dark, 2 light
    const uint preference = unwrapped(value).toUInt();
    const Scheme wanted = preference == 1 ? Scheme::Dark : preference == 2 ? Scheme::Light : m_fallback;
    if (wanted == m_scheme)
        return;
    m_scheme = wanted;
    emit schemeChanged(wanted);
}

} // namespace natsdeck::ui
