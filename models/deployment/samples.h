#pragma once

#include "models/deployment/engine.h"

namespace natsdeck::deployment {

// A sample of a connection, for one programming language or shell. Holds the login.
struct Sample
{
    QString language; // "Shell", "Python", "Go", "C++", "JavaScript"
    QString prepare;  // how to get the client library, one command
    QString code;     // connects, subscribes, publishes, prints what came back
    QString fileName; // "hello.py"
    QString run;      // how to run it
};

// With the login of these facts, really working: tests run them.
QList<Sample> connectionSamples(const ConnectFacts &facts, const QString &name);

// What the deployment is called in the command line tool: "<name>-<first letters of the id>".
QString contextNameFor(const ConnectFacts &facts, const QString &name);

// `nats context add …` for the command line tool.
QString contextCommandFor(const ConnectFacts &facts, const QString &name);

// The address that clients here use: outside, else through the forward, else inside.
QString addressOf(const ConnectFacts &facts);

} // namespace natsdeck::deployment
