#pragma once

#include "models/base/result.h"
#include "models/kube/client_options.h"
#include "models/kube/resource_type.h"

namespace natsdeck::kube {

// Adds a page of a Table of meta.k8s.io/v1 to `table` and gives the token of the next one, empty behind the last. Only the
// first page need bring the columns. Unsupported when the server has sent something else: it may, for kinds it makes no
// tables of. LimitExceeded with more rows than wanted.
[[nodiscard]] Result<QString> addTablePage(const QByteArray &reply, const ResourceType &type, qsizetype maxRows, TableList &table);

} // namespace natsdeck::kube
