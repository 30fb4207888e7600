#include "app/command_line.h"

#include <QCommandLineParser>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QString helpText()
{
    return Text::tr("NatsDeck %1: deploy NATS and JetStream, watch them, look into them.\n"
                    "\n"
                    "natsdeck                          open the window\n"
                    "natsdeck open SYSTEM[/PAGE[/ITEM]] open the window on a system: its name, address or id; for example\n"
                    "                                  natsdeck open prod-eu-1/nats/nats/streams/ORDERS\n"
                    "natsdeck --tour DIR               play the first deployment by itself on this workstation and leave pictures\n"
                    "                                  and a report in DIR; exit code 1 when a page stays empty\n"
                    "    --context NAME                on this Kubernetes context too\n"
                    "    --use-home                    with this user's settings instead of fresh ones below DIR\n"
                    "\n"
                    "-h, --help                        this text\n"
                    "-v, --version                     the version\n")
        .arg(QStringLiteral(NATSDECK_VERSION));
}

CommandLine printed(const QString &text, int exitCode)
{
    CommandLine line;
    line.action = CommandLine::Action::PrintAndExit;
    line.text = text;
    line.exitCode = exitCode;
    return line;
}

CommandLine refused(const QString &why) { return printed(u"natsdeck: "_s + why + u'\n' + Text::tr("Try natsdeck --help") + u'\n', 2); }

} // namespace

CommandLine parseCommandLine(const QStringList &arguments)
{
    QCommandLineParser parser;
    const QCommandLineOption help(QStringList{u"h"_s, u"help"_s});
    const QCommandLineOption version(QStringList{u"v"_s, u"version"_s});
    const QCommandLineOption tour(u"tour"_s, {}, u"DIR"_s);
    const QCommandLineOption context(u"context"_s, {}, u"NAME"_s);
    const QCommandLineOption useHome(u"use-home"_s);
    const QCommandLineOption second(u"tour-second"_s);
    const QCommandLineOption startReport(u"report-start"_s, {}, u"FILE"_s);
    parser.addOptions({help, version, tour, context, useHome, second, startReport});
    if (!parser.parse(arguments))
        return refused(parser.errorText());
    if (parser.isSet(help))
        return printed(helpText(), 0);
    if (parser.isSet(version))
        return printed(u"natsdeck "_s + QStringLiteral(NATSDECK_VERSION) + u'\n', 0);

    CommandLine line;
    const QStringList words = parser.positionalArguments();
    if (parser.isSet(tour)) {
        if (!words.isEmpty())
            return refused(Text::tr("--tour takes no further words"));
        line.action = CommandLine::Action::Tour;
        line.tourFolder = parser.value(tour);
        line.tourContext = parser.value(context);
        line.tourKeepsHome = parser.isSet(useHome);
        line.tourSecond = parser.isSet(second);
        return line.tourFolder.isEmpty() ? refused(Text::tr("--tour needs a folder")) : line;
    }
    if (parser.isSet(context) || parser.isSet(useHome))
        return refused(Text::tr("--context and --use-home belong to --tour"));
    line.startReport = parser.value(startReport);
    if (words.isEmpty())
        return line;
    if (words.first() != "open"_L1)
        return refused(Text::tr("There is no command \"%1\"").arg(words.first()));
    if (words.size() != 2)
        return refused(Text::tr("open takes one word: SYSTEM/PAGE/ITEM"));
    line.target = words.at(1);
    return line;
}

std::optional<OpenTarget> resolveTarget(const QString &text, const QStringList &known)
{
    std::optional<OpenTarget> best;
    for (const QString &system : known) {
        if (system.isEmpty() || (text != system && !text.startsWith(system + u'/')) || (best && best->system.size() >= system.size()))
            continue;
        const QString rest = text.mid(system.size() + 1);
        best = OpenTarget{system, rest.section(u'/', 0, 0), rest.section(u'/', 1)};
    }
    return best;
}

} // namespace natsdeck::app
