#include "models/kube/credentials.h"
#include "models/kube/kubeconfig.h"

#include <cstdlib>
#include <cstring>

using namespace natsdeck;

namespace {

// What the mutations start from: one of each login.
constexpr const char *seeds[] = {
    "contexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {server: \"https://a:1\"}}]\n"
    "users: [{name: x, user: {token: t}}]\ncurrent-context: x\n",
    "contexts: [{name: x, context: {cluster: x, user: x}}]\nclusters: [{name: x, cluster: {server: \"https://a:1\", proxy-url: "
    "\"http://p:1\"}}]\nusers: [{name: x, user: {exec: {command: ./a, args: [b], env: [{name: c, value: d}], interactiveMode: Never, "
    "apiVersion: client.authentication.k8s.io/v1}}}]\n",
    "{\"contexts\":[{\"name\":\"x\",\"context\":{\"cluster\":\"x\",\"user\":\"x\"}}],\"clusters\":[{\"name\":\"x\",\"cluster\":"
    "{\"server\":\"https://a:1\"}}],\"users\":[{\"name\":\"x\",\"user\":{\"tokenFile\":\"t\",\"as\":\"u\"}}]}",
};

} // namespace

extern "C" std::size_t LLVMFuzzerMutate(unsigned char *data, std::size_t size, std::size_t most);

// Now and then a mutation starts from a seed instead of from what the corpus holds.
extern "C" std::size_t LLVMFuzzerCustomMutator(unsigned char *data, std::size_t size, std::size_t most, unsigned int number)
{
    if (number % 64 < std::size(seeds)) {
        const char *seed = seeds[number % 64];
        if (const std::size_t length = std::strlen(seed); length <= most) {
            std::memcpy(data, seed, length);
            size = length;
        }
    }
    return LLVMFuzzerMutate(data, size, most);
}

// A kubeconfig from anywhere: refused with a reason, or its contexts can be looked at. A program, a token file or a proxy in a context
// that resolves is always asked for.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, std::size_t size)
{
    const QByteArray input(reinterpret_cast<const char *>(data), qsizetype(size));
    const auto parsed = kube::parseKubeconfig(input, QStringLiteral("/nonexistent/config"));
    if (!parsed) {
        if (parsed.error().summary.isEmpty())
            std::abort();
        return 0;
    }
    for (const kube::ContextEntry &context : parsed->contexts) {
        const auto resolved = kube::resolveContext(*parsed, context.name);
        if (!resolved)
            continue;
        const bool asks = !kube::CredentialSource::consentsNeeded(*resolved).isEmpty();
        if (kube::traitsOf(*resolved).runsProgram && !asks)
            std::abort();
    }
    return 0;
}
