#pragma once

#include "widgets/shell/shell_system.h"

#include <QCoreApplication>

namespace natsdeck::ui {

// The frame's view of a systems::OpenSystem: link, lock and record in words. No Q_OBJECT on purpose: it has no signals of
// its own, and so nothing of models/systems is pulled into programs that only test the frame.
class LinkedSystem final : public ShellSystem
{
    Q_DECLARE_TR_FUNCTIONS(LinkedSystem)

public:
    explicit LinkedSystem(systems::OpenSystem &system, QString navigationKey = {}, QObject *parent = nullptr);

    ShellFacts facts() const override;
    systems::OpenSystem &open() override { return m_system; }
    void setLocked(bool locked) override;
    void retry() override;
    void setLogin(const QString &login); // "as natsdeck-viewer in account SYS"

private:
    void showLink(ShellFacts &facts) const;

    systems::OpenSystem &m_system;
    QString m_navigationKey;
    QString m_login;
};

Environment uiEnvironment(int environment); // of systems::Environment, which has the same order

} // namespace natsdeck::ui
