#pragma once

#include "widgets/common/theme.h"

#include <QLabel>

// Labels for text from anywhere. A bare QLabel(text) detects rich text, follows links and opens files: it is never used.
namespace natsdeck::ui {

enum class Tone { Normal, Muted, Accent };

// Plain text, in a type role. Selectable ones can be copied by mouse and keyboard.
QLabel *plainLabel(const Theme &theme, const QString &text, TextRole role = TextRole::Body, QWidget *parent = nullptr);
QLabel *mutedLabel(const Theme &theme, const QString &text, TextRole role = TextRole::Body, QWidget *parent = nullptr);
QLabel *wrappedLabel(const Theme &theme, const QString &text, TextRole role = TextRole::Body, Tone tone = Tone::Normal,
                     QWidget *parent = nullptr);

// Tooltips have no plain mode: everything is escaped. Sets nothing for an empty text.
QString plainToolTip(const QString &text);
void setPlainToolTip(QWidget *widget, const QString &text);

// One line that is cut to the width it gets; the whole text is in the tooltip while it is cut.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    ElidedLabel(const Theme &theme, const QString &text, TextRole role = TextRole::Body, Qt::TextElideMode mode = Qt::ElideRight,
                QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    Qt::TextElideMode m_mode;
};

} // namespace natsdeck::ui
