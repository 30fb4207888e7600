#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>

// A word in a rounded field: a status, the environment, a small fact.
namespace natsdeck::ui {

struct PillContent
{
    QString text;
    std::optional<Status> status;           // paints the glyph and the soft fill of that status
    std::optional<Environment> environment; // paints a solid badge
};

double pillWidth(const PillContent &content, const QFontMetricsF &metrics);
// Shared by the widget and by delegates. Uses the painter's font.
void paintPill(QPainter &painter, const QRectF &area, const PillContent &content, const Tokens &tokens);

class Pill final : public QWidget
{
    Q_OBJECT

public:
    Pill(const Theme &theme, PillContent content, QWidget *parent = nullptr);

    void setContent(PillContent content);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    PillContent m_content;
};

} // namespace natsdeck::ui
