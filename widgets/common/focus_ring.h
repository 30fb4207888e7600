#pragma once

#include <QObject>
#include <QPointer>

class QApplication;
class QFocusFrame;

// A ring outside the focused control, shown only when focus came from the keyboard.
namespace natsdeck::ui {

class FocusRing final : public QObject
{
    Q_OBJECT

public:
    explicit FocusRing(QApplication &app);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showAgain();
    void showAround(QWidget *widget);

    QPointer<QFocusFrame> m_frame;
};

} // namespace natsdeck::ui
