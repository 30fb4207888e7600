#pragma once

#include "models/base/result.h"
#include "models/systems/catalogue_node.h"
#include "models/systems/system_record.h"

#include <QObject>

#include <optional>
#include <vector>

namespace natsdeck::systems {

// Everything that can be opened: Kubernetes contexts with the NATS systems found in them, NATS CLI contexts and saved
// links, and the servers of this workstation. Building it reads files only; a context is contacted when it is opened.
class Catalogue : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] virtual const std::vector<CatalogueNode> &tree() const = 0;

    // What a system row stands for; nothing for captions, contexts and hints.
    [[nodiscard]] virtual std::optional<SystemRecord> record(const QString &key) const = 0;

    // A row was activated that is not a system: contacts a context, or does what a hint says.
    virtual void activate(const QString &key) = 0;

    virtual void reload() = 0; // files and processes again; contexts that were opened are asked again

signals:
    void changed();                                                  // tree() is different
    void failed(const QString &key, const natsdeck::Error &error);   // also shown as a hint below the row
    void consentNeeded(const QString &key);                          // a context wants to run a program first
    void systemAdded(const natsdeck::systems::SystemRecord &record); // seen for the first time in this run
};

} // namespace natsdeck::systems
