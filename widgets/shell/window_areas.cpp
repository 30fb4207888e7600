#include "widgets/common/tab_row.h"
#include "widgets/shell/activity_panel.h"
#include "widgets/shell/main_window.h"
#include "widgets/shell/navigation_panel.h"
#include "widgets/shell/status_bar.h"
#include "widgets/shell/top_bar.h"
#include "widgets/shell/workspace.h"

#include <QApplication>
#include <QStackedWidget>

// F6: the areas of the main window.
namespace natsdeck::ui {

QList<QWidget *> MainWindow::areas() const
{
    QWidget *center = m_center->currentWidget();
    if (center == m_workspace)
        center = m_workspace->page();
    QList<QWidget *> shown;
    for (QWidget *area : std::initializer_list<QWidget *>{m_navigation, m_topBar, m_workspace->tabs(), center, m_workspace->inspector(),
                                                          m_activityPanel, m_statusBar}) {
        if (area && area->isVisible())
            shown << area;
    }
    return shown;
}

// F6: the first widget that takes focus in the next area that has one.
void MainWindow::focusArea(int direction)
{
    const QList<QWidget *> shown = areas();
    const QWidget *focus = QApplication::focusWidget();
    qsizetype at = direction > 0 ? -1 : 0;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        if (focus && (shown[i] == focus || shown[i]->isAncestorOf(focus)))
            at = i;
    }
    for (qsizetype step = 1; step <= shown.size(); ++step) {
        const QWidget *area = shown[(at + direction * step + 2 * shown.size()) % shown.size()];
        const QList<QWidget *> inside = area->findChildren<QWidget *>();
        for (QWidget *widget : inside) {
            if ((widget->focusPolicy() & Qt::TabFocus) && widget->isVisible() && widget->isEnabled()) {
                widget->setFocus(Qt::TabFocusReason);
                return;
            }
        }
    }
}

} // namespace natsdeck::ui
