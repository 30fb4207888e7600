#include "widgets/common/confirm_dialog.h"

#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/pill.h"

#include <QCheckBox>
#include <QClipboard>
#include <QCoreApplication>
#include <QGridLayout>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int dialogWidth = 560;

} // namespace

QString environmentWord(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return QCoreApplication::translate("Environment", "Production");
    case Environment::Staging:
        return QCoreApplication::translate("Environment", "Staging");
    case Environment::Development:
        return QCoreApplication::translate("Environment", "Development");
    case Environment::Unlabelled:
        break;
    }
    return QCoreApplication::translate("Environment", "Unlabelled");
}

ConfirmDialog::ConfirmDialog(const Theme &theme, const Confirmation &confirmation, std::function<void(bool)> confirmed, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_typedName(confirmation.impact == guard::Impact::DataLoss ? confirmation.typedName : QString())
    , m_confirmed(std::move(confirmed))
{
    setAccessibleName(confirmation.title);
    const Metrics &metrics = theme.metrics();
    panel()->setContentsMargins(metrics.xl, metrics.xl - 4, metrics.xl, metrics.l);
    panel()->setSpacing(metrics.m);
    addHeading(confirmation);
    if (!confirmation.effects.empty())
        addEffects(confirmation.effects);
    if (!confirmation.optionText.isEmpty()) {
        m_option = new QCheckBox(confirmation.optionText, this);
        m_option->setChecked(confirmation.optionOn);
        m_option->setAccessibleName(confirmation.optionText);
        panel()->addWidget(m_option);
    }
    if (!m_typedName.isEmpty())
        addName(confirmation);
    if (!confirmation.command.isEmpty())
        addCommand(confirmation.command);
    addButtons(confirmation);
    updateEnabled();
}

void ConfirmDialog::addHeading(const Confirmation &confirmation)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(theme().metrics().m - 2);
    const Status status = confirmation.impact == guard::Impact::DataLoss ? Status::Critical : Status::Warning;
    head->addWidget(new Glyph(theme(), status, 20, this), 0, Qt::AlignTop);
    auto *words = new QVBoxLayout;
    words->setSpacing(theme().metrics().xs);
    words->addWidget(wrappedLabel(theme(), confirmation.title, TextRole::Heading, Tone::Normal, this));
    if (!confirmation.text.isEmpty())
        words->addWidget(wrappedLabel(theme(), confirmation.text, TextRole::Body, Tone::Muted, this));
    head->addLayout(words, 1);
    if (confirmation.environment) {
        const QString word =
            confirmation.environmentWord.isEmpty() ? environmentWord(*confirmation.environment) : confirmation.environmentWord;
        head->addWidget(new Pill(theme(), {word, std::nullopt, confirmation.environment}, this), 0, Qt::AlignTop);
    }
    panel()->addLayout(head);
}

void ConfirmDialog::addEffects(const std::vector<Confirmation::Effect> &effects)
{
    auto *well = new QFrame(this);
    well->setProperty("surface", u"sunken"_s);
    auto *grid = new QGridLayout(well);
    grid->setContentsMargins(14, 10, 14, 10);
    grid->setHorizontalSpacing(theme().metrics().s);
    grid->setVerticalSpacing(theme().metrics().xs + 2);
    grid->setColumnMinimumWidth(0, 104);
    grid->setColumnStretch(1, 1);
    int row = 0;
    for (const Confirmation::Effect &effect : effects) {
        grid->addWidget(mutedLabel(theme(), effect.label, TextRole::Body, well), row, 0, Qt::AlignTop);
        auto *facts = new QHBoxLayout;
        facts->setSpacing(theme().metrics().s);
        facts->addWidget(plainLabel(theme(), effect.value, TextRole::Strong, well), 0, Qt::AlignTop);
        if (effect.warns)
            facts->addWidget(new Glyph(theme(), Status::Warning, 14, well), 0, Qt::AlignTop);
        facts->addWidget(wrappedLabel(theme(), effect.note, TextRole::Body, Tone::Muted, well), 1);
        grid->addLayout(facts, row, 1);
        ++row;
    }
    panel()->addWidget(well);
}

