#pragma once

#include "widgets/common/theme.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace natsdeck::ui {

class ElidedLabel;
class NumberLabel;
class StatusLine;

QFrame *hairline(Qt::Orientation orientation, QWidget *parent = nullptr);

// A surface with a hairline: title, caption in muted words, and at the right what belongs to the whole card.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(const Theme &theme, const QString &title = {}, const QString &caption = {}, QWidget *parent = nullptr);

    QVBoxLayout *body() const { return m_body; }
    QHBoxLayout *header() const { return m_header; } // add buttons and series keys here: they go to the right end
    void setCaption(const QString &caption);
    // Tables touch the edges of their card.
    void setBodyMargins(int left, int top, int right, int bottom);

private:
    QVBoxLayout *m_body;
    QHBoxLayout *m_header;
    ElidedLabel *m_caption = nullptr;
};

// Glyph and words: one line of state.
class StatusLine final : public QWidget
{
    Q_OBJECT

public:
    explicit StatusLine(const Theme &theme, TextRole role = TextRole::Caption, QWidget *parent = nullptr);

    void setText(const QString &text);                // without a glyph
    void setText(Status status, const QString &text); // muted for Ok and Unknown, else in the text colour
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QString m_text;
    Status m_status = Status::Unknown;
    bool m_glyph = false;
};

// Icon and name, figure and unit, and one line of state or a graphic at the bottom. The whole card is the link to its page.
class MetricCard final : public QFrame
{
    Q_OBJECT

public:
    MetricCard(const Theme &theme, const QString &icon, const QString &name, QWidget *parent = nullptr);

    void setFigure(const QString &figure, const QString &unit, const QString &exact = {}); // "–" with the reason when not measured
    void setState(Status status, const QString &text);
    void setState(const QString &text);
    void setStale(bool stale);                       // the figure in muted ink
    QHBoxLayout *figureRow() const { return m_row; } // a pill at the right of the figure
    QVBoxLayout *bottom() const { return m_bottom; } // a graphic in the place of the line of state
    QString figure() const;

signals:
    void activated();

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void describe();

    const Theme &m_theme;
    QString m_name;
    NumberLabel *m_figure;
    ElidedLabel *m_unit;
    StatusLine *m_state;
    QHBoxLayout *m_row;
    QVBoxLayout *m_bottom;
};

} // namespace natsdeck::ui
