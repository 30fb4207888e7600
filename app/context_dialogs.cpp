#include "app/context_dialogs.h"

#include "app/backstage.h"
#include "models/base/text.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/systems/namespaces_dialog.h"

#include <QCoreApplication>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(natsdeck::app::ContextDialogs)
};

} // namespace

void askNamespaces(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QString &context)
{
    const std::optional<systems::KubeContextState> state = backstage.kube.context(context);
    if (!state)
        return;
    auto *dialog = new ui::NamespacesDialog(
        theme, *state, backstage.kube.namespaces(context), state->entry.user,
        [&backstage, context](const QStringList &namespaces) { backstage.kube.setNamespaces(context, namespaces); }, parent);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void askNewTarget(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QString &context)
{
    const std::optional<systems::KubeContextState> state = backstage.kube.context(context);
    if (!state || state->change.isEmpty())
        return;
    ui::Confirmation confirmation;
    confirmation.title = Text::tr("Open the new target of %1?").arg(text::clean(context));
    confirmation.text = state->change + u"\n\n"_s + Text::tr("Systems that are open stay linked to the old one until they are closed.");
    confirmation.actionText = Text::tr("Open new target");
    ui::confirm(theme, parent, confirmation, [&backstage, context](bool) { backstage.kube.openAnew(context); });
}

} // namespace natsdeck::app
