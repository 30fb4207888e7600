#include "widgets/deployment/removal_dialog.h"

#include "models/base/units.h"
#include "widgets/common/confirm_dialog.h"

#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

QString tr(const char *text) { return QCoreApplication::translate("deployment", text); }

} // namespace

void confirmRemoval(const Theme &theme, QWidget *parent, const QString &name, std::optional<Environment> environment,
                    const deployment::RemovalImpact &impact, std::function<void(deployment::RemovalOptions)> confirmed)
{
    Confirmation confirmation;
    const bool hasData = impact.streams > 0 || impact.bytes > 0;
    confirmation.impact = hasData || impact.messages < 0 ? guard::Impact::DataLoss : guard::Impact::Configuration;
    confirmation.title = tr("Remove %1?").arg(name);
    confirmation.text = impact.running ? tr("The server is stopped and removed. Clients lose their connection.")
                                       : tr("The server is removed. It is not running now.");
    confirmation.actionText = tr("Remove system");
    confirmation.environment = environment;
    confirmation.typedName = name;
    const QString messages = impact.messages < 0 ? tr("unknown") : exactCount(impact.messages);
    confirmation.effects.push_back({tr("Streams"), exactCount(impact.streams), {}, impact.streams > 0});
    confirmation.effects.push_back(
        {tr("Messages"), messages, impact.messages < 0 ? tr("the server does not answer") : QString(), impact.messages != 0});
    confirmation.effects.push_back({tr("Data"), shortBytes(double(impact.bytes)), {}, impact.bytes > 0});
    if (impact.connections >= 0)
        confirmation.effects.push_back({tr("Clients connected"), exactCount(impact.connections), {}, impact.connections > 0});
    constexpr qsizetype shown = 6;
    QString objects = impact.objects.mid(0, shown).join(u", "_s);
    if (impact.objects.size() > shown)
        objects += tr(" and %1 more").arg(impact.objects.size() - shown);
    if (!impact.objects.isEmpty())
        confirmation.effects.push_back({tr("What goes"), exactCount(impact.objects.size()), objects, false});
    if (hasData) {
        confirmation.optionText = tr("Keep the stored data");
        confirmation.optionOn = false;
        confirmation.optionActionText = tr("Remove, keep data");
    }
    confirm(theme, parent, confirmation, [confirmed = std::move(confirmed), hasData](bool keep) { confirmed({hasData && keep}); });
}

} // namespace natsdeck::ui
