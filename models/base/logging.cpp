#include "models/base/logging.h"

#include "models/base/text.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QUrl>

#include <array>
#include <set>

using namespace Qt::StringLiterals;

namespace natsdeck::logging {

namespace {

std::mutex needlesMutex;
std::multiset<QByteArray> &needles()
{
    static std::multiset<QByteArray> all;
    return all;
}

std::atomic<Sink *> current{nullptr};

const std::array<QRegularExpression, 6> &patterns()
{
    static const std::array<QRegularExpression, 6> all{
        QRegularExpression(u"()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)"_s,
                           QRegularExpression::DotMatchesEverythingOption),
        QRegularExpression(u"(//[^/@\\s:]*:)[^/@\\s]+(?=@)"_s),
        QRegularExpression(u"(\\b(?:Bearer|Basic)\\s+)[A-Za-z0-9._~+/=-]+"_s, QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"(\\b(?:password|passwd|token|secret|seed|auth_token|api[_-]?key)\\b[\"']?\\s*[:=]\\s*[\"']?)[^\\s\"',}]+"_s,
                           QRegularExpression::CaseInsensitiveOption),
        QRegularExpression(u"()\\bS[UAONCX][A-Z2-7]{56}\\b"_s),
        QRegularExpression(u"()\\beyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"_s),
    };
    return all;
}

} // namespace

QString redacted(QString text)
{
    {
        const std::scoped_lock lock(needlesMutex);
        for (const QByteArray &needle : needles())
            text.replace(QString::fromUtf8(needle), u"••••"_s);
    }
    for (const QRegularExpression &pattern : patterns())
        text.replace(pattern, u"\\1••••"_s);
    return text;
}

RedactionScope::RedactionScope(const Secret &secret)
{
    const QByteArray &value = secret.reveal();
    if (value.size() < 4)
        return; // too short to be told from ordinary text
    m_needles = {value, value.toBase64(), value.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals),
                 value.toPercentEncoding()};
    const std::scoped_lock lock(needlesMutex);
    for (const QByteArray &needle : m_needles)
        needles().insert(needle);
}

RedactionScope::~RedactionScope()
{
    const std::scoped_lock lock(needlesMutex);
    for (const QByteArray &needle : m_needles)
        needles().erase(needles().find(needle));
}

struct Sink::File
{
    QFile file;

    void append(const QByteArray &line)
    {
        if (file.size() + line.size() > fileBytes)
            rotate();
        file.write(line);
        file.flush();
    }

    void rotate()
    {
        const QString path = file.fileName();
        file.close();
        QFile::remove(path + u".3"_s);
        QFile::rename(path + u".2"_s, path + u".3"_s);
        QFile::rename(path + u".1"_s, path + u".2"_s);
        QFile::rename(path, path + u".1"_s);
        open();
    }

    void open()
    {
        if (file.open(QIODevice::WriteOnly | QIODevice::Append))
            file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    }
};

Sink::Sink(const QString &filePath)
{
    if (!filePath.isEmpty()) {
        QDir().mkpath(QFileInfo(filePath).absolutePath());
        m_file = std::make_unique<File>();
        m_file->file.setFileName(filePath);
        m_file->open();
    }
    current = this;
    m_previous = qInstallMessageHandler(&Sink::handle);
}

Sink::~Sink()
{
    qInstallMessageHandler(m_previous);
    current = nullptr;
}

void Sink::handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    Sink *sink = current;
    if (sink == nullptr)
        return;
    const QString text = text::clean(redacted(message), 8192);
    sink->write({0, QDateTime::currentDateTimeUtc(), type, QString::fromLatin1(context.category), text});
    if (sink->m_previous != nullptr)
        sink->m_previous(type, context, text);
}

void Sink::write(Line line)
{
    static constexpr std::array<const char *, 5> levels{"debug", "warning", "critical", "fatal", "info"};
    const std::scoped_lock lock(m_mutex);
    line.number = ++m_last;
    if (m_file) {
        m_file->append(line.time.toString(Qt::ISODateWithMs).toUtf8() + ' ' + levels.at(static_cast<std::size_t>(line.level)) + ' ' +
                       line.category.toUtf8() + ": " + line.text.toUtf8() + '\n');
    }
    m_ring.push_back(std::move(line));
    if (m_ring.size() > ringLines)
        m_ring.pop_front();
}

std::vector<Line> Sink::linesAfter(quint64 number) const
{
    const std::scoped_lock lock(m_mutex);
    std::vector<Line> lines;
    for (const Line &line : m_ring) {
        if (line.number > number)
            lines.push_back(line);
    }
    return lines;
}

quint64 Sink::lastNumber() const
{
    const std::scoped_lock lock(m_mutex);
    return m_last;
}

} // namespace natsdeck::logging
