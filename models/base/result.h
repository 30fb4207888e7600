#pragma once

#include "models/base/error.h"

#include <tl/expected.hpp>

namespace natsdeck {

// The one way a call of models/ says that it may fail.
template <typename T> using Result = tl::expected<T, Error>;

using Failure = tl::unexpected<Error>;

[[nodiscard]] inline Failure failure(ErrorKind kind, QString summary, QString detail = {}, QString remedy = {}, int code = 0)
{
    return Failure(Error{kind, std::move(summary), std::move(detail), std::move(remedy), code, {}});
}

[[nodiscard]] inline Failure failure(Error error) { return Failure(std::move(error)); }

} // namespace natsdeck
