#pragma once

#include "models/base/secret.h"

#include <QDateTime>
#include <QLoggingCategory>
#include <QString>

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

// One Q_LOGGING_CATEGORY per library: `Q_LOGGING_CATEGORY(logKube, "natsdeck.kube")`. Everything goes through one sink that
// redacts, keeps the newest lines for the Activity page and writes a rotating file.
namespace natsdeck::logging {

struct Line
{
    quint64 number = 0; // counts from 1; gaps mean lines that left the ring
    QDateTime time;     // UTC
    QtMsgType level = QtInfoMsg;
    QString category;
    QString text; // redacted and cleaned
};

// Replaces what must never be written: known secrets (registered while they live), "password=", "token", bearer headers,
// userinfo in URLs, seeds (S[UAONC]…), JWTs, PEM private keys.
QString redacted(QString text);

// While it lives, its secret's text (also base64 and percent-encoded) is removed from every line.
class RedactionScope
{
public:
    explicit RedactionScope(const Secret &secret);
    ~RedactionScope();
    RedactionScope(const RedactionScope &) = delete;
    RedactionScope &operator=(const RedactionScope &) = delete;

private:
    std::vector<QByteArray> m_needles;
};

class Sink
{
public:
    static constexpr std::size_t ringLines = 5000;
    static constexpr qint64 fileBytes = 2 * 1024 * 1024; // then renamed to .1, of which three are kept

    // Installs itself as Qt's message handler; one at a time, made in main(). An empty path writes no file.
    explicit Sink(const QString &filePath = {});
    ~Sink();
    Sink(const Sink &) = delete;
    Sink &operator=(const Sink &) = delete;

    [[nodiscard]] std::vector<Line> linesAfter(quint64 number) const; // thread-safe
    [[nodiscard]] quint64 lastNumber() const;

private:
    static void handle(QtMsgType type, const QMessageLogContext &context, const QString &message);
    void write(Line line);

    struct File;
    mutable std::mutex m_mutex;
    std::deque<Line> m_ring;
    quint64 m_last = 0;
    std::unique_ptr<File> m_file;
    QtMessageHandler m_previous = nullptr;
};

} // namespace natsdeck::logging