void ConfirmDialog::addName(const Confirmation &confirmation)
{
    auto *prompt = new QHBoxLayout;
    prompt->setSpacing(theme().metrics().xs + 2);
    //: "Type", then the name in monospace, then "to confirm"
    prompt->addWidget(plainLabel(theme(), tr("Type"), TextRole::Body, this));
    QLabel *name = plainLabel(theme(), confirmation.typedName, TextRole::Mono, this);
    QFont bold = name->font();
    bold.setWeight(QFont::DemiBold);
    name->setFont(bold);
    prompt->addWidget(name);
    prompt->addWidget(plainLabel(theme(), tr("to confirm"), TextRole::Body, this), 1);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme().metrics().xs + 2);
    column->addLayout(prompt);
    m_name = new QLineEdit(this);
    m_name->setFont(theme().font(TextRole::Mono));
    m_name->setAccessibleName(tr("Type %1 to confirm").arg(confirmation.typedName));
    connect(m_name, &QLineEdit::textChanged, this, &ConfirmDialog::updateEnabled);
    column->addWidget(m_name);
    panel()->addLayout(column);
}

void ConfirmDialog::addCommand(const QString &command)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    row->addWidget(new IconLabel(theme(), u"deck-terminal"_s, 16, this));
    auto *text = new ElidedLabel(theme(), command, TextRole::MonoSmall, Qt::ElideMiddle, this);
    text->setProperty("tone", u"muted"_s);
    row->addWidget(text, 1);
    QToolButton *copy = iconButton(u"deck-copy"_s, tr("Copy the command"), this);
    connect(copy, &QToolButton::clicked, this, [command] { QGuiApplication::clipboard()->setText(command); });
    row->addWidget(copy);
    panel()->addLayout(row);
}

void ConfirmDialog::addButtons(const Confirmation &confirmation)
{
    const bool danger = confirmation.impact == guard::Impact::DataLoss;
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    row->addStretch(1);
    m_cancel = pushButton(tr("Cancel"), ButtonVariant::Normal, this);
    m_confirm = pushButton(confirmation.actionText, danger ? ButtonVariant::Danger : ButtonVariant::Primary, this);
    row->addWidget(m_cancel);
    row->addWidget(m_confirm);
    panel()->addSpacing(theme().metrics().xs);
    panel()->addLayout(row);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_confirm, &QPushButton::clicked, this, &QDialog::accept);
    if (m_option && !confirmation.optionActionText.isEmpty()) {
        const auto rename = [this, with = confirmation.optionActionText, without = confirmation.actionText](bool on) {
            m_confirm->setText(on ? with : without);
            m_confirm->setAccessibleName(m_confirm->text());
        };
        connect(m_option, &QCheckBox::toggled, m_confirm, rename);
        rename(m_option->isChecked());
    }
}

// Exactly: a name that differs in case or by a space is another name.
void ConfirmDialog::updateEnabled() { m_confirm->setEnabled(!m_name || m_name->text() == m_typedName); }

void ConfirmDialog::keyPressEvent(QKeyEvent *event)
{
    // Enter presses the focused button and nothing else: whoever types a name has not yet decided.
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        if (m_cancel->hasFocus())
            reject();
        else if (m_confirm->hasFocus() && m_confirm->isEnabled())
            accept();
        return;
    }
    ScrimDialog::keyPressEvent(event);
}

void ConfirmDialog::open()
{
    ScrimDialog::open();
    m_cancel->setFocus(Qt::ShortcutFocusReason); // with its ring: where Enter goes must be in view
}

void ConfirmDialog::done(int result)
{
    const bool option = m_option && m_option->isChecked();
    const auto confirmed = std::exchange(m_confirmed, nullptr);
    ScrimDialog::done(result);
    if (result == QDialog::Accepted && confirmed)
        confirmed(option);
}

void confirm(const Theme &theme, QWidget *parent, const Confirmation &confirmation, std::function<void(bool)> confirmed)
{
    auto *dialog = new ConfirmDialog(theme, confirmation, std::move(confirmed), parent);
    dialog->open();
}

} // namespace natsdeck::ui
