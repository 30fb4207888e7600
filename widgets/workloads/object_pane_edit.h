#pragma once

#include "models/workloads/object_editor.h"
#include "widgets/common/theme.h"

#include <QWidget>

#include <optional>

class QLabel;
class QPushButton;
class QStackedWidget;
class QVBoxLayout;

namespace natsdeck::ui {

class CodeView;
class DiffView;
class ElidedLabel;

// One edit of one object: the text, what the API server would make of it as a difference, and the question before it is made.
class ObjectEditView final : public QWidget
{
    Q_OBJECT

public:
    ObjectEditView(const Theme &theme, workloads::ObjectEditor &editor, std::optional<Environment> environment, QWidget *parent = nullptr);

    [[nodiscard]] bool hasChanges() const;
    void focusText();
    [[nodiscard]] CodeView *text() const { return m_text; }
    [[nodiscard]] DiffView *diff() const { return m_diff; }
    [[nodiscard]] QPushButton *primary() const { return m_primary; } // "Check", then "Apply n changes…"

signals:
    void closed();

private:
    void update();
    void say();
    void goOn();
    void goBack();
    void ask();

    const Theme &m_theme;
    workloads::ObjectEditor &m_editor;
    std::optional<Environment> m_environment;
    QString m_original;
    QString m_loaded; // what the presenter gave last: a rebase gives another one
    QVBoxLayout *m_messages;
    QString m_saidBefore;
    QStackedWidget *m_stack;
    CodeView *m_text;
    DiffView *m_diff;
    ElidedLabel *m_title;
    QLabel *m_hint;
    QPushButton *m_back;
    QPushButton *m_primary;
};

} // namespace natsdeck::ui
