#pragma once

#include "models/workloads/objects_presenter.h"
#include "widgets/common/page.h"

#include <optional>

class QCheckBox;
class QLabel;
class QPushButton;
class QStackedWidget;
class QGridLayout;

namespace natsdeck::ui {

class Banner;
class CodeView;
class ElidedLabel;
class ObjectEditView;
class TableView;

// The objects of a system: the list at the left, the chosen one as YAML at the right, its secrets one by one below, and its edit.
class ObjectPane final : public Page
{
    Q_OBJECT

public:
    ObjectPane(const Theme &theme, workloads::ObjectsPresenter &presenter, std::optional<Environment> environment,
               QWidget *parent = nullptr);

    void refresh() override { m_presenter.refresh(); }
    bool closeTopmost() override;                // an edit without changes
    void openItem(const QString &item) override; // "ConfigMap/nats-config"

    [[nodiscard]] TableView *table() const { return m_table; }
    [[nodiscard]] CodeView *text() const { return m_text; }
    [[nodiscard]] QPushButton *editButton() const { return m_edit; }
    [[nodiscard]] ObjectEditView *editView() const { return m_editView; } // null while nothing is edited

protected:
    void showEvent(QShowEvent *event) override;

private:
    QWidget *buildObject();
    void update();
    void updateObject();
    void updateSecrets();
    void updateEditor();

    workloads::ObjectsPresenter &m_presenter;
    std::optional<Environment> m_environment;
    QString m_wanted; // to choose when it is listed
    TableView *m_table;
    QLabel *m_notices;
    QStackedWidget *m_right;
    QWidget *m_nothing;
    QWidget *m_object;
    QStackedWidget *m_body; // text, or what stands in its place
    QWidget *m_said = nullptr;
    ElidedLabel *m_title;
    QCheckBox *m_managed;
    QPushButton *m_edit;
    CodeView *m_text;
    QWidget *m_secrets;
    QGridLayout *m_secretRows;
    ObjectEditView *m_editView = nullptr;
};

} // namespace natsdeck::ui
