#include "app/command_line.h"
#include "app/process_guard.h"
#include "app/program.h"
#include "app/resources.h"
#include "app/start_report.h"
#include "models/base/files.h"
#include "models/base/logging.h"

#include <QApplication>
#include <QTimer>

#include <cstdio>

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

} // namespace

int main(int argc, char **argv)
{
    app::closeProcessToOthers();
    const app::CommandLine line = app::parseCommandLine(argumentsOf(argc, argv));
    if (line.action == app::CommandLine::Action::PrintAndExit)
        return print(line);

    QApplication::setDesktopFileName(u"natsdeck"_s);
    QApplication application(argc, argv);
    QApplication::setApplicationName(u"natsdeck"_s);
    QApplication::setApplicationDisplayName(u"NatsDeck"_s);
    QApplication::setApplicationVersion(QStringLiteral(NATSDECK_VERSION));
    app::initResources();

    const logging::Sink sink(files::stateFolder() + u"/natsdeck.log"_s);
    files::removeStaleRuntimeFiles();
    app::Program program(application, &sink);
    if (!line.startReport.isEmpty())
        new app::StartReport(program.window(), line.startReport, &program);
    program.show();
    if (!line.target.isEmpty())
        program.openTarget(line.target);
    return QApplication::exec();
}
