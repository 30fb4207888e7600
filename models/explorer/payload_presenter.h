#pragma once

#include "models/base/async.h"
#include "models/explorer/headers_model.h"
#include "models/explorer/json_tree_model.h"
#include "models/explorer/message_detail.h"
#include "models/explorer/payload_kind.h"
#include "models/explorer/payload_lines_model.h"

#include <QObject>

#include <optional>

namespace natsdeck::explorer {

// One message taken apart for reading. Of a long payload the first part is shown, with a word about it, until someone asks for all
// of it; big ones are read off the GUI thread.
class PayloadPresenter final : public QObject
{
    Q_OBJECT

public:
    static constexpr qsizetype defaultPreview = 64 * 1024;
    static constexpr qsizetype immediateLimit = 256 * 1024; // parsed at once; more on a worker thread

    explicit PayloadPresenter(QObject *parent = nullptr);

    void setPreviewLimit(qsizetype bytes);
    void setUtc(bool utc);
    void show(const MessageDetail &message);
    void showAll();
    void clear();

    [[nodiscard]] bool hasMessage() const { return m_message.has_value(); }
    [[nodiscard]] const MessageDetail &message() const { return *m_message; }
    [[nodiscard]] PayloadKind kind() const { return m_kind; }
    [[nodiscard]] bool isCut() const { return m_message && m_shown < m_message->data.size(); }
    [[nodiscard]] bool isReading() const { return m_reading; }

    [[nodiscard]] QString subjectText() const;  // cleaned
    [[nodiscard]] QString sequenceText() const; // "#17,319,887"
    [[nodiscard]] QString timeText() const;
    [[nodiscard]] QString note() const;    // "decoded as JSON, 1.8 KiB, complete", "JSON, first 64 KiB of 1.2 MiB"
    [[nodiscard]] QString warning() const; // "3 bytes are not UTF-8", empty when all is well

    [[nodiscard]] QByteArray payload() const { return m_message ? m_message->data : QByteArray(); } // all of it, as it came
    [[nodiscard]] QByteArray formatted() const; // JSON indented with its own tokens; otherwise the payload

    [[nodiscard]] JsonTreeModel &json() { return m_json; }
    [[nodiscard]] PayloadLinesModel &text() { return m_text; }
    [[nodiscard]] PayloadLinesModel &hex() { return m_hex; }
    [[nodiscard]] HeadersModel &headers() { return m_headers; }

signals:
    void changed();

private:
    struct Reading
    {
        PayloadKind kind = PayloadKind::Empty;
        JsonDocument json;
        qsizetype invalid = 0;
    };

    [[nodiscard]] static Reading read(const QByteArray &data, bool cut);
    void decode();
    void apply(const QByteArray &data, Reading reading);

    std::optional<MessageDetail> m_message;
    JsonTreeModel m_json;
    PayloadLinesModel m_text{PayloadLinesModel::Mode::Text};
    PayloadLinesModel m_hex{PayloadLinesModel::Mode::Hex};
    HeadersModel m_headers;
    async::Generation m_generation;
    PayloadKind m_kind = PayloadKind::Empty;
    qsizetype m_previewLimit = defaultPreview;
    qsizetype m_shown = 0;
    qsizetype m_invalid = 0;
    bool m_reading = false;
    bool m_utc = true;
};

} // namespace natsdeck::explorer
