#pragma once

#include "models/workloads/rows_model.h"
#include "models/workloads/section_presenter.h"
#include "widgets/common/page.h"
#include "widgets/common/table_view.h"

class QVBoxLayout;

namespace natsdeck::ui {

class DetailsInspector;

// One section of the Kubernetes page: notices about missing rights, the section's own tables, a footer; in the five states of any
// page, each section for itself.
class SectionPane : public Page
{
    Q_OBJECT

public:
    SectionPane(const Theme &theme, workloads::SectionPresenter &presenter, const QString &id, QWidget *parent = nullptr);

    void refresh() override;
    bool closeTopmost() override;
    QWidget *inspector() override;
    void openItem(const QString &item) override; // the name of a row

    [[nodiscard]] const QList<TableView *> &tables() const { return m_tables; }
    [[nodiscard]] DetailsInspector *detailsView() const { return m_inspector; }
    [[nodiscard]] QString selectedKey() const { return m_key; } // of the row in the inspector, empty without one
    void select(const QString &key);
    void setEmptyState(const EmptyState &empty) { m_empty = empty; }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

    // Between the notices and the footer, in the order of the calls.
    void add(QWidget *widget, int stretch = 0);
    // Sorted as the model gives it until a header is clicked. `proxy` filters, and is then the table's.
    TableView *addTable(workloads::RowsModel &model, const QString &name, const std::vector<TableColumn> &columns, int stretch = 1,
                        SortProxy *proxy = nullptr);
    virtual void updated() {} // the presenter has changed; the state is set already
    virtual EmptyState emptyState() const { return m_empty; }

private:
    void update();
    void showNotices();
    void showDetails();

    workloads::SectionPresenter &m_presenter;
    EmptyState m_empty;
    QList<TableView *> m_tables;
    QList<workloads::RowsModel *> m_models;
    DetailsInspector *m_inspector;
    QVBoxLayout *m_column;
    QVBoxLayout *m_notices;
    QStringList m_noticesShown;
    TableFooter *m_footer;
    QString m_key;
    QString m_wanted; // to select when it is there
    QString m_emptyShown;
};

// A section that is one table.
class TablePane final : public SectionPane
{
    Q_OBJECT

public:
    TablePane(const Theme &theme, workloads::SectionPresenter &presenter, const QString &id, workloads::RowsModel &model,
              const QString &name, const std::vector<TableColumn> &columns, QWidget *parent = nullptr);
};

} // namespace natsdeck::ui
