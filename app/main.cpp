#include "app/command_line.h"
#include "app/process_guard.h"
#include "app/program.h"
#include "app/resources.h"
#include "app/start_report.h"
#include "app/tour.h"
#include "models/base/files.h"
#include "models/base/logging.h"

#include <QApplication>
#include <QFile>
#include <QTimer>

#include <cstdio>
#include <unistd.h>
#include <vector>

using namespace natsdeck;
using namespace Qt::StringLiterals;

namespace {

int print(const app::CommandLine &line)
{
    std::fputs(line.text.toUtf8().constData(), line.exitCode == 0 ? stdout : stderr);
    return line.exitCode;
}

QStringList argumentsOf(int argc, char **argv)
{
    QStringList arguments;
    for (int i = 0; i < argc; ++i)
        arguments << QString::fromLocal8Bit(argv[i]);
    return arguments;
}

// At twice the scale everything has to be made anew, and what runs on this workstation has to be found again: the program
// starts itself in its own place.
int startSecondPart(const app::CommandLine &line)
{
    qputenv("QT_SCALE_FACTOR", "2");
    QList<QByteArray> words{"natsdeck", "--tour", QFile::encodeName(line.tourFolder), "--tour-second"};
    if (!line.tourContext.isEmpty())
        words << "--context" << line.tourContext.toUtf8();
    if (line.tourKeepsHome)
        words << "--use-home";
    std::vector<char *> arguments;
    for (QByteArray &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    ::execv("/proc/self/exe", arguments.data());
    qCritical("the second part of the tour could not be started");
    return 1;
}

int playTour(QApplication &application, const app::CommandLine &line, const logging::Sink &sink)
{
    bool wantsSecond = false;
    int exitCode = 1;
    {
        app::Program program(application, &sink);
        app::Tour tour(program, {line.tourFolder, line.tourContext, line.tourSecond});
        QObject::connect(
            &tour, &app::Tour::finished, &application, [](int code) { QApplication::exit(code); }, Qt::QueuedConnection);
        tour.start();
        exitCode = QApplication::exec();
        wantsSecond = tour.wantsSecond();
    }
    return exitCode == 0 && wantsSecond ? startSecondPart(line) : exitCode;
}

} // namespace

int main(int argc, char **argv)
{
    app::closeProcessToOthers();
    const app::CommandLine line = app::parseCommandLine(argumentsOf(argc, argv));
    if (line.action == app::CommandLine::Action::PrintAndExit)
        return print(line);

    if (line.action == app::CommandLine::Action::Tour && !line.tourKeepsHome)
        app::moveIntoTourHome(line.tourFolder);

    QApplication::setDesktopFileName(u"natsdeck"_s);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"natsdeck"_s);
    QApplication::setApplicationDisplayName(u"NatsDeck"_s);
    QApplication::setApplicationVersion(QStringLiteral(NATSDECK_VERSION));
    app::initResources();

    const logging::Sink sink(files::stateFolder() + u"/natsdeck.log"_s);
    files::removeStaleRuntimeFiles();
    if (line.action == app::CommandLine::Action::Tour)
        return playTour(application, line, sink);
    app::Program program(application, &sink);
    if (!line.startReport.isEmpty())
        new app::StartReport(program.window(), line.startReport, &program);
    program.show();
    if (!line.target.isEmpty())
        program.openTarget(line.target);
    return QApplication::exec();
}
