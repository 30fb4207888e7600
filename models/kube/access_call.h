#pragma once

#include "models/kube/client_options.h"
#include "models/kube/session.h"

namespace natsdeck::kube {

// Asks the API server whether this login may do something. A review is an answer, not an object: it changes nothing.
void reviewAccess(Session &session, const AccessQuestion &question, const CallOptions &options,
                  std::function<void(Result<AccessAnswer>)> done);

// Why a stream to a pod was refused: an upgrade is a GET, and from 1.35 servers ask for "create" as well, so that a role of one verb
// is not enough. Gives `refusal` with the missing verbs named, as it is when it cannot be found out, or Unsupported when
// both are there and only the way is closed (an older server, a proxy that knows no WebSockets).
void explainRefusal(Session &session, const AccessQuestion &stream, const Error &refusal, std::function<void(Error)> done);

} // namespace natsdeck::kube
