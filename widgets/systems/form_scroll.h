#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace natsdeck::ui {

// A column of fields in a dialog: as tall as its content, and scrolled where the window is lower than that.
class FormScroll final : public QScrollArea
{
    Q_OBJECT

public:
    explicit FormScroll(int spacing, QWidget *parent = nullptr);

    [[nodiscard]] QVBoxLayout *column() const { return m_column; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QVBoxLayout *m_column;
};

} // namespace natsdeck::ui
