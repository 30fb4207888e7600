#pragma once

#include <QString>

namespace natsdeck::kube {

struct PeerIdentity
{
    bool ours = false;
    QString description; // "127.0.0.1:53412, program of uid 1001", for the record
};

// Whether the other end of an accepted loopback connection is a socket of this very process: its inode, from the kernel's
// table, must be among our own file descriptors. Anything that cannot be found out counts as somebody else.
[[nodiscard]] PeerIdentity identifyPeer(int acceptedSocket);

} // namespace natsdeck::kube
