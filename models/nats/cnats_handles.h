#pragma once

#include <nats/nats.h>

#include <memory>

// The C client's handles with their owners. Included by .cpp files of models/nats only.
namespace natsdeck::nats {

struct OptionsDeleter
{
    void operator()(natsOptions *options) const { natsOptions_Destroy(options); }
};
using OptionsHandle = std::unique_ptr<natsOptions, OptionsDeleter>;

struct MsgDeleter
{
    void operator()(natsMsg *msg) const { natsMsg_Destroy(msg); }
};
using MsgHandle = std::unique_ptr<natsMsg, MsgDeleter>;

// Why a natsMsg has these two names: message.h declares the struct so that nobody else needs nats.h.
static_assert(std::is_same_v<natsMsg, struct __natsMsg>);

} // namespace natsdeck::nats
