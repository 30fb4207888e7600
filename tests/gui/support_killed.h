#pragma once

#include "tests/gui/support_faults.h"

namespace natsdeck::app {
class Program;
}

// Programs that die in the middle of a deployment: the test starts itself again as a child, whose driver deploys and is killed.
namespace natsdeck::test {

// In the child: the engines of this program die within one step, when it has done its work and before the journal knows.
// `at` is a step's id, or "#3" for the fourth of the plan.
void dieWithin(app::Program &program, const QString &at);

// In the child: the home that the test gave it, and where to die.
[[nodiscard]] bool isDriver();
[[nodiscard]] QString takeHomeOfTest();

enum class Ending { Died, Ended, Hung };
// In the test: runs `driver` of this test program in a process of its own, in the home of this test.
[[nodiscard]] Ending runDriver(const QString &driver, const QString &at, int milliseconds);

// The wizard of a new run, with the interrupted deployment chosen from its first page. Null when none is offered.
[[nodiscard]] deployment::WizardPresenter *adoptInterrupted(app::Program &program);

} // namespace natsdeck::test
