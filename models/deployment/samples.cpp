#include "models/deployment/samples.h"

#include "models/base/text.h"

#include <QJsonArray>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace natsdeck::deployment {

namespace {

enum class Escape { Hex, Octal }; // C++ takes any number of digits after \x, JavaScript modules no octal

QString literal(const QString &text, Escape escape = Escape::Hex)
{
    QString made = u"\""_s;
    for (const QChar letter : text) {
        if (letter == u'"' || letter == u'\\')
            made += u'\\' + QString(letter);
        else if (letter.unicode() < 0x20 || letter.unicode() == 0x7f)
            made += escape == Escape::Hex ? u"\\x%1"_s.arg(letter.unicode(), 2, 16, QChar(u'0'))
                                          : u"\\%1"_s.arg(letter.unicode(), 3, 8, QChar(u'0'));
        else
            made += letter;
    }
    return made + u'"';
}

QString secretOf(const ConnectFacts &facts) { return QString::fromUtf8(facts.login.secret.reveal()); }

QString pythonCode(const ConnectFacts &facts)
{
    QString login;
    switch (facts.login.kind) {
    case LoginKind::None:
        break;
    case LoginKind::Token:
        login = u", token="_s + literal(secretOf(facts));
        break;
    case LoginKind::UserPassword:
        login = u", user=%1, password=%2"_s.arg(literal(facts.login.user), literal(secretOf(facts)));
        break;
    case LoginKind::Nkey:
        login = u", nkeys_seed="_s + literal(facts.seedFile);
        break;
    }
    return u"import asyncio\n"
           u"\n"
           u"import nats\n"
           u"\n"
           u"\n"
           u"async def main():\n"
           u"    nc = await nats.connect("_s +
           literal(addressOf(facts)) + login +
           u")\n"
           u"    sub = await nc.subscribe(\"demo.hello\")\n"
           u"    await nc.publish(\"demo.hello\", b\"hello\")\n"
           u"    message = await sub.next_msg(timeout=2)\n"
           u"    print(message.subject, message.data.decode())\n"
           u"    await nc.drain()\n"
           u"\n"
           u"\n"
           u"asyncio.run(main())\n"_s;
}

QString goCode(const ConnectFacts &facts)
{
    QString before;
    QString login;
    switch (facts.login.kind) {
    case LoginKind::None:
        break;
    case LoginKind::Token:
        login = u", nats.Token(%1)"_s.arg(literal(secretOf(facts)));
        break;
    case LoginKind::UserPassword:
        login = u", nats.UserInfo(%1, %2)"_s.arg(literal(facts.login.user), literal(secretOf(facts)));
        break;
    case LoginKind::Nkey:
        before = u"\tnkey, err := nats.NkeyOptionFromSeed(%1)\n\tcheck(err)\n"_s.arg(literal(facts.seedFile));
        login = u", nkey"_s;
        break;
    }
    return u"package main\n"
           u"\n"
           u"import (\n"
           u"\t\"fmt\"\n"
           u"\t\"log\"\n"
           u"\t\"time\"\n"
           u"\n"
           u"\t\"github.com/nats-io/nats.go\"\n"
           u")\n"
           u"\n"
           u"func check(err error) {\n"
           u"\tif err != nil {\n"
           u"\t\tlog.Fatal(err)\n"
           u"\t}\n"
           u"}\n"
           u"\n"
           u"func main() {\n"_s +
           before + u"\tnc, err := nats.Connect("_s + literal(addressOf(facts)) + login +
           u")\n"
           u"\tcheck(err)\n"
           u"\tdefer nc.Close()\n"
           u"\tsub, err := nc.SubscribeSync(\"demo.hello\")\n"
           u"\tcheck(err)\n"
           u"\tcheck(nc.Publish(\"demo.hello\", []byte(\"hello\")))\n"
           u"\tmessage, err := sub.NextMsg(2 * time.Second)\n"
           u"\tcheck(err)\n"
           u"\tfmt.Println(message.Subject, string(message.Data))\n"
           u"}\n"_s;
}

// The C client puts a login into the JSON of its CONNECT as it is, so it has to be escaped before.
QString inJson(const QString &text)
{
    const QByteArray array = QJsonDocument(QJsonArray{text}).toJson(QJsonDocument::Compact);
    return QString::fromUtf8(array.mid(2, array.size() - 4)); // without [" and "]
}

QString cppCode(const ConnectFacts &facts)
{
    const auto text = [](const QString &value) { return literal(value, Escape::Octal); };
    QString login;
    switch (facts.login.kind) {
    case LoginKind::None:
        break;
    case LoginKind::Token:
        login = u"    natsOptions_SetToken(options, %1);\n"_s.arg(text(inJson(secretOf(facts))));
        break;
    case LoginKind::UserPassword:
        login = u"    natsOptions_SetUserInfo(options, %1, %2);\n"_s.arg(text(inJson(facts.login.user)), text(inJson(secretOf(facts))));
        break;
    case LoginKind::Nkey:
        login = u"    natsOptions_SetNKeyFromSeed(options, %1, %2);\n"_s.arg(text(facts.publicKey), text(facts.seedFile));
        break;
    }
    return u"#include <nats/nats.h>\n"
           u"\n"
           u"#include <cstdio>\n"
           u"\n"
           u"int main()\n"
           u"{\n"
           u"    natsOptions *options = nullptr;\n"
           u"    natsConnection *connection = nullptr;\n"
           u"    natsSubscription *subscription = nullptr;\n"
           u"    natsMsg *message = nullptr;\n"
           u"    natsOptions_Create(&options);\n"
           u"    natsOptions_SetURL(options, "_s +
           text(addressOf(facts)) + u");\n"_s + login +
           u"    natsStatus status = natsConnection_Connect(&connection, options);\n"
           u"    if (status == NATS_OK)\n"
           u"        status = natsConnection_SubscribeSync(&subscription, connection, \"demo.hello\");\n"
           u"    if (status == NATS_OK)\n"
           u"        status = natsConnection_PublishString(connection, \"demo.hello\", \"hello\");\n"
           u"    if (status == NATS_OK)\n"
           u"        status = natsSubscription_NextMsg(&message, subscription, 2000);\n"
           u"    if (status == NATS_OK)\n"
           u"        std::printf(\"%s %.*s\\n\", natsMsg_GetSubject(message), natsMsg_GetDataLength(message), natsMsg_GetData(message));\n"
           u"    else\n"
           u"        std::fprintf(stderr, \"%s\\n\", natsStatus_GetText(status));\n"
           u"    natsMsg_Destroy(message);\n"
           u"    natsSubscription_Destroy(subscription);\n"
           u"    natsConnection_Destroy(connection);\n"
           u"    natsOptions_Destroy(options);\n"
           u"    return status == NATS_OK ? 0 : 1;\n"
           u"}\n"_s;
}

QString javaScriptCode(const ConnectFacts &facts)
{
    QString imports = u"connect"_s;
    QString before;
    QString login;
    switch (facts.login.kind) {
    case LoginKind::None:
        break;
    case LoginKind::Token:
        login = u", token: "_s + literal(secretOf(facts));
        break;
    case LoginKind::UserPassword:
        login = u", user: %1, pass: %2"_s.arg(literal(facts.login.user), literal(secretOf(facts)));
        break;
    case LoginKind::Nkey:
        imports = u"connect, nkeyAuthenticator"_s;
        before = u"import { readFileSync } from \"node:fs\";\n"_s;
        login = u", authenticator: nkeyAuthenticator(Buffer.from(readFileSync(%1, \"utf8\").trim()))"_s.arg(literal(facts.seedFile));
        break;
    }
    return before + u"import { %1 } from \"@nats-io/transport-node\";\n"_s.arg(imports) + u"\nconst nc = await connect({ servers: "_s +
           literal(addressOf(facts)) + login +
           u" });\n"
           u"const sub = nc.subscribe(\"demo.hello\", { max: 1 });\n"
           u"nc.publish(\"demo.hello\", \"hello\");\n"
           u"for await (const message of sub) {\n"
           u"  console.log(message.subject, message.string());\n"
           u"}\n"
           u"await nc.drain();\n"_s;
}

} // namespace

