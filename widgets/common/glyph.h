#pragma once

#include "widgets/common/status_glyph.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QTimer;

namespace natsdeck::ui {

// A status or step glyph as a widget; its accessible name is the word.
class Glyph final : public QWidget
{
    Q_OBJECT

public:
    Glyph(const Theme &theme, Status status, int side, QWidget *parent = nullptr);
    Glyph(const Theme &theme, StepMark step, int side, QWidget *parent = nullptr);

    void setStatus(Status status);
    void setStep(StepMark step); // the arc of a running step turns, unless reduced motion is asked for
    QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void updateTurning();

    const Theme &m_theme;
    int m_side;
    Status m_status = Status::Unknown;
    StepMark m_step = StepMark::Waiting;
    bool m_isStep;
    double m_turn = 0;
    QTimer *m_timer = nullptr;
};

// A tinted icon as a widget, painted again when the scheme changes.
class IconLabel final : public QWidget
{
    Q_OBJECT

public:
    IconLabel(const Theme &theme, const QString &icon, int side, QWidget *parent = nullptr,
              QPalette::ColorRole role = QPalette::PlaceholderText);

    void setIcon(const QString &icon);
    QSize sizeHint() const override { return {m_side, m_side}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_icon;
    int m_side;
    QPalette::ColorRole m_role;
};

} // namespace natsdeck::ui
