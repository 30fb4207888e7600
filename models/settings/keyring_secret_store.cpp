#include "models/settings/secret_store.h"

#ifdef NATSDECK_KEYCHAIN

#include "models/base/text.h"

#include <qt6keychain/keychain.h>

#include <QLoggingCategory>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace natsdeck::settings {

namespace {

Q_LOGGING_CATEGORY(logKeyring, "natsdeck.keyring")

// Long, because the keyring may ask for its own password meanwhile.
constexpr std::chrono::seconds deadline(120);

// Nobody there to keep a secret, as opposed to somebody who refuses.
bool isAbsent(QKeychain::Error error)
{
    return error == QKeychain::NoBackendAvailable || error == QKeychain::NotImplemented || error == QKeychain::OtherError;
}

Error errorOf(const QKeychain::Job &job)
{
    const bool denied = job.error() == QKeychain::AccessDenied || job.error() == QKeychain::AccessDeniedByUser;
    return {denied ? ErrorKind::Forbidden : ErrorKind::Io,
            SecretStore::tr("The system keyring did not answer as hoped"),
            text::clean(job.errorString()),
            SecretStore::tr("Unlock the keyring, or type the secret each time"),
            job.error(),
            {}};
}

// Runs a job and settles the promise exactly once: by its end, or by the deadline (the job then ends unheard).
template <typename T, typename Settle> async::Future<T> runJob(QObject *owner, QKeychain::Job *job, Settle settle)
{
    auto promise = std::make_shared<QPromise<Result<T>>>();
    auto isDone = std::make_shared<bool>(false);
    promise->start();
    const auto finish = [promise, isDone](Result<T> result) {
        if (*isDone)
            return;
        *isDone = true;
        promise->addResult(std::move(result));
        promise->finish();
    };
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, owner, [finish, settle](QKeychain::Job *ended) { finish(settle(*ended)); });
    QTimer::singleShot(deadline, owner,
                       [finish] { finish(failure(ErrorKind::Timeout, SecretStore::tr("The system keyring did not answer"))); });
    job->start();
    return promise->future();
}

class KeyringSecretStore final : public SecretStore
{
public:
    async::Future<std::optional<Secret>> read(const QString &key) override
    {
        if (const auto found = m_thisRun.constFind(key); found != m_thisRun.constEnd())
            return async::ready<std::optional<Secret>>(std::optional(*found));
        auto *job = new QKeychain::ReadPasswordJob(service);
        job->setKey(key);
        return runJob<std::optional<Secret>>(this, job, [](QKeychain::Job &ended) -> Result<std::optional<Secret>> {
            if (ended.error() == QKeychain::NoError)
                return Secret(static_cast<QKeychain::ReadPasswordJob &>(ended).binaryData());
            if (ended.error() == QKeychain::EntryNotFound || isAbsent(ended.error()))
                return std::optional<Secret>();
            return failure(errorOf(ended));
        });
    }

    async::Future<bool> remember(const QString &key, const Secret &secret) override
    {
        m_thisRun.insert(key, secret);
        auto *job = new QKeychain::WritePasswordJob(service);
        job->setKey(key);
        job->setBinaryData(secret.reveal());
        return runJob<bool>(this, job, [](QKeychain::Job &ended) -> Result<bool> {
            if (ended.error() != QKeychain::NoError)
                qCInfo(logKeyring, "kept for this run only: %s", qUtf8Printable(ended.errorString()));
            return ended.error() == QKeychain::NoError;
        });
    }

    async::Future<void> forget(const QString &key) override
    {
        m_thisRun.remove(key);
        auto *job = new QKeychain::DeletePasswordJob(service);
        job->setKey(key);
        return runJob<void>(this, job, [](QKeychain::Job &ended) -> Result<void> {
            if (ended.error() == QKeychain::NoError || ended.error() == QKeychain::EntryNotFound || isAbsent(ended.error()))
                return {};
            return failure(errorOf(ended));
        });
    }

private:
    static inline const QString service = u"natsdeck"_s;
    QHash<QString, Secret> m_thisRun;
};

} // namespace

std::unique_ptr<SecretStore> makeSecretStore() { return std::make_unique<KeyringSecretStore>(); }

} // namespace natsdeck::settings

#else

namespace natsdeck::settings {

std::unique_ptr<SecretStore> makeSecretStore() { return std::make_unique<RunSecretStore>(); }

} // namespace natsdeck::settings

#endif
