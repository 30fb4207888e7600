#pragma once

#include "models/kube/client_options.h"
#include "models/kube/session.h"

namespace natsdeck::kube {

using ListDone = std::function<void(Result<ObjectList>)>;

// All pages of a list. Every page repeats the selectors; a token that has expired on the way (410) starts again from the
// first page. Runs on the session's thread; not called back when the session has gone.
void listAll(Session &session, const ObjectRef &kind, const ListOptions &options, ListDone done);

} // namespace natsdeck::kube
