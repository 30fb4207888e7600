#pragma once

#include "models/deployment/verification.h"
#include "models/nats/connection.h"
#include "models/nats/server_info.h"

#include <functional>
#include <memory>
#include <stop_token>

namespace natsdeck::deployment {

// The checks themselves, one after another, on the verification's thread.
class VerificationRun final
{
public:
    struct Reports
    {
        std::function<void(const QString &id)> checking;
        std::function<void(const Finding &)> found;
    };

    VerificationRun(Verification::Input input, guard::Permit permit, Reports reports, std::stop_token stop);
    ~VerificationRun();

    void run();

private:
    Finding greeting();
    Finding strangersRefused();
    Finding login();
    Finding jetStreamLimits();
    Finding roundTrip();
    Finding streamWritten();
    Finding survivesRestart();
    Finding streamRemoved();

    Finding perform(const QString &id);
    [[nodiscard]] QString groundFor(const QString &id) const;
    [[nodiscard]] bool failedBefore(const QString &id) const;
    Result<std::unique_ptr<nats::Connection>> connect(const nats::Login &login);
    [[nodiscard]] nats::Login ownLogin() const;
    Result<QJsonObject> monitoring(const QString &path, int index);
    Result<QJsonObject> api(const QByteArray &subject, const QJsonObject &body = {});
    Result<QJsonObject> store(int number);
    [[nodiscard]] QByteArray payload(int number) const;

    Verification::Input m_input;
    guard::Permit m_permit;
    Reports m_reports;
    std::stop_token m_stop;
    std::unique_ptr<nats::Connection> m_connection;
    QString m_stream;
    QString m_subject;
    bool m_streamExists = false;
    QStringList m_failed; // ids of checks that left no ground for others
};

} // namespace natsdeck::deployment
