#include "models/explorer/sample_data.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonArray>
#include <QRandomGenerator>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

namespace {

// The same numbers for the same message, so that adding again repeats it exactly.
class Dice
{
public:
    Dice(const char *stream, int number)
        : m_random(seedOf(stream, number))
    {}
    int upTo(int limit) { return static_cast<int>(m_random.bounded(static_cast<quint32>(limit))); }
    double amount(double limit) { return static_cast<double>(m_random.bounded(static_cast<quint32>(limit * 100))) / 100; }
    template <std::size_t N> const char *oneOf(const char *const (&words)[N]) { return words[m_random.bounded(static_cast<quint32>(N))]; }
    QByteArray hex(int bytes)
    {
        QByteArray text;
        for (int i = 0; i < bytes; ++i)
            text += QByteArray::number(m_random.bounded(256u) | 256u, 16).right(2);
        return text;
    }

private:
    // FNV-1a: qHash() is another one in every process.
    static quint32 seedOf(const char *stream, int number)
    {
        quint32 seed = 2166136261u ^ static_cast<quint32>(number);
        for (const char *at = stream; *at != 0; ++at)
            seed = (seed ^ static_cast<unsigned char>(*at)) * 16777619u;
        return seed;
    }

    QRandomGenerator m_random;
};

QByteArray number(double value) { return QByteArray::number(value, 'f', 2); }

// %1, %2 … in order; JSON stays in the order a person would write it.
QByteArray fill(const char *pattern, const QList<QByteArray> &values)
{
    QByteArray text(pattern);
    for (const QByteArray &value : values) {
        const qsizetype at = text.indexOf('%');
        text.replace(at, 1, value);
    }
    return text;
}

SampleMessage message(const char *stream, int at, QByteArray subject, QByteArray payload, const QByteArray &type = "application/json")
{
    Dice dice(stream, at + 100'000);
    return {std::move(subject),
            std::move(payload),
            {{"Nats-Msg-Id", QByteArray(stream) + "-" + QByteArray::number(at)},
             {"Content-Type", type},
             {"traceparent", "00-" + dice.hex(16) + "-" + dice.hex(8) + "-01"}}};
}

SampleMessage agentMessage(int at)
{
    Dice dice("AGENTS", at);
    static const char *const agents[] = {"planner", "coder", "reviewer", "researcher"};
    static const char *const tasks[] = {"summarise-issue", "write-tests", "review-change", "search-papers", "draft-reply"};
    static const char *const states[] = {"queued", "running", "done", "done", "failed"};
    static const char *const lines[] = {"I have split the task into three steps.", "The tests pass on my side, please review.",
                                        "Two sources disagree, I am checking a third one.", "Grüße vom Planer: bitte zuerst die Messung.",
                                        "The change looks good, one name could be clearer."};
    if (dice.upTo(3) > 0) {
        return message("AGENTS", at, "agents.tasks",
                       fill(R"({"taskId":"t-%","agent":"%","kind":"%","state":"%","attempt":%,"budget":{"tokens":%,"seconds":%}})",
                            {QByteArray::number(4100 + at), dice.oneOf(agents), dice.oneOf(tasks), dice.oneOf(states),
                             QByteArray::number(1 + dice.upTo(3)), QByteArray::number(1000 * (1 + dice.upTo(32))),
                             QByteArray::number(30 * (1 + dice.upTo(10)))}));
    }
    return message("AGENTS", at, "agents.chat",
                   fill(R"({"from":"%","to":"%","text":"%","taskId":"t-%"})",
                        {dice.oneOf(agents), dice.oneOf(agents), dice.oneOf(lines), QByteArray::number(4100 + dice.upTo(at + 1))}));
}

SampleMessage traceMessage(int at)
{
    Dice dice("LLM_TRACES", at);
    static const char *const models[] = {"llama-3-70b", "mixtral-8x7b", "qwen-2.5-32b"};
    static const char *const reasons[] = {"stop", "stop", "stop", "length", "tool_calls"};
    const int input = 200 + dice.upTo(6000);
    const int output = 20 + dice.upTo(1200);
    return message(
        "LLM_TRACES", at, "llm.traces",
        fill(R"({"traceId":"%","span":"chat.completion","model":"%","usage":{"prompt_tokens":%,"completion_tokens":%,"total_tokens":%},)"
             R"("latencyMs":%,"finish_reason":"%","tools":[{"name":"search","ms":%},{"name":"read_file","ms":%}]})",
             {dice.hex(16), dice.oneOf(models), QByteArray::number(input), QByteArray::number(output), QByteArray::number(input + output),
              number(80 + dice.amount(4000)), dice.oneOf(reasons), number(dice.amount(200)), number(dice.amount(60))}));
}

SampleMessage registryMessage(int at)
{
    Dice dice("MODEL_REGISTRY", at);
    static const char *const models[] = {"fraud-score", "churn", "embedding-de", "demand-forecast"};
    static const char *const stages[] = {"None", "Staging", "Production", "Archived"};
    return message("MODEL_REGISTRY", at, "mlflow.model.registered",
                   fill(R"({"name":"%","version":"%","run_id":"%","stage":"%","metrics":{"auc":0.%,"loss":%},"signature":null})",
                        {dice.oneOf(models), QByteArray::number(1 + at / 4), dice.hex(16), dice.oneOf(stages),
                         QByteArray::number(700 + dice.upTo(290)), number(dice.amount(2))}));
}

SampleMessage inferenceMessage(int at)
{
    Dice dice("AI_INFERENCE", at);
    static const char *const models[] = {"fraud-score", "embedding-de"};
    if (at % 5 == 4) { // some answers are plain numbers of a vector, as bytes
        QByteArray vector;
        for (int i = 0; i < 64; ++i)
            vector += QByteArray::fromHex(dice.hex(4));
        return message("AI_INFERENCE", at, "ai.inference.response", vector, "application/octet-stream");
    }
    return message("AI_INFERENCE", at, at % 2 ? "ai.inference.response" : "ai.inference.request",
                   fill(R"({"requestId":"r-%","model":"%","priority":%,"features":{"amount":%,"country":"DE","night":%}})",
                        {QByteArray::number(90'000 + at), dice.oneOf(models), QByteArray::number(dice.upTo(5)), number(dice.amount(900)),
                         dice.upTo(2) ? "true" : "false"}));
}

SampleMessage eventMessage(int at)
{
    Dice dice("EVENTS", at);
    static const char *const users[] = {"ada", "grace", "linus", "margaret", "edsger"};
    static const char *const orders[] = {"created", "paid", "shipped", "delivered", "cancelled"};
    const int kind = dice.upTo(6);
    if (kind == 0) {
        return message("EVENTS", at, "events.user.login",
                       fill(R"({"user":"%","from":"10.0.%.%","method":"password","ok":%})",
                            {dice.oneOf(users), QByteArray::number(dice.upTo(8)), QByteArray::number(dice.upTo(250)),
                             dice.upTo(9) ? "true" : "false"}));
    }
    if (kind == 1)
        return message("EVENTS", at, "events.user.logout",
                       fill(R"({"user":"%","seconds":%})", {dice.oneOf(users), QByteArray::number(dice.upTo(9000))}));
    if (kind == 2) {
        return message("EVENTS", at, "events.audit.line",
                       fill("audit: % changed the limit of account %\nold=% new=%\n",
                            {dice.oneOf(users), QByteArray::number(dice.upTo(400)), QByteArray::number(dice.upTo(100)),
                             QByteArray::number(dice.upTo(100))}),
                       "text/plain");
    }
    const QByteArray state = dice.oneOf(orders);
    return message(
        "EVENTS", at, "events.order." + state,
        fill(R"({"orderId":"A-%","event":"%","version":%,"total":%,"currency":"EUR","customer":{"id":"c-%","tier":"%","newsletter":%},)"
             R"("lines":[{"sku":"K-%","quantity":%,"price":%},{"sku":"K-%","quantity":%,"price":%}]})",
             {QByteArray::number(2'043'000 + at), state, QByteArray::number(1 + dice.upTo(5)), number(20 + dice.amount(1900)),
              QByteArray::number(11'000 + dice.upTo(600)), dice.upTo(4) ? "standard" : "gold", dice.upTo(2) ? "true" : "false",
              QByteArray::number(dice.upTo(900)), QByteArray::number(1 + dice.upTo(4)), number(dice.amount(400)),
              QByteArray::number(dice.upTo(900)), QByteArray::number(1 + dice.upTo(4)), number(dice.amount(400))}));
}

QJsonObject config(const QString &name, const QStringList &subjects, const QString &retention = u"limits"_s)
{
    return {{"name"_L1, name},
            {"description"_L1, sampleMark()},
            {"subjects"_L1, QJsonArray::fromStringList(subjects)},
            {"retention"_L1, retention},
            {"storage"_L1, u"file"_s},
            {"num_replicas"_L1, 1},
            {"max_bytes"_L1, 8 * 1024 * 1024},
            {"max_age"_L1, 0},
            {"discard"_L1, u"old"_s},
            {"duplicate_window"_L1, 120'000'000'000LL},
            {"allow_direct"_L1, true}};
}

} // namespace

const QString &sampleMark()
{
    static const QString mark = u"Sample data of NatsDeck"_s;
    return mark;
}

std::vector<SampleStream> sampleStreams()
{
    return {{config(u"AGENTS"_s, {u"agents.>"_s}), 300, agentMessage},
            {config(u"LLM_TRACES"_s, {u"llm.>"_s}), 400, traceMessage},
            {config(u"MODEL_REGISTRY"_s, {u"mlflow.>"_s}), 40, registryMessage},
            {config(u"AI_INFERENCE"_s, {u"ai.inference.*"_s}, u"workqueue"_s), 120, inferenceMessage},
            {config(u"EVENTS"_s, {u"events.>"_s}), 1200, eventMessage}};
}

guard::Intent sampleIntent(bool add)
{
    QStringList names;
    int messages = 0;
    for (const SampleStream &stream : sampleStreams()) {
        names << stream.config["name"_L1].toString();
        messages += stream.messages;
    }
    guard::Intent intent;
    intent.object = u"streams "_s + names.join(", "_L1);
    intent.verb = add ? u"create"_s : u"delete"_s;
    intent.summary =
        add ? QCoreApplication::translate("explorer", "Create %1 sample streams with %2 messages").arg(names.size()).arg(messages)
            : QCoreApplication::translate("explorer", "Remove the sample streams with their messages");
    intent.impact = add ? guard::Impact::Undoable : guard::Impact::Configuration;
    intent.detail = {{"streams"_L1, QJsonArray::fromStringList(names)}, {"messages"_L1, messages}};
    return intent;
}

} // namespace natsdeck::explorer
