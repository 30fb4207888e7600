#include "widgets/systems/namespaces_dialog.h"

#include "models/base/text.h"
#include "models/systems/missing_rights.h"
#include "widgets/common/buttons.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int dialogWidth = 640;
constexpr int roleLines = 9;

} // namespace

NamespacesDialog::NamespacesDialog(const Theme &theme, const systems::KubeContextState &context, const QStringList &namespaces,
                                   const QString &user, std::function<void(const QStringList &)> accepted, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_accepted(std::move(accepted))
    , m_edit(new QLineEdit(namespaces.join(u", "_s)))
{
    const QString title = tr("Namespaces to look in");
    setAccessibleName(title);
    const Metrics &metrics = theme.metrics();
    panel()->setContentsMargins(metrics.xl, metrics.xl - 4, metrics.xl, metrics.l);
    panel()->setSpacing(metrics.m);
    panel()->addWidget(wrappedLabel(theme, title, TextRole::Heading, Tone::Normal, this));
    panel()->addWidget(wrappedLabel(theme,
                                    tr("Context %1. All namespaces are looked at where that is allowed. Where it is not: those that may be "
                                       "listed, the context's own, and these.")
                                        .arg(text::clean(context.entry.name)),
                                    TextRole::Body, Tone::Muted, this));
    m_edit->setObjectName(u"namespaces"_s);
    m_edit->setPlaceholderText(u"messaging, team-a"_s);
    m_field = new Field(theme, tr("&Namespaces"), m_edit, tr("Names, separated by commas. Leave it empty to look nowhere else"), this);
    panel()->addWidget(m_field);
    if (!context.found.missing.isEmpty())
        addRights(context, user);
    addButtons();
    connect(m_edit, &QLineEdit::textEdited, this, &NamespacesDialog::check);
    m_edit->setFocus();
}

void NamespacesDialog::addRights(const systems::KubeContextState &context, const QString &user)
{
    panel()->addWidget(wrappedLabel(theme(), tr("What is missing"), TextRole::Strong, Tone::Normal, this));
    panel()->addWidget(
        wrappedLabel(theme(), systems::rightsInWords(context.found.missing).join(u'\n'), TextRole::Body, Tone::Normal, this));
    panel()->addWidget(wrappedLabel(theme(), tr("This role gives it, for reading only. An administrator can apply it:"), TextRole::Body,
                                    Tone::Muted, this));
    const QString role = systems::roleFor(context.found.missing, user);
    auto *view = new QPlainTextEdit(role, this);
    view->setObjectName(u"role"_s);
    view->setAccessibleName(tr("Role that gives what is missing"));
    view->setReadOnly(true);
    view->setFont(theme().font(TextRole::Mono));
    view->setLineWrapMode(QPlainTextEdit::NoWrap);
    view->setFixedHeight(view->fontMetrics().lineSpacing() * roleLines + theme().metrics().l);
    panel()->addWidget(view);
    auto *row = new QHBoxLayout;
    QPushButton *copy = pushButton(tr("Copy role"), ButtonVariant::Normal, this);
    connect(copy, &QPushButton::clicked, this, [role] { QGuiApplication::clipboard()->setText(role); });
    row->addWidget(copy);
    row->addStretch(1);
    panel()->addLayout(row);
}

void NamespacesDialog::addButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    row->addStretch(1);
    QPushButton *cancel = pushButton(tr("Cancel"), ButtonVariant::Normal, this);
    m_look = pushButton(tr("Look there"), ButtonVariant::Primary, this);
    m_look->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_look);
    panel()->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_look, &QPushButton::clicked, this, &QDialog::accept);
}

void NamespacesDialog::check()
{
    const Result<QStringList> names = systems::namespacesIn(m_edit->text());
    m_look->setEnabled(names.has_value());
    if (names)
        m_field->clear();
    else
        m_field->setFinding(Finding{u"namespaces"_s, Severity::Critical, names.error().summary, {}, {}, {}, {}});
}

void NamespacesDialog::done(int result)
{
    const Result<QStringList> names = systems::namespacesIn(m_edit->text());
    if (result == Accepted && !names)
        return check();
    ScrimDialog::done(result);
    if (const auto accepted = std::exchange(m_accepted, {}); accepted && result == Accepted)
        accepted(*names);
}

} // namespace natsdeck::ui
