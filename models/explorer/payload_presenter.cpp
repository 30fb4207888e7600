#include "models/explorer/payload_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/explorer/message_row.h"

#include <QThreadPool>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

PayloadPresenter::PayloadPresenter(QObject *parent)
    : QObject(parent)
{}

void PayloadPresenter::setPreviewLimit(qsizetype bytes) { m_previewLimit = std::max<qsizetype>(1024, bytes); }

void PayloadPresenter::setUtc(bool utc)
{
    m_utc = utc;
    emit changed();
}

void PayloadPresenter::show(const MessageDetail &message)
{
    m_message = message;
    m_shown = std::min(message.data.size(), m_previewLimit);
    m_headers.setHeaders(message.headers);
    decode();
}

void PayloadPresenter::showAll()
{
    if (!isCut())
        return;
    m_shown = m_message->data.size();
    decode();
}

void PayloadPresenter::clear()
{
    m_generation.next();
    m_message.reset();
    m_headers.setHeaders({});
    m_shown = 0;
    m_reading = false;
    apply({}, {});
}

PayloadPresenter::Reading PayloadPresenter::read(const QByteArray &data, bool cut)
{
    Reading reading;
    reading.kind = detectKind(data, cut);
    if (reading.kind == PayloadKind::Json)
        reading.json = parseJson(data, cut);
    reading.invalid = reading.kind == PayloadKind::Binary ? 0 : invalidUtf8(data, cut);
    return reading;
}

void PayloadPresenter::decode()
{
    const quint64 generation = m_generation.next();
    const QByteArray data = m_message->data.first(m_shown);
    const bool cut = isCut();
    if (data.size() <= immediateLimit) {
        m_reading = false;
        apply(data, read(data, cut));
        return;
    }
    m_reading = true;
    emit changed();
    auto work = async::run(*QThreadPool::globalInstance(), [data, cut]() -> Result<Reading> { return read(data, cut); });
    async::deliver(work, this, [this, generation, data](Result<Reading> result) {
        if (!m_generation.isCurrent(generation) || !result)
            return;
        m_reading = false;
        apply(data, std::move(*result));
    });
}

void PayloadPresenter::apply(const QByteArray &data, Reading reading)
{
    m_kind = reading.kind;
    m_invalid = reading.invalid;
    m_json.setDocument(std::move(reading.json));
    m_text.setPayload(data);
    m_hex.setPayload(data);
    emit changed();
}

QString PayloadPresenter::subjectText() const { return m_message ? text::clean(m_message->subject) : QString(); }

QString PayloadPresenter::sequenceText() const
{
    return m_message && !m_message->live ? u"#"_s + exactCount(static_cast<qint64>(m_message->sequence)) : QString();
}

QString PayloadPresenter::timeText() const { return m_message ? explorer::timeText(m_message->timeNs, m_utc) : QString(); }

QString PayloadPresenter::note() const
{
    if (!m_message)
        return {};
    if (m_reading)
        return tr("reading %1 …").arg(shortBytes(static_cast<double>(m_shown)));
    const QString size = shortBytes(static_cast<double>(m_message->data.size()));
    QString kind;
    switch (m_kind) {
    case PayloadKind::Empty:
        return tr("no payload");
    case PayloadKind::Json:
        kind = tr("decoded as JSON");
        break;
    case PayloadKind::Text:
        kind = tr("text");
        break;
    case PayloadKind::Binary:
        kind = tr("binary");
        break;
    }
    if (isCut())
        return tr("%1, first %2 of %3").arg(kind, shortBytes(static_cast<double>(m_shown)), size);
    return m_json.document().cut && m_kind == PayloadKind::Json
               ? tr("%1, %2, the first %3 values").arg(kind, size, exactCount(jsonNodeLimit))
               : tr("%1, %2, complete").arg(kind, size);
}

QString PayloadPresenter::warning() const
{
    if (m_invalid == 0)
        return {};
    return m_invalid == 1 ? tr("1 byte is not UTF-8") : tr("%1 bytes are not UTF-8").arg(exactCount(m_invalid));
}

QByteArray PayloadPresenter::formatted() const
{
    if (!m_message)
        return {};
    if (m_kind != PayloadKind::Json)
        return m_message->data;
    return isCut() ? formatJson(parseJson(m_message->data)) : formatJson(m_json.document());
}

} // namespace natsdeck::explorer
