#pragma once

#include <QString>

class QWidget;

namespace natsdeck::ui {
class Theme;
}

namespace natsdeck::app {

class Backstage;

// What is asked about a Kubernetes context.

// Where to look for NATS, and which rights are missing.
void askNamespaces(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QString &context);

// The files say another target than the one that is open: whether to go there. What is linked to the old one stays linked.
void askNewTarget(Backstage &backstage, const ui::Theme &theme, QWidget *parent, const QString &context);

} // namespace natsdeck::app
