#include "app/start_report.h"

#include "models/base/files.h"

#include <QCoreApplication>
#include <QEvent>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTimer>
#include <QWidget>

#include <ctime>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

constexpr std::chrono::seconds idle(4);

qint64 nanoseconds(clockid_t clock)
{
    timespec time{};
    ::clock_gettime(clock, &time);
    return qint64(time.tv_sec) * 1'000'000'000 + time.tv_nsec;
}

// "VmRSS:   49196 kB" in a file of /proc.
qint64 kibibytes(const QString &file, const QByteArray &field)
{
    const Result<QByteArray> content = files::read(file);
    for (const QByteArray &line : content.value_or(QByteArray()).split('\n')) {
        if (line.startsWith(field + ':'))
            return line.mid(field.size() + 1).simplified().split(' ').first().toLongLong();
    }
    return -1;
}

} // namespace

StartReport::StartReport(QWidget &window, QString file, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_file(std::move(file))
{
    m_window.installEventFilter(this);
}

bool StartReport::eventFilter(QObject *watched, QEvent *event)
{
    // The update request paints the window and all that is in it; what comes after it in the queue comes after the frame.
    if (event->type() == QEvent::UpdateRequest && m_firstFrame == 0) {
        m_firstFrame = 1;
        QTimer::singleShot(0, this, [this] {
            m_firstFrame = nanoseconds(CLOCK_MONOTONIC);
            QTimer::singleShot(idle, this, &StartReport::finish);
        });
    }
    return QObject::eventFilter(watched, event);
}

void StartReport::finish()
{
    const QJsonObject report{{u"first_frame_ns"_s, m_firstFrame},
                             {u"idle_rss_kib"_s, kibibytes(u"/proc/self/status"_s, "VmRSS")},
                             {u"idle_pss_kib"_s, kibibytes(u"/proc/self/smaps_rollup"_s, "Pss")},
                             {u"cpu_ms"_s, nanoseconds(CLOCK_PROCESS_CPUTIME_ID) / 1'000'000}};
    const Result<void> written = files::writeAtomically(m_file, QJsonDocument(report).toJson(QJsonDocument::Compact));
    QCoreApplication::exit(written ? 0 : 1);
}

} // namespace natsdeck::app
