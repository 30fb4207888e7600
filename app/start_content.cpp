#include "app/start_content.h"

#include <QCoreApplication>
#include <QDir>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

QString say(const char *text, int n = -1) { return QCoreApplication::translate("StartContent", text, nullptr, n); }

QString withTilde(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u"~"_s + path.mid(home.size()) : path;
}

} // namespace

ui::StartContent startContent(const StartFacts &facts)
{
    ui::StartContent content;
    content.title = say("Where is your NATS?");
    content.text = say("Nothing is contacted before you open it, and nothing is changed before you have seen what will change.");
    if (facts.deploy) {
        content.choices.push_back(
            {u"deck-workstation"_s,
             say("Deploy NATS on this workstation"),
             say("A server with JetStream, its login and its limits, in a minute. It can be removed without a trace."),
             {},
             say("Deploy NATS"),
             facts.deploy});
    }
    if (facts.contexts > 0) {
        content.choices.push_back({u"deck-cluster"_s, say("Open a Kubernetes context"),
                                   say("Activate a context in the tree: the NATS systems in it are found without any set-up."),
                                   say("%n context(s) in %1", facts.contexts).arg(withTilde(facts.kubeconfigs.value(0))),
                                   say("Add a kubeconfig"), facts.addKubeconfig});
    } else {
        content.choices.push_back({u"deck-cluster"_s, say("Add a kubeconfig"),
                                   say("The NATS systems in its clusters are found without any set-up."), say("None was found"),
                                   say("Choose a file"), facts.addKubeconfig});
    }
    content.choices.push_back({u"deck-link"_s,
                               say("Add a system by its address"),
                               say("A server or a cluster that you can reach from here."),
                               {},
                               say("Add a system"),
                               facts.addSystem});
    if (facts.natsContexts > 0)
        content.note = say("%n system(s) under NATS contexts in the tree, ready to be opened.", facts.natsContexts);
    if (facts.help)
        content.links.push_back({say("Getting started"), facts.help});
    return content;
}

} // namespace natsdeck::app
