#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace natsdeck::app {

// What the program was asked to do.
struct CommandLine
{
    enum class Action { Window, Tour, PrintAndExit };

    Action action = Action::Window;
    QString text; // PrintAndExit: to standard output, or to standard error with a non-zero exit code
    int exitCode = 0;

    QString target; // Window: "<system>/<page>/<item>", empty = none

    QString tourFolder;
    QString tourContext; // kubeconfig context, empty = this workstation only
    bool tourKeepsHome = false;
    bool tourSecond = false; // the part that the tour starts by itself

    QString startReport; // file for tests/bench: times of the start, then the program ends
};

// Pure: `arguments` with the program's name first. Needs no QApplication, so that --help works without a display.
[[nodiscard]] CommandLine parseCommandLine(const QStringList &arguments);

// What `natsdeck open` names: the system (an id, a locator, or a name; may contain '/'), then page and item.
struct OpenTarget
{
    QString system;
    QString page;
    QString item;

    friend bool operator==(const OpenTarget &, const OpenTarget &) = default;
};

// Tries the longest of `known` that `text` starts with, so that identities with slashes work. Nothing when none does.
[[nodiscard]] std::optional<OpenTarget> resolveTarget(const QString &text, const QStringList &known);

} // namespace natsdeck::app
