#include "widgets/common/tinted_icon.h"

#include <QFile>
#include <QGuiApplication>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

class TintedIconEngine final : public QIconEngine
{
public:
    TintedIconEngine(const QString &name, QPalette::ColorRole role)
        : m_name(name)
        , m_role(role)
    {}

    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state, qreal scale) override
    {
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const QColor color = QGuiApplication::palette().color(group, m_role);
        const QString key =
            QString(u"tinted/%1/%2x%3/%4/%5"_s).arg(m_name).arg(size.width()).arg(size.height()).arg(scale).arg(color.rgba(), 0, 16);
        QPixmap pixmap;
        if (QPixmapCache::find(key, &pixmap))
            return pixmap;

        pixmap = source().pixmap(size / scale, scale, QIcon::Normal, state);
        QPainter painter(&pixmap);
        painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
        painter.fillRect(QRect(QPoint(), size), color);
        painter.end();
        QPixmapCache::insert(key, pixmap);
        return pixmap;
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override { return scaledPixmap(size, mode, state, 1.0); }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State state) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        painter->drawPixmap(rect, scaledPixmap(rect.size() * scale, mode, state, scale));
    }

    bool isNull() override { return source().isNull(); }
    QString key() const override { return u"natsdeck.tinted"_s; }
    QIconEngine *clone() const override { return new TintedIconEngine(m_name, m_role); }

private:
    // Looked up only when the pixmap is not cached: delegates make these icons in every paint.
    QIcon source() const
    {
        const QString own = u":/natsdeck/icons/"_s + m_name + u".svg"_s;
        return QFile::exists(own) ? QIcon(own) : QIcon::fromTheme(m_name);
    }

    QString m_name;
    QPalette::ColorRole m_role;
};

} // namespace

QIcon tintedIcon(const QString &name, QPalette::ColorRole role) { return QIcon(new TintedIconEngine(name, role)); }

} // namespace natsdeck::ui
