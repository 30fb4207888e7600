#pragma once

#include "widgets/shell/shell_system.h"

#include <QAbstractButton>

namespace natsdeck::ui {

// Glyph, word and round trip of the link; the reason in the tooltip. A click opens what can be done about it.
class LinkStateButton final : public QAbstractButton
{
    Q_OBJECT

public:
    explicit LinkStateButton(const Theme &theme, QWidget *parent = nullptr);

    void showFacts(const ShellFacts &facts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Status m_status = Status::Unknown;
    QString m_word;
    QString m_roundTrip;
};

} // namespace natsdeck::ui
