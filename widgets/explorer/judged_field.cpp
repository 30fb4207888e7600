#include "widgets/explorer/judged_field.h"

#include "widgets/common/form.h"

#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

JudgedField::JudgedField(const Theme &theme, const QString &icon, const QString &placeholder, const QString &accessibleName,
                         QWidget *parent)
    : QWidget(parent)
    , m_edit(filterField(icon, placeholder, this))
    , m_line(new ValidityLine(theme, this))
{
    m_edit->setFont(theme.font(TextRole::Mono));
    m_edit->setAccessibleName(accessibleName);
    m_line->setFixedHeight(QFontMetrics(theme.font(TextRole::Caption)).height() + 4);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.metrics().xs);
    column->addWidget(m_edit);
    column->addWidget(m_line);
    connect(m_edit, &QLineEdit::textChanged, this, &JudgedField::edited);
    connect(m_edit, &QLineEdit::returnPressed, this, &JudgedField::accepted);
    connect(&theme, &Theme::changed, this, [this, &theme] { m_edit->setFont(theme.font(TextRole::Mono)); });
}

void JudgedField::setHint(const QString &hint) { m_hint = hint; }

void JudgedField::show(const explorer::FieldState &state, const QString &more)
{
    using Judged = explorer::FieldState::Validity;
    const Validity validity = state.validity == Judged::Valid     ? Validity::Valid
                              : state.validity == Judged::Warning ? Validity::Warning
                              : state.validity == Judged::Invalid ? Validity::Invalid
                                                                  : Validity::None;
    setValidity(m_edit, validity);
    const QString text = state.validity == Judged::Empty ? m_hint : more.isEmpty() ? state.text : state.text + u", "_s + more;
    m_line->setText(validity, text);
    m_edit->setAccessibleDescription(text);
}

} // namespace natsdeck::ui
