#pragma once

#include "models/base/logging.h"
#include "models/base/result.h"
#include "models/base/secret.h"
#include "models/guard/consent.h"
#include "models/kube/kubeconfig.h"

#include <QDateTime>
#include <QElapsedTimer>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace natsdeck::kube {

// What a request logs in with. `generation` changes whenever any of it does.
struct Credentials
{
    quint64 generation = 0;
    Secret authorization;   // value of the Authorization header; empty = none
    QByteArray certificate; // PEM chain; empty = none
    Secret key;             // PEM

    [[nodiscard]] bool sameIdentity(const Credentials &other) const // may share TLS connections
    {
        return certificate == other.certificate && key == other.key;
    }
};

// Turns a user entry into credentials: certificates (re-read when the files change), token, token file (re-read about every
// 50 s), basic, exec plugin (run once at a time, kept until it expires or is rejected). Files and programs need consent
// where they could do harm. Lives on a network thread.
class CredentialSource final : public QObject
{
    Q_OBJECT

public:
    using Answer = std::function<void(const Result<Credentials> &)>;

    CredentialSource(const ContextConfig &config, const guard::ConsentStore &consents, QObject *parent);
    ~CredentialSource() override;

    void obtain(Answer answer);        // at once, or when the plugin has ended
    void rejected(quint64 generation); // 401 with these: an exec plugin runs again, a token file is read again
    [[nodiscard]] bool canRefresh() const;

    // What has to be allowed first. Nothing when everything is.
    [[nodiscard]] std::optional<guard::ConsentRequest> missingConsent() const;
    [[nodiscard]] static QList<guard::ConsentRequest> consentsNeeded(const ContextConfig &config);

private:
    Result<Credentials> fromFiles();
    Result<Secret> tokenFromFile();
    void runPlugin();
    void pluginEnded(const Result<Credentials> &outcome, const QDateTime &expiry);
    void answerAll(const Result<Credentials> &outcome);
    const Credentials &numbered(Credentials credentials);

    ContextConfig m_config;
    const guard::ConsentStore &m_consents;
    Credentials m_last;
    std::unique_ptr<logging::RedactionScope> m_redaction; // of the secret in m_last
    std::vector<Answer> m_waiting;
    std::stop_source m_stop;

    Secret m_fileToken;
    QElapsedTimer m_fileTokenAge;
    std::optional<Credentials> m_plugin;
    QDateTime m_pluginExpiry;
};

} // namespace natsdeck::kube
