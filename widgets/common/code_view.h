#pragma once

#include "widgets/common/syntax.h"

#include <QPlainTextEdit>

namespace natsdeck::ui {

// Text to read: YAML, JSON, nats.conf, payloads. Line numbers, highlighting, selection and copy; never edited.
class CodeView final : public QPlainTextEdit
{
    Q_OBJECT

public:
    // More than this is cut at a line end, and the last line says so.
    static constexpr qsizetype characters = 2 * 1024 * 1024;

    CodeView(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    void setCode(const QString &text, Language language); // keeps the scroll position when only the text changed a little
    void setLineNumbersVisible(bool visible);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    class Gutter;
    int gutterWidth() const;
    void placeGutter();
    void paintGutter(QPainter &painter, const QRect &area);

    const Theme &m_theme;
    SyntaxHighlighter *m_highlighter;
    Gutter *m_gutter;
    bool m_numbers = true;
};

} // namespace natsdeck::ui
