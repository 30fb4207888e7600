#pragma once

#include "widgets/shell/first_start_page.h"

namespace natsdeck::app {

// What is known when nothing is open.
struct StartFacts
{
    int contexts = 0;
    QStringList kubeconfigs;
    int natsContexts = 0;
    std::function<void()> deploy; // empty: cannot be offered
    std::function<void()> addSystem;
    std::function<void()> addKubeconfig;
    std::function<void()> help;

    [[nodiscard]] bool looksLike(const StartFacts &other) const
    {
        return contexts == other.contexts && kubeconfigs == other.kubeconfigs && natsContexts == other.natsContexts;
    }
};

[[nodiscard]] ui::StartContent startContent(const StartFacts &facts);

} // namespace natsdeck::app
