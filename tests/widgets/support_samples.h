#pragma once

#include "models/base/finding.h"
#include "widgets/charts/chart_layers.h"
#include "widgets/common/theme.h"
#include "widgets/shell/page_registry.h"
#include "widgets/shell/shell_system.h"

#include <QStandardItemModel>

#include <memory>

// Invented data in the shapes of the real models, for pictures and for tests of the frame.
namespace natsdeck::ui::samples {

std::unique_ptr<QStandardItemModel> navigation();
std::unique_ptr<QStandardItemModel> streams();
std::vector<ChartSample> wave(qint64 from, qint64 to, int count, double base, double swing, double gapFrom = 2, double gapTo = 2);
Findings findings();
QString oldManifest();
QString newManifest();
ValueAxis countAxis();
ValueAxis byteAxis();

// Text as an attacker would name a stream.
QString hostile();

class SampleSystem final : public ShellSystem
{
public:
    explicit SampleSystem(const QString &name, Environment environment = Environment::Production);

    ShellFacts facts() const override { return m_facts; }
    systems::OpenSystem &open() override;
    void setLocked(bool locked) override;
    void retry() override { ++retries; }
    void set(const ShellFacts &facts);

    int retries = 0;

private:
    ShellFacts m_facts;
};

// A streams page with inspector, an overview with cards and charts, and a page that fails.
void addPages(PageRegistry &registry);

} // namespace natsdeck::ui::samples