QString addressOf(const ConnectFacts &facts)
{
    if (!facts.urls.isEmpty())
        return facts.urls.first();
    if (!facts.forwardCommand.isEmpty())
        return u"nats://127.0.0.1:4222"_s;
    return facts.internalUrls.value(0);
}

// Of this deployment alone: the tool adds to a context of the same name instead of replacing it.
QString contextNameFor(const ConnectFacts &facts, const QString &name)
{
    QString mark; // of a deployment in a cluster the identifier names context and namespace, with marks that no file name has
    for (const QChar letter : facts.deploymentId) {
        if (letter.isLetterOrNumber() && mark.size() < 6)
            mark += letter;
    }
    return mark.isEmpty() ? name : name + u'-' + mark;
}

QString contextCommandFor(const ConnectFacts &facts, const QString &name)
{
    QStringList words{u"nats"_s,     u"context"_s,
                      u"add"_s,      text::shellQuoted(contextNameFor(facts, name)),
                      u"--server"_s, text::shellQuoted(addressOf(facts))};
    switch (facts.login.kind) {
    case LoginKind::None:
        break;
    case LoginKind::Token:
        words << u"--user"_s << text::shellQuoted(secretOf(facts));
        break; // the tool takes a user alone for a token
    case LoginKind::UserPassword:
        words << u"--user"_s << text::shellQuoted(facts.login.user) << u"--password"_s << text::shellQuoted(secretOf(facts));
        break;
    case LoginKind::Nkey:
        words << u"--nkey"_s << text::shellQuoted(facts.seedFile);
        break;
    }
    return words.join(u' ');
}

QList<Sample> connectionSamples(const ConnectFacts &facts, const QString &name)
{
    const QString shell =
        contextCommandFor(facts, name) +
        u"\n\n# in one terminal\nnats --context %1 sub 'demo.>'\n\n# in another\nnats --context %1 pub demo.hello hello\n"_s.arg(
            text::shellQuoted(contextNameFor(facts, name)));
    const bool nkey = facts.login.kind == LoginKind::Nkey;
    return {
        {u"Shell"_s, u"go install github.com/nats-io/natscli/nats@latest"_s, shell, u"hello.sh"_s, u"sh hello.sh"_s},
        {u"Python"_s, nkey ? u"pip install 'nats-py[nkeys]'"_s : u"pip install nats-py"_s, pythonCode(facts), u"hello.py"_s,
         u"python3 hello.py"_s},
        {u"Go"_s, u"go mod init hello && go get github.com/nats-io/nats.go"_s, goCode(facts), u"hello.go"_s, u"go run hello.go"_s},
        {u"C++"_s, u"sudo apt install g++ libnats-dev"_s, cppCode(facts), u"hello.cpp"_s, u"g++ hello.cpp -o hello -lnats && ./hello"_s},
        {u"JavaScript"_s, u"npm install @nats-io/transport-node"_s, javaScriptCode(facts), u"hello.mjs"_s, u"node hello.mjs"_s},
    };
}

} // namespace natsdeck::deployment
