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
    QList<QWidget *> shown;
    for (QWidget *area : std::initializer_list<QWidget *>{m_navigation, m_topBar, m_workspace->tabs(), m_center->currentWidget(),
                                                          m_workspace->inspector(), m_activityPanel, m_statusBar}) {
        if (area && area->isVisible())
            shown << area;
    }
    return shown;
}

// F6: the first widget that takes focus in the next area that has one.
void MainWindow::focusArea(int direction)
{
    const QList<QWidget *> shown = areas();
    qsizetype at = -1;
    for (qsizetype i = 0; i < shown.size(); ++i) {
        if (QApplication::focusWidget() && (shown[i] == QApplication::focusWidget() || shown[i]->isAncestorOf(QApplication::focusWidget())))
            at = i; // the innermost: tabs and inspector lie inside the workspace
        if (at == i && shown[i] != m_workspace)
            break;
    }
    for (qsizetype step = 1; step <= shown.size(); ++step) {
        QWidget *area = shown[(at + direction * step + 2 * shown.size()) % shown.size()];
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
