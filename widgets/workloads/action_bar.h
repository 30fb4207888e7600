#pragma once

#include "models/workloads/actions_presenter.h"
#include "widgets/common/theme.h"

#include <QPushButton>

#include <optional>

class QLabel;
class QProgressBar;

namespace natsdeck::ui {

class Glyph;

// The button "Actions" of a system's Kubernetes page with its menu, and the question before each of them.
class ActionButton final : public QPushButton
{
    Q_OBJECT

public:
    ActionButton(const Theme &theme, workloads::ActionsPresenter &presenter, std::optional<Environment> environment,
                 QWidget *parent = nullptr);

    void fill(QMenu &menu) const; // what is offered now; impossible ones are disabled and say why

protected:
    void showEvent(QShowEvent *event) override;

private:
    void add(QMenu &menu, workloads::ActionKind kind, const QString &text, const QString &pod = {}) const;
    void ask(const workloads::ActionPlan &plan);

    const Theme &m_theme;
    workloads::ActionsPresenter &m_presenter;
    std::optional<Environment> m_environment;
};

// How far an action is, and how it ended; away while nothing is to be said.
class ActionStrip final : public QWidget
{
    Q_OBJECT

public:
    ActionStrip(const Theme &theme, workloads::ActionsPresenter &presenter, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;

private:
    void update();

    workloads::ActionsPresenter &m_presenter;
    Glyph *m_glyph;
    QLabel *m_title;
    QLabel *m_text;
    QProgressBar *m_bar;
    QPushButton *m_close;
};

} // namespace natsdeck::ui
