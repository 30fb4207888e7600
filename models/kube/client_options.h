#pragma once

#include "models/kube/object_ref.h"
#include "models/kube/object_text.h"

#include <QByteArrayView>
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <functional>
#include <optional>
#include <stop_token>

// What the calls of Client take and give.
namespace natsdeck::kube {

struct CallOptions
{
    std::chrono::milliseconds deadline{30'000}; // for the whole call, retries included
    std::stop_token stop;
};

// Objects as they are but for managedFields (kept for ConfigMaps and Secrets), or their metadata alone: of a Secret's list, no secret.
enum class ListForm { Objects, Metadata };

struct ObjectPage
{
    QList<ObjectText> items;         // named, and made when they are looked at
    bool first = true;               // the list begins, perhaps again (410): what came before is void
    std::optional<qint64> remaining; // how many follow, as the server estimates
};

struct ListOptions
{
    QString labelSelector;
    QString fieldSelector;
    int pageSize = 0;             // 0: 500 at first, for early rows; then as many as make about 8 MiB
    qsizetype maxItems = 100'000; // more is LimitExceeded: nothing is cut silently
    std::chrono::milliseconds deadline{60'000};
    std::stop_token stop;
    ListForm form = ListForm::Objects;
    // Given every page as it comes, on the network thread; the answer then holds no items. For lists that may be long.
    std::function<void(const ObjectPage &)> page = {};
};

struct ObjectList
{
    QList<QJsonObject> items; // each with apiVersion and kind, which servers leave out in lists
    QString resourceVersion;
};

struct ApplyOptions
{
    QString fieldManager; // 1..128 characters; "natsdeck" when empty
    bool force = false;   // take fields from other managers; by decision only
    std::chrono::milliseconds deadline{40'000};
    std::stop_token stop;
};

enum class Propagation { Background, Foreground, Orphan };

struct RemoveOptions
{
    QString uid;             // of what the person saw; a mismatch is Conflict. Empty: no precondition
    QString resourceVersion; // the same, optional
    Propagation propagation = Propagation::Background;
    std::optional<int> gracePeriodSeconds;
    std::chrono::milliseconds deadline{40'000};
    std::stop_token stop;
};

// What `kubectl get` shows: made by the server, for kinds that we know nothing of. Texts are cleaned.
struct TableColumn
{
    QString name;
    QString description;
    bool isWide = false; // not among the default columns
};

struct TableRow
{
    ObjectRef ref;
    QString uid;
    QStringList cells; // one for each column, for display; sort by objects instead
};

struct TableList
{
    QList<TableColumn> columns;
    QList<TableRow> rows;
    QString resourceVersion;
};

struct AccessQuestion
{
    QString verb;
    QString group; // "" for core
    QString resource;
    QString subresource;
    QString nameSpace; // empty: cluster scope or all namespaces
    QString name;
};

struct AccessAnswer
{
    bool allowed = false;
    bool denied = false;
    QString reason;
};

[[nodiscard]] QString display(const AccessQuestion &question); // "get pods/portforward in nats"

struct LogOptions
{
    QString container;
    std::optional<int> tailLines;
    std::optional<int> sinceSeconds;
    bool previous = false;
    bool timestamps = false;
    qint64 limitBytes = 4 * 1024 * 1024; // LimitExceeded is not raised: the server cuts at this many
    std::chrono::milliseconds deadline{30'000};
    std::stop_token stop;
    QString sinceTime = {}; // RFC 3339 as LogLine::time; followLogs() then goes on after this line, without tailLines and sinceSeconds
};

struct ExecCommand
{
    QString nameSpace;
    QString pod;
    QString container;
    QStringList command; // never a shell line
    QByteArray input;    // half-closed afterwards; servers older than 1.30 have no half-close: Unsupported when not empty
    std::chrono::milliseconds deadline{30'000};
    qint64 outputBudget = 4 * 1024 * 1024; // per channel
    std::stop_token stop;
    // Given what the command prints, as it comes, on the network thread; the answer then holds no output and no budget ends it.
    std::function<void(bool isError, QByteArrayView bytes)> output = {};
};

struct ExecOutput
{
    int exitCode = 0;
    QByteArray standardOutput;
    QByteArray standardError;
};

struct ServerVersion
{
    int major = 0;
    int minor = 0;
    QString text; // "v1.34.2"
};

} // namespace natsdeck::kube
