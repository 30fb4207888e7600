#pragma once

#include "models/guard/intent.h"
#include "widgets/common/scrim_dialog.h"

#include <functional>
#include <optional>
#include <vector>

class QCheckBox;
class QLineEdit;
class QPushButton;

namespace natsdeck::ui {

// What is asked before a change. In proportion to the impact: Configuration asks with context and object; DataLoss also
// with the name typed. Undoable changes are not asked about.
struct Confirmation
{
    // One line of what is affected; `warns` marks what is live or lost for good.
    struct Effect
    {
        QString label; // "Consumers"
        QString value; // "14"
        QString note;  // "9 active now, order-projection and 8 more"
        bool warns = false;
    };

    guard::Impact impact = guard::Impact::Configuration;
    QString title;      // "Delete stream ORDERS?": verb and object
    QString text;       // what it means
    QString actionText; // "Delete stream"
    std::optional<Environment> environment;
    QString environmentWord; // empty: the default word
    std::vector<Effect> effects;
    QString typedName;  // what has to be typed; DataLoss only
    QString command;    // the nats, kubectl or helm command that does the same, to copy
    QString optionText; // a check box: "Back up first, 18.4 GiB, about 4 min"; empty = none
    bool optionOn = true;
    QString optionActionText; // the button while the option is on: "Back up and delete"
};

// Use confirm(); the class is here for tests.
class ConfirmDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    // `confirmed` is called once, after the dialog closed, with whether the option was on. Cancelling calls nothing.
    ConfirmDialog(const Theme &theme, const Confirmation &confirmation, std::function<void(bool option)> confirmed, QWidget *parent);

    void open() override;
    QPushButton *confirmButton() const { return m_confirm; }
    QPushButton *cancelButton() const { return m_cancel; }
    QLineEdit *nameEdit() const { return m_name; } // null unless a name has to be typed

protected:
    void done(int result) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void addHeading(const Confirmation &confirmation);
    void addEffects(const std::vector<Confirmation::Effect> &effects);
    void addName(const Confirmation &confirmation);
    void addCommand(const QString &command);
    void addButtons(const Confirmation &confirmation);
    void updateEnabled();

    QString m_typedName;
    std::function<void(bool)> m_confirmed;
    QCheckBox *m_option = nullptr;
    QLineEdit *m_name = nullptr;
    QPushButton *m_confirm = nullptr;
    QPushButton *m_cancel = nullptr;
};

void confirm(const Theme &theme, QWidget *parent, const Confirmation &confirmation, std::function<void(bool option)> confirmed);

QString environmentWord(Environment environment); // "Production", "Staging", "Development", "Unlabelled"

} // namespace natsdeck::ui
