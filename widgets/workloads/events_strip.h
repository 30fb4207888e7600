#pragma once

#include "models/workloads/events_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

namespace natsdeck::ui {

// The last hour of events on a line: a short tick for each, a tall one with its glyph for a warning. A click selects the event.
class EventsStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit EventsStrip(const Theme &theme, QWidget *parent = nullptr);

    void setTicks(const QList<workloads::EventsPresenter::Tick> &ticks, const QDateTime &now);
    void setCurrent(const QString &key);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {200, sizeHint().height()}; }

signals:
    void activated(const QString &key);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] QRectF line() const; // where the ticks stand
    [[nodiscard]] double placeOf(const QDateTime &time) const;
    void paintScale(QPainter &painter) const;

    const Theme &m_theme;
    QList<workloads::EventsPresenter::Tick> m_ticks;
    QDateTime m_now;
    QString m_current;
};

} // namespace natsdeck::ui
