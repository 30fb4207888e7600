#pragma once

#include "models/base/error.h"
#include "models/base/finding.h"

#include <chrono>

namespace natsdeck::systems {

enum class StageState { Waiting, Running, Passed, Warning, Failed, Skipped };

// One stage of a diagnosis and what came out. `finding` is empty until it has run; its id is the stage's.
struct DiagnosisStage
{
    QString id; // "api-server", "pod", "way", "name", "tcp", "greeting", "tls", "login", "permissions", "jetstream"
    StageState state = StageState::Waiting;
    Finding finding = {};
    std::chrono::milliseconds took{0};

    friend bool operator==(const DiagnosisStage &, const DiagnosisStage &) = default;
};

// What a stage has to say.
struct StageOutcome
{
    StageState state = StageState::Passed;
    QString what;
    QString evidence = {};
    QString remedy = {};

    [[nodiscard]] static StageOutcome failed(const Error &error, const QString &evidence = {})
    {
        return {StageState::Failed, error.summary, evidence.isEmpty() ? error.detail : evidence, error.remedy};
    }
};

} // namespace natsdeck::systems
