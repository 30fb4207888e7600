#pragma once

#include "widgets/deployment/wizard_view.h"

class QPushButton;
class QStandardItemModel;
class QModelIndex;

namespace natsdeck::ui {

class Banner;
class Card;
class DiffView;
class FindingsList;
class TableView;

// What will be done, object by object with its diff, and what the preflight found; nothing has happened yet.
class PlanView final : public WizardView
{
    Q_OBJECT

public:
    PlanView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent = nullptr);

    void refresh() override;

private:
    QWidget *buildObjects();
    QWidget *buildDiff();
    QWidget *buildPreflight();
    void refreshObjects();
    void refreshPreflight();
    void showDiff(const QModelIndex &row);

    QStandardItemModel *m_model;
    TableView *m_objects = nullptr;
    Card *m_diffCard = nullptr;
    QLabel *m_diffTitle = nullptr;
    QLabel *m_diffNote = nullptr;
    QLabel *m_diffSummary = nullptr;
    DiffView *m_diff = nullptr;
    Card *m_preflightCard = nullptr;
    FindingsList *m_preflight = nullptr;
    QPushButton *m_again = nullptr;
    Banner *m_error = nullptr;
    QString m_planId;
    QList<plan::Preview> m_previews;
};

} // namespace natsdeck::ui
