#pragma once

#include "models/deployment/engine.h"

#include <QPromise>

#include <atomic>
#include <functional>

namespace natsdeck::test {

// An engine whose answers a test decides; `offers` can be answered late.
class FakeEngine final : public deployment::Engine
{
public:
    deployment::Offers nextOffers;
    Findings nextFindings;
    std::function<plan::Plan(const deployment::DesiredSystem &)> makePlan;
    std::optional<Error> planError;
    deployment::ConnectFacts nextFacts;
    bool offersLate = false;
    QList<std::shared_ptr<QPromise<Result<deployment::Offers>>>> lateOffers;
    int preflights = 0;
    deployment::DesiredSystem planned;

    [[nodiscard]] QString id() const override { return QStringLiteral("fake"); }
    [[nodiscard]] bool handles(const deployment::Target &) const override { return true; }
    async::Future<deployment::Offers> offers(const deployment::Target &) override
    {
        if (!offersLate)
            return async::ready<deployment::Offers>(nextOffers);
        auto promise = std::make_shared<QPromise<Result<deployment::Offers>>>();
        promise->start();
        lateOffers << promise;
        return promise->future();
    }
    async::Future<Findings> preflight(const deployment::DesiredSystem &, std::stop_token) override
    {
        ++preflights;
        return async::ready<Findings>(nextFindings);
    }
    async::Future<plan::Plan> plan(const deployment::DesiredSystem &desired) override
    {
        planned = desired;
        if (planError)
            return async::failed<plan::Plan>(*planError);
        return async::ready<plan::Plan>(makePlan(desired));
    }
    async::Future<plan::Plan> rebuild(const QString &, const QJsonObject &memo) override
    {
        const auto desired = deployment::desiredSystemFromJson(memo.value(QStringLiteral("desired")).toObject());
        return desired ? async::ready<plan::Plan>(makePlan(*desired)) : async::failed<plan::Plan>(desired.error());
    }
    async::Future<deployment::ConnectFacts> facts(const deployment::DesiredSystem &) override
    {
        return async::ready<deployment::ConnectFacts>(nextFacts);
    }
    std::shared_ptr<deployment::TargetAccess> access(const deployment::DesiredSystem &, const deployment::ConnectFacts &) override
    {
        return {};
    }
    Result<void> restart(const guard::Permit &, const deployment::DesiredSystem &, std::stop_token) override { return {}; }
    async::Future<deployment::RemovalImpact> removalImpact(const QString &) override
    {
        return async::ready<deployment::RemovalImpact>(deployment::RemovalImpact{});
    }
    async::Future<plan::Plan> removal(const QString &, const deployment::RemovalOptions &) override
    {
        return async::failed<plan::Plan>({ErrorKind::Unsupported, QStringLiteral("not here"), {}, {}, 0, {}});
    }
};

} // namespace natsdeck::test
