#pragma once

#include <QCoreApplication>

namespace natsdeck::workloads {

// Translation context of what is said about logs, commands, objects and actions outside of presenters.
struct ActionTexts
{
    Q_DECLARE_TR_FUNCTIONS(ActionTexts)
};

} // namespace natsdeck::workloads
