#include "app/start_content.h"

#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Text)
};

QString withTilde(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u"~"_s + path.mid(home.size()) : path;
}

} // namespace

ui::StartContent startContent(const StartFacts &facts)
{
    ui::StartContent content;
    content.title = Text::tr("Where is your NATS?");
    content.text = Text::tr("Nothing is contacted before you open it, and nothing is changed before you have seen what will change.");
    if (facts.deploy) {
        content.choices.push_back(
            {u"deck-workstation"_s,
             Text::tr("Deploy NATS on this workstation"),
             Text::tr("A server with JetStream, its login and its limits, in a minute. It can be removed without a trace."),
             {},
             Text::tr("Deploy NATS"),
             facts.deploy});
    }
    if (facts.contexts > 0) {
        content.choices.push_back({u"deck-cluster"_s, Text::tr("Open a Kubernetes context"),
                                   Text::tr("Activate a context in the tree: the NATS systems in it are found without any set-up."),
                                   Text::tr("%n context(s) in %1", nullptr, facts.contexts).arg(withTilde(facts.kubeconfigs.value(0))),
                                   Text::tr("Add a kubeconfig"), facts.addKubeconfig});
    } else {
        content.choices.push_back({u"deck-cluster"_s, Text::tr("Add a kubeconfig"),
                                   Text::tr("The NATS systems in its clusters are found without any set-up."), Text::tr("None was found"),
                                   Text::tr("Choose a file"), facts.addKubeconfig});
    }
    content.choices.push_back({u"deck-link"_s,
                               Text::tr("Add a system by its address"),
                               Text::tr("A server or a cluster that you can reach from here."),
                               {},
                               Text::tr("Add a system"),
                               facts.addSystem});
    if (facts.natsContexts > 0)
        content.note = Text::tr("%n system(s) under NATS contexts in the tree, ready to be opened.", nullptr, facts.natsContexts);
    if (facts.help)
        content.links.push_back({Text::tr("Getting started"), facts.help});
    return content;
}

} // namespace natsdeck::app
