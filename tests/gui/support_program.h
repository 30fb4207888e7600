#pragma once

#include "app/program.h"

#include <QPushButton>
#include <QTemporaryDir>

#include <functional>
#include <memory>

class QTableView;

namespace natsdeck::test {

// A home of one test's own, in which programs may be started one after the other.
class GuiHome final
{
public:
    GuiHome();
    ~GuiHome();
    GuiHome(const GuiHome &) = delete;
    GuiHome &operator=(const GuiHome &) = delete;

    [[nodiscard]] QString path(const QString &name) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &content) const;
    // The real composition, as main() makes it, with its window shown and its files read.
    [[nodiscard]] std::unique_ptr<app::Program> start() const;

private:
    QTemporaryDir m_folder;
    QList<std::pair<QByteArray, QByteArray>> m_before;
};

// Waits on the event loop, with a deadline.
[[nodiscard]] bool waitFor(const std::function<bool()> &condition, int milliseconds = 30'000);

// The visible button whose text begins so (without mnemonic marks); null when there is none.
[[nodiscard]] QPushButton *buttonOf(QWidget &window, const QString &text);
[[nodiscard]] bool press(QWidget &window, const QString &text); // false: no such button, or disabled

// Rows of the fullest table or tree in view.
[[nodiscard]] int rowsIn(const QWidget &widget);

// Deploys on this workstation by pressing the wizard's own button until the last page; empty = done, else what went wrong.
[[nodiscard]] QString deployByWizard(app::Program &program, const QString &name);

// Takes away what NatsDeck deployed, as the tree's "Remove…" does after it was confirmed; empty = gone, else what went wrong.
[[nodiscard]] QString removeDeployed(app::Program &program, const QString &systemId);

[[nodiscard]] bool isNotified(const app::Program &program, const QString &words);

} // namespace natsdeck::test
