#pragma once

#include "models/base/finding.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>

class QLabel;
class QLineEdit;
class QVBoxLayout;

// Forms: one column of labelled fields, each with a hint that gives way to what is wrong.
namespace natsdeck::ui {

enum class Validity { None, Valid, Invalid, Warning };

// The edge of a line edit; the words stand below it (Field, ValidityLine).
void setValidity(QWidget *editor, Validity validity);

// Glyph and words below a field; takes no room while it says nothing.
class ValidityLine final : public QWidget
{
    Q_OBJECT

public:
    explicit ValidityLine(const Theme &theme, QWidget *parent = nullptr);

    void setText(Validity validity, const QString &text); // None: muted, without a glyph
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QRect textRect(int width) const;

    const Theme &m_theme;
    Validity m_validity = Validity::None;
    QString m_text;
};

// Label above, editor, and one line below: the finding if there is one, else the hint.
class Field final : public QWidget
{
    Q_OBJECT

public:
    // Takes the editor over; the label names it for screen readers. "&" in the label makes a mnemonic.
    Field(const Theme &theme, const QString &label, QWidget *editor, const QString &hint = {}, QWidget *parent = nullptr);

    QWidget *editor() const { return m_editor; }
    void setHint(const QString &hint);
    void setFinding(const std::optional<Finding> &finding); // Critical: the edge turns red
    void setValid(const QString &text);                     // "Valid, held by stream ORDERS"
    void clear();                                           // back to the hint

private:
    QWidget *m_editor;
    ValidityLine *m_line;
    QString m_hint;
};

// A titled group of fields, without a box.
class Section final : public QWidget
{
    Q_OBJECT

public:
    Section(const Theme &theme, const QString &title, const QString &text = {}, QWidget *parent = nullptr);

    QVBoxLayout *body() const { return m_body; }
    void add(QWidget *widget);

private:
    QVBoxLayout *m_body;
};

// A line edit with a small icon at its start and a clear button at its end.
QLineEdit *filterField(const QString &icon, const QString &placeholder, QWidget *parent = nullptr);

} // namespace natsdeck::ui
