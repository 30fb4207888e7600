#pragma once

namespace natsdeck::guard {
class Gate;
}
namespace natsdeck::jetstream {
class Client;
}
namespace natsdeck::monitoring {
class Recorder;
}
namespace natsdeck::nats {
class Connection;
}
namespace natsdeck::settings {
class Settings;
}
namespace natsdeck::workloads {
struct Workload;
}

namespace natsdeck::systems {

class Link;
struct SystemRecord;

// What a page of an open system works with. References only: whoever made it (SystemOpener) keeps everything alive until
// the system's pages are gone.
struct OpenSystem
{
    const SystemRecord &record;
    Link &link;
    nats::Connection &connection; // the user's login
    jetstream::Client &jetstream;
    monitoring::Recorder &recorder;
    guard::Gate &gate;
    settings::Settings &settings;
    const workloads::Workload *workload; // null unless it runs in Kubernetes
};

} // namespace natsdeck::systems
