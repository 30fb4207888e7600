#include "widgets/shell/key_list.h"

#include "widgets/common/buttons.h"
#include "widgets/common/labels.h"

#include <QCoreApplication>
#include <QGridLayout>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

QList<KeyHelp> windowKeys()
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("Keys", text); };
    const QString everywhere = tr("Everywhere");
    const QString page = tr("On a page");
    const QString table = tr("In a table");
    return {
        {everywhere, u"Ctrl+K"_s, tr("Search or run a command")},
        {everywhere, u"Ctrl+1 … Ctrl+9"_s, tr("Go to a page")},
        {everywhere, u"Alt+Left, Alt+Right"_s, tr("Back and forward")},
        {everywhere, u"F6, Shift+F6"_s, tr("Next and previous area of the window")},
        {everywhere, u"Ctrl+B"_s, tr("Show or hide the systems")},
        {everywhere, u"Ctrl+J"_s, tr("Show or hide the activity panel")},
        {everywhere, u"F1"_s, tr("Help")},
        {everywhere, u"?"_s, tr("This list")},
        {page, u"/"_s, tr("Filter")},
        {page, u"F5"_s, tr("Refresh")},
        {page, u"Esc"_s, tr("Close what is nearest: inspector, search, filter")},
        {table, u"Enter"_s, tr("Open the row")},
        {table, u"Ctrl+C"_s, tr("Copy the row as text")},
        {table, u"Shift+F10"_s, tr("What can be done with the row")},
        {tr("In a chart"), u"Left, Right"_s, tr("Move the crosshair of all charts of the page")},
    };
}

KeysOverlay::KeysOverlay(const Theme &theme, const QList<KeyHelp> &keys, QWidget *parent)
    : ScrimDialog(theme, parent, 560)
{
    setAccessibleName(tr("Keys"));
    setClosesOutside(true);
    const Metrics &metrics = theme.metrics();
    panel()->setContentsMargins(metrics.xl, metrics.l, metrics.xl, metrics.l);
    auto *head = new QHBoxLayout;
    head->addWidget(plainLabel(theme, tr("Keys"), TextRole::Heading, this), 1);
    QToolButton *close = iconButton(u"deck-close"_s, tr("Close"), this, QKeySequence(Qt::Key_Escape));
    connect(close, &QToolButton::clicked, this, &QDialog::reject);
    head->addWidget(close);
    panel()->addLayout(head);

    auto *inner = new QFrame(this);
    auto *grid = new QGridLayout(inner);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(metrics.l);
    grid->setVerticalSpacing(metrics.xs + 1);
    grid->setColumnStretch(1, 1);
    int row = 0;
    QString area;
    for (const KeyHelp &key : keys) {
        if (key.area != area) {
            area = key.area;
            grid->addWidget(mutedLabel(theme, area, TextRole::Caption, inner), row, 0, 1, 2, Qt::AlignBottom);
            grid->setRowMinimumHeight(row++, metrics.controlHeight - 4);
        }
        grid->addWidget(plainLabel(theme, key.keys, TextRole::Mono, inner), row, 0, Qt::AlignTop);
        grid->addWidget(wrappedLabel(theme, key.meaning, TextRole::Body, Tone::Normal, inner), row++, 1);
    }
    panel()->addWidget(inner);
}

} // namespace natsdeck::ui
