#pragma once

#include "models/kube/client_options.h"
#include "models/kube/session.h"

namespace natsdeck::kube {

using ListDone = std::function<void(Result<ObjectList>)>;

// All pages of a list. The next page is under way while one is decoded, on a thread of the session's own. Every page repeats
// the selectors; a token that has expired on the way (410) starts again from the first page. Runs on the session's thread; not
// called back when the session has gone.
void listAll(Session &session, const ObjectRef &kind, const ListOptions &options, ListDone done);

// The same list as the server's own table; `page` of the options is not used.
void listTable(Session &session, const ObjectRef &kind, const ListOptions &options, std::function<void(Result<TableList>)> done);

} // namespace natsdeck::kube
