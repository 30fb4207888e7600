#pragma once

#include "app/tour_load.h"
#include "app/tour_report.h"
#include "app/tour_script.h"

#include <QObject>

#include <memory>

class QWidget;

namespace natsdeck::explorer {
class SampleData;
}
namespace natsdeck::plan {
class PlanRunner;
}
namespace natsdeck::systems {
class OpenedSystem;
}
namespace natsdeck::ui {
class Page;
}

namespace natsdeck::app {

class Program;

// Plays the first deployment in the real window by itself, by what the window, the wizard and the pages offer to anybody:
// deploys, verifies, opens, adds sample data, lets the charts move, and leaves pictures and a report. It fails on a page without
// rows and on a chart that does not move, and removes what it made. The second part, at twice the scale, is a program that was
// started anew: it has to find again what the first one deployed.
class Tour final : public QObject
{
    Q_OBJECT

public:
    struct Options
    {
        QString folder;
        QString context;     // a Kubernetes context to play on too; empty = this workstation only
        bool second = false; // the part at twice the scale
    };

    Tour(Program &program, Options options, QObject *parent = nullptr);
    ~Tour() override;

    void start();
    [[nodiscard]] bool wantsSecond() const; // after finished(): the first part was good

signals:
    void finished(int exitCode);

private:
    // One deployment that the tour plays on.
    struct Stage
    {
        QString target;  // "workstation", "kubernetes"
        QString context; // empty: this workstation
        QString systemId;
        QString removalId; // what the engine's removal() takes
    };

    void addFirstPart();
    void addSecondPart();
    void addDeployment(std::size_t stage);
    void addOpening(std::size_t stage);
    void addData(std::size_t stage);
    void addPages(std::size_t stage);
    void addFrame();
    void addRemoval(std::size_t stage);
    void addPage(std::size_t stage, const QString &name, const QString &target);

    bool walkWizard();  // one page further; true on the Plan page
    bool planIsReady(); // mends what the preflight offers to mend
    bool deploymentIsDone(std::size_t stage);
    void startLoad(std::size_t stage);
    bool chartsMove(std::size_t stage);
    void recordCharts(std::size_t stage);
    void remove(std::size_t stage);

    [[nodiscard]] systems::OpenedSystem *system(std::size_t stage) const;
    [[nodiscard]] QString picture(QWidget &widget, const QString &name) const; // returns its file name; empty when it could not be saved
    [[nodiscard]] QStringList pictures(QWidget &widget, const QString &name);  // light and dark
    void showPicture(const QString &target, const QString &name, QWidget &widget, int rows);
    void end();
    [[nodiscard]] QString statePath() const;
    void saveState() const;
    void loadState();

    Program &m_program;
    Options m_options;
    TourScript m_script;
    TourReport m_report;
    std::vector<Stage> m_stages;
    QString m_wizardPage; // of which there is a picture
    std::unique_ptr<explorer::SampleData> m_samples;
    std::unique_ptr<TourLoad> m_load;
    std::unique_ptr<plan::PlanRunner> m_removal;
};

// A home of the tour's own below `folder`, with this user's kubeconfig; before the QApplication is made.
void moveIntoTourHome(const QString &folder);

} // namespace natsdeck::app
