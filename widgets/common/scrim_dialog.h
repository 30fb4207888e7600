#pragma once

#include "widgets/common/theme.h"

#include <QDialog>
#include <QPointer>

class QVBoxLayout;

namespace natsdeck::ui {

// A dialog inside its window: the scrim dims what is below, the panel floats on it. Window-modal, never blocking: use
// open() and a callback, not exec(). Esc rejects; focus comes back to where it was.
class ScrimDialog : public QDialog
{
    Q_OBJECT

public:
    enum class Place { Center, Top }; // Top: 96 below the window's top edge (the palette)

    ScrimDialog(const Theme &theme, QWidget *parent, int width, Place place = Place::Center);

    QVBoxLayout *panel() const { return m_panelLayout; }
    void open() override;

protected:
    const Theme &theme() const { return m_theme; }
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void done(int result) override;
    // A click beside the panel closes it. Off where something was typed.
    void setClosesOutside(bool closes) { m_closesOutside = closes; }
    void place();

private:
    bool isTopmost() const;
    void catchFocus();
    void focusFirst(Qt::FocusReason reason);

    const Theme &m_theme;
    QWidget *m_panel;
    QVBoxLayout *m_panelLayout;
    Place m_place;
    int m_width;
    bool m_closesOutside = false;
    QPointer<QWidget> m_before;
};

} // namespace natsdeck::ui
