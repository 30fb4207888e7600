#pragma once

#include "widgets/common/tokens.h"

#include <QObject>

class QDBusVariant;
class QPalette;

namespace natsdeck::ui {

// Light or dark, as the desktop says: the settings portal over D-Bus (org.freedesktop.appearance color-scheme), which is
// followed while the program runs; without a portal, the palette that was in force before Theme.
class SchemeWatcher final : public QObject
{
    Q_OBJECT

public:
    // `fallback` from schemeOf(QApplication::palette()) before the Theme is made.
    explicit SchemeWatcher(Scheme fallback, QObject *parent = nullptr);

    Scheme scheme() const { return m_scheme; }
    static Scheme schemeOf(const QPalette &palette);

signals:
    void schemeChanged(natsdeck::ui::Scheme scheme);

private slots:
    void settingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    void ask();
    void take(const QVariant &value);

    Scheme m_fallback;
    Scheme m_scheme;
};

} // namespace natsdeck::ui
