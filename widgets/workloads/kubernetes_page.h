#pragma once

#include "widgets/common/page.h"

#include <memory>

class QStackedWidget;

namespace natsdeck::workloads {
struct Workload;
}

namespace natsdeck::ui {

class ActionSections;
struct ActionContext;
class TabRow;

// The Kubernetes side of a system, in sections. Each is a page of its own with its own state: one that may not be read leaves the
// others alone, and none asks the cluster for anything before it is shown.
class KubernetesPage final : public Page
{
    Q_OBJECT

public:
    // Without `actions` there are only the sections that look.
    KubernetesPage(const Theme &theme, const workloads::Workload &workload, QWidget *parent = nullptr,
                   const ActionContext *actions = nullptr);
    ~KubernetesPage() override;

    void refresh() override;
    void focusFilter() override;
    bool closeTopmost() override;
    QWidget *inspector() override;
    void openItem(const QString &item) override; // "events", or "pods/nats-0"

    [[nodiscard]] TabRow *tabs() const { return m_tabs; }
    [[nodiscard]] Page *section() const; // the one that is shown; null for a pane that is no page
    [[nodiscard]] Page *section(const QString &id) const;
    void showSection(const QString &id);
    [[nodiscard]] ActionSections *actions() const; // null without

private:
    struct Parts;

    void addSection(const QString &id, const QString &title, QWidget *pane);
    void addSections();

    std::unique_ptr<Parts> m_parts; // what is followed and the presenters, for as long as the panes
    TabRow *m_tabs;
    QStackedWidget *m_stack;
    QStringList m_ids;
};

} // namespace natsdeck::ui
