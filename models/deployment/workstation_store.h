#pragma once

#include "models/base/result.h"

#include <QString>

#include <stop_token>

namespace natsdeck::deployment {

// What lies in the JetStream folder of a server, counted from the files: also when the server is down. Messages are only
// known to the server.
struct StoreContent
{
    int streams = 0;
    qint64 bytes = 0;
};

StoreContent storeContent(const QString &storeFolder);

// Whether a store can be made there. `free` is of the file system of the nearest folder that exists.
struct FolderState
{
    QString existing; // nearest existing folder
    bool isFolder = true;
    bool writable = false;
    bool readOnlyFileSystem = false;
    bool hasContent = false; // the folder itself exists and is not empty
    qint64 freeBytes = -1;
};

FolderState stateOfFolder(const QString &path);

// Removes the folder with everything in it; links are removed, not followed. Nothing to do when it is not there. Only folders
// named `…/<something with id>`: the last line of defence against deleting what is not ours.
Result<void> removeOwnFolder(const QString &path, const QString &id);

} // namespace natsdeck::deployment
