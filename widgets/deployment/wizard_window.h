#pragma once

#include "models/deployment/wizard_presenter.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <vector>

class QPushButton;
class QStackedWidget;

namespace natsdeck::ui {

class EnvironmentLine;
class Pill;
class StatusLine;
class WizardRail;
class WizardView;

// The window of one deployment: steps at the left, one decision per page, what happens next below. Closing it does not
// stop the work; the presenter outlives it.
class WizardWindow final : public QWidget
{
    Q_OBJECT

public:
    WizardWindow(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    deployment::WizardPresenter &presenter() { return m_presenter; }

signals:
    void openSystemRequested(const QString &systemId); // "Open nats" on the last page
    void consentRequested(const QString &context);     // see what a kubeconfig would run; then reloadOffers()
    void closed();

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QWidget *buildHead();
    QWidget *buildFooter();
    void buildPages();
    void refresh();
    void showPage();
    void refreshFooter();
    void refreshPrimary();
    void refreshHint();
    void pressPrimary();
    void askToCancel();
    void askToTakeBack();
    [[nodiscard]] std::optional<Environment> environment() const;

    const Theme &m_theme;
    deployment::WizardPresenter &m_presenter;
    EnvironmentLine *m_line;
    QLabel *m_title = nullptr;
    QLabel *m_where = nullptr;
    Pill *m_badge = nullptr;
    WizardRail *m_rail;
    QStackedWidget *m_stack;
    std::vector<WizardView *> m_views;
    StatusLine *m_hint = nullptr;
    QPushButton *m_cancel = nullptr;
    QPushButton *m_undo = nullptr;
    QPushButton *m_back = nullptr;
    QPushButton *m_close = nullptr;
    QPushButton *m_primary = nullptr;
    QString m_failure;
};

} // namespace natsdeck::ui
