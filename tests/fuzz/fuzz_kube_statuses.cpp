#include "models/kube/discovery.h"
#include "models/kube/exec_call.h"
#include "models/kube/status_error.h"
#include "models/kube/table_list.h"

#include <cstdlib>

using namespace natsdeck::kube;

// Any bytes as the refusal of a request, the status of a command, a table, a discovery document: an error, or something whose
// parts fit together, and no control character in what is shown.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const natsdeck::Error error = errorOfReply(403, input, QStringLiteral("list pods"));
    if (error.summary.isEmpty() || error.detail.contains(QChar(0x1b)) || error.reason.contains(QChar(0x1b)))
        std::abort();
    (void)exitCodeOf(input, QStringLiteral("get pods/exec"));
    TableList table;
    if (addTablePage(input, {QStringLiteral("v1"), QStringLiteral("Pod"), QStringLiteral("pods"), true}, 100, table)) {
        for (const TableRow &row : table.rows) {
            if (row.cells.size() != table.columns.size())
                std::abort();
        }
    }
    Discovery discovery;
    (void)addAggregated(input, discovery);
    (void)addLegacyGroups(input, discovery);
    (void)addLegacyKinds(input, discovery);
    return 0;
}
