#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <memory>
#include <optional>

class QProcess;

namespace natsdeck::bench {

// A scripted API server (tests/support/kube_stub.h) in a process of its own: this program started again, so that what it does
// is not counted as ours. Scenarios: "list COUNT" has so many fat pods; "churn PODS PER-SECOND SECONDS" lists fat pods and then
// changes them, one after the other, in a steady stream.
class KubeStubProcess final
{
public:
    explicit KubeStubProcess(const QStringList &scenario);
    ~KubeStubProcess();

    [[nodiscard]] bool isReady() const { return !m_url.isEmpty(); }
    [[nodiscard]] QString url() const { return m_url; }
    [[nodiscard]] QByteArray authorityPem() const { return m_authority; }
    [[nodiscard]] QByteArray kubeconfig() const;

private:
    std::unique_ptr<QProcess> m_process;
    QString m_url;
    QByteArray m_authority;
};

// When started as `program --kube-stub SCENARIO…`: serves until its input ends, and gives the exit code. Nothing otherwise.
[[nodiscard]] std::optional<int> runKubeStub(int argc, char **argv);

} // namespace natsdeck::bench
