#include "widgets/workloads/object_pane_edit.h"

#include "models/base/text.h"
#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/diff_view.h"
#include "widgets/common/labels.h"

#include <QHBoxLayout>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::workloads::ObjectEditor;
using Stage = natsdeck::workloads::ObjectEditor::Stage;

namespace natsdeck::ui {

ObjectEditView::ObjectEditView(const Theme &theme, ObjectEditor &editor, std::optional<Environment> environment, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_editor(editor)
    , m_environment(environment)
    , m_original(editor.text())
    , m_messages(new QVBoxLayout)
    , m_stack(new QStackedWidget(this))
    , m_text(new CodeView(theme, tr("Object as YAML, to edit"), this))
    , m_diff(new DiffView(theme, tr("What would change"), this))
    , m_title(new ElidedLabel(theme, {}, TextRole::Title, Qt::ElideRight, this))
    , m_hint(mutedLabel(theme, {}, TextRole::Body, this))
    , m_back(pushButton(tr("Cancel"), ButtonVariant::Normal, this))
    , m_primary(pushButton(tr("Check"), ButtonVariant::Primary, this))
{
    m_text->setReadOnly(false);
    m_text->setUndoRedoEnabled(true);
    m_text->setTextInteractionFlags(Qt::TextEditorInteraction);
    m_stack->addWidget(m_text);
    m_stack->addWidget(m_diff);
    m_messages->setContentsMargins(theme.metrics().m, theme.metrics().s, theme.metrics().m, 0);
    m_messages->setSpacing(theme.metrics().xs);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme.metrics().l, 10, theme.metrics().m, 8);
    head->addWidget(m_title, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(theme.metrics().l, theme.metrics().s, theme.metrics().m, theme.metrics().s);
    foot->setSpacing(theme.metrics().s);
    foot->addWidget(m_hint, 1);
    foot->addWidget(m_back);
    foot->addWidget(m_primary);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addLayout(m_messages);
    column->addWidget(m_stack, 1);
    column->addWidget(hairline(Qt::Horizontal, this));
    column->addLayout(foot);
    connect(m_primary, &QPushButton::clicked, this, &ObjectEditView::goOn);
    connect(m_back, &QPushButton::clicked, this, &ObjectEditView::goBack);
    connect(&m_editor, &ObjectEditor::changed, this, &ObjectEditView::update);
    connect(&m_editor, &ObjectEditor::applied, this, &ObjectEditView::closed);
    update();
}

bool ObjectEditView::hasChanges() const { return m_text->toPlainText() != m_original; }

void ObjectEditView::focusText() { m_text->setFocus(); }

void ObjectEditView::update()
{
    const Stage stage = m_editor.stage();
    if (const QString text = m_editor.text(); std::exchange(m_loaded, text) != text && text != m_text->toPlainText())
        m_text->setCode(text, Language::Yaml);
    const bool isReview = stage == Stage::Review || stage == Stage::Applying;
    const bool isBusy = stage == Stage::Checking || stage == Stage::Applying;
    const QString object = display(kube::refOf(m_editor.base()));
    m_title->setText(isReview ? tr("What would change in %1").arg(object) : tr("Edit %1").arg(object));
    if (isReview)
        m_diff->setTexts(m_editor.oldText(), m_editor.newText());
    m_stack->setCurrentWidget(isReview ? static_cast<QWidget *>(m_diff) : m_text);
    m_text->setReadOnly(isBusy);
    const int count = static_cast<int>(m_editor.changes().size());
    m_primary->setText(isReview ? tr("Apply %n change(s)…", nullptr, count) : tr("Check"));
    const QString locked = m_editor.lockedReason();
    m_primary->setEnabled(!isBusy && (!isReview || locked.isEmpty()));
    m_back->setText(isReview ? tr("Back to the text") : tr("Cancel"));
    m_back->setEnabled(!isBusy);
    switch (stage) {
    case Stage::Checking:
        m_hint->setText(tr("The API server tries it without storing anything…"));
        break;
    case Stage::Applying:
        m_hint->setText(tr("Applying…"));
        break;
    case Stage::Review:
        m_hint->setText(locked.isEmpty() ? tr("Tried by the API server, nothing stored yet: %1").arg(m_diff->summary()) : locked);
        break;
    default:
        m_hint->setText(tr("Checked by the API server before anything is changed"));
        break;
    }
    say();
}

// Errors, conflicts and warnings above the text; made again only when they say something else.
void ObjectEditView::say()
{
    struct Message
    {
        Status status;
        QString title;
        QString text;
        bool canRebase = false;
    };
    QList<Message> messages;
    if (const auto &error = m_editor.error()) {
        QString text = error->detail;
        if (const auto &conflict = m_editor.conflict()) {
            text += u"\n"_s + tr("Changed there: %1").arg(conflict->theirs.mid(0, 12).join(u", "_s));
            text += u'\n' + (conflict->both.isEmpty() ? tr("None of it is what you change.")
                                                      : tr("You change the same: %1").arg(conflict->both.join(u", "_s)));
        }
        const bool isHint = error->kind == ErrorKind::Invalid && error->detail.isEmpty();
        messages.append({isHint                ? Status::Info
                         : m_editor.conflict() ? Status::Warning
                                               : Status::Critical,
                         text::clean(error->summary), text::cleanLines(text), m_editor.conflict().has_value()});
    }
    if (m_editor.stage() == Stage::Review) {
        for (const QString &warning : m_editor.warnings())
            messages.append({Status::Warning, tr("The API server warns"), warning});
        for (const QString &note : m_editor.notes())
            messages.append({Status::Info, tr("Note"), note});
    }
    QString all;
    for (const Message &message : std::as_const(messages))
        all += message.title + message.text;
    if (std::exchange(m_saidBefore, all) == all)
        return;
    while (QLayoutItem *item = m_messages->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (const Message &message : std::as_const(messages)) {
        auto *banner = new Banner(m_theme, message.status, message.title, message.text, this);
        if (message.canRebase) {
            QPushButton *rebase = pushButton(tr("Take the newer version over"), ButtonVariant::Normal, banner);
            connect(rebase, &QPushButton::clicked, &m_editor, &ObjectEditor::rebase, Qt::QueuedConnection);
            banner->addAction(rebase);
        }
        m_messages->addWidget(banner);
    }
}

void ObjectEditView::goOn()
{
    if (m_editor.stage() == Stage::Review)
        ask();
    else
        m_editor.check(m_text->toPlainText());
}

void ObjectEditView::goBack()
{
    if (m_editor.stage() == Stage::Review)
        m_editor.backToText();
    else
        emit closed();
}

void ObjectEditView::ask()
{
    const guard::Intent intent = m_editor.intent();
    Confirmation question;
    question.impact = intent.impact;
    question.title = tr("Change %1?").arg(intent.object);
    question.text = tr("The API server has tried it: it would be accepted. If somebody changes the object before, nothing is written.");
    question.actionText = tr("Apply %n change(s)", nullptr, static_cast<int>(m_editor.changes().size()));
    question.environment = m_environment;
    question.effects.push_back({tr("Fields"), m_editor.changes().mid(0, 6).join(u", "_s), {}, false});
    for (const QString &note : m_editor.notes())
        question.effects.push_back({tr("Note"), {}, note, true});
    question.command = intent.command;
    confirm(m_theme, this, question, [this](bool) { m_editor.apply(); });
}

} // namespace natsdeck::ui
