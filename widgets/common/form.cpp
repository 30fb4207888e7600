#include "widgets/common/form.h"

#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tinted_icon.h"

#include <QAction>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int glyphSide = 13;

Status statusFor(Validity validity)
{
    switch (validity) {
    case Validity::Valid:
        return Status::Ok;
    case Validity::Invalid:
        return Status::Critical;
    case Validity::Warning:
        return Status::Warning;
    case Validity::None:
        break;
    }
    return Status::Unknown;
}

} // namespace

void setValidity(QWidget *editor, Validity validity)
{
    const QString wanted = validity == Validity::Invalid ? u"invalid"_s : validity == Validity::Valid ? u"valid"_s : QString();
    if (editor->property("validity").toString() == wanted)
        return;
    editor->setProperty("validity", wanted);
    editor->style()->unpolish(editor);
    editor->style()->polish(editor);
}

ValidityLine::ValidityLine(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setFont(theme.font(TextRole::Caption));
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ValidityLine::setText(Validity validity, const QString &text)
{
    if (validity == m_validity && text == m_text)
        return;
    m_validity = validity;
    m_text = text;
    setAccessibleName(validity == Validity::None ? text : statusWord(statusFor(validity)) + u": "_s + text);
    setVisible(!text.isEmpty());
    updateGeometry();
    update();
}

QRect ValidityLine::textRect(int width) const
{
    const int left = m_validity == Validity::None ? 0 : m_theme.metrics().scaled(glyphSide) + 6;
    return fontMetrics().boundingRect(QRect(left, 1, std::max(1, width - left), 10'000), Qt::TextWordWrap, m_text);
}

QSize ValidityLine::sizeHint() const
{
    if (m_text.isEmpty())
        return {0, 0};
    return {fontMetrics().horizontalAdvance(m_text) + m_theme.metrics().scaled(glyphSide) + 8, fontMetrics().height() + 2};
}

QSize ValidityLine::minimumSizeHint() const { return m_text.isEmpty() ? QSize(0, 0) : QSize(40, fontMetrics().height() + 2); }

int ValidityLine::heightForWidth(int width) const { return m_text.isEmpty() ? 0 : textRect(width).height() + 2; }

void ValidityLine::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    int left = 0;
    const int glyph = m_theme.metrics().scaled(glyphSide);
    if (m_validity != Validity::None) {
        paintStatusGlyph(painter, QRectF(0, (fontMetrics().height() + 2 - glyph) / 2.0, glyph, glyph), statusFor(m_validity),
                         m_theme.tokens());
        left = glyph + 6;
    }
    painter.setPen(m_validity == Validity::None ? m_theme.tokens().textMuted : m_theme.tokens().text);
    painter.drawText(rect().adjusted(left, 1, 0, 0), Qt::TextWordWrap | Qt::AlignTop, m_text);
}

Field::Field(const Theme &theme, const QString &label, QWidget *editor, const QString &hint, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_line(new ValidityLine(theme, this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.metrics().xs);
    if (!label.isEmpty()) {
        QLabel *title = plainLabel(theme, label, TextRole::Body, this);
        title->setBuddy(editor);
        column->addWidget(title);
    }
    column->addWidget(editor);
    column->addWidget(m_line);
    if (editor->accessibleName().isEmpty())
        editor->setAccessibleName(QString(label).remove(u'&'));
    setHint(hint);
}

void Field::setHint(const QString &hint)
{
    m_hint = hint;
    clear();
}

void Field::clear()
{
    setValidity(m_editor, Validity::None);
    m_line->setText(Validity::None, m_hint);
    m_line->setVisible(!m_hint.isEmpty());
    m_editor->setAccessibleDescription(m_hint);
}

void Field::setFinding(const std::optional<Finding> &finding)
{
    if (!finding || finding->severity == Severity::Ok) {
        clear();
        return;
    }
    const bool critical = finding->severity == Severity::Critical;
    const QString text = finding->remedy.isEmpty() ? finding->what : finding->what + u". "_s + finding->remedy;
    setValidity(m_editor, critical ? Validity::Invalid : Validity::None);
    m_line->setText(critical ? Validity::Invalid : finding->severity == Severity::Warning ? Validity::Warning : Validity::None, text);
    m_editor->setAccessibleDescription(m_line->accessibleName());
}

void Field::setValid(const QString &text)
{
    setValidity(m_editor, Validity::Valid);
    m_line->setText(Validity::Valid, text);
    m_editor->setAccessibleDescription(m_line->accessibleName());
}

Section::Section(const Theme &theme, const QString &title, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_body(new QVBoxLayout)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.metrics().xs);
    column->addWidget(plainLabel(theme, title, TextRole::Title, this));
    if (!text.isEmpty())
        column->addWidget(wrappedLabel(theme, text, TextRole::Body, Tone::Muted, this));
    m_body->setContentsMargins(0, theme.metrics().s, 0, 0);
    m_body->setSpacing(theme.metrics().m);
    column->addLayout(m_body);
}

void Section::add(QWidget *widget) { m_body->addWidget(widget); }

QLineEdit *filterField(const QString &icon, const QString &placeholder, QWidget *parent)
{
    auto *edit = new QLineEdit(parent);
    edit->setPlaceholderText(placeholder);
    edit->setAccessibleName(placeholder);
    edit->setClearButtonEnabled(true);
    edit->addAction(tintedIcon(icon, QPalette::PlaceholderText), QLineEdit::LeadingPosition);
    return edit;
}

} // namespace natsdeck::ui
