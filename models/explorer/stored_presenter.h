#pragma once

#include "models/explorer/explorer_input.h"
#include "models/explorer/stored_model.h"
#include "models/jetstream/stream_info.h"

#include <QObject>
#include <QTimer>

namespace natsdeck::jetstream {
class Client;
class StreamRepository;
} // namespace natsdeck::jetstream

namespace natsdeck::explorer {

class SubjectTreeModel;

// The Stored side of the Explorer: which stream, where in it, what is said about it.
class StoredPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, NoStreams, Reading, Empty, Ready, Failed };

    StoredPresenter(jetstream::Client &client, jetstream::StreamRepository &repository, SubjectTreeModel &tree, QObject *parent = nullptr);

    [[nodiscard]] StoredModel &model() { return m_model; }
    [[nodiscard]] State state() const;
    [[nodiscard]] const std::optional<Error> &error() const { return m_error; } // of the list or of the stream
    [[nodiscard]] QStringList streams() const;
    [[nodiscard]] const QString &stream() const { return m_stream; }
    [[nodiscard]] std::optional<jetstream::StreamInfo> streamInfo() const;
    [[nodiscard]] QString summary() const;                                   // "Sequence 1 to 1,200, 1,180 messages"
    [[nodiscard]] QString notice() const;                                    // "Reading takes nothing from this work queue", may be empty
    [[nodiscard]] QString holderOf(const QList<QByteArray> &subjects) const; // "held by stream ORDERS", empty when none does

    void setActive(bool active); // looks for newer messages now and then
    void setUtc(bool utc);
    void chooseStream(const QString &name);
    void refresh();

    [[nodiscard]] FieldState judgeJump(const QString &text) const;
    void jump(const QString &text);
    void jumpFirst();
    void jumpLast(); // with the messages that came meanwhile
    void jumpToSequence(quint64 sequence);
    void jumpToNewestOf(const QByteArray &subjectFilter);

    // The message of this row, read anew: its whole payload. Newest-only.
    void choose(int row);

signals:
    void changed();
    void streamsChanged();
    void rowWanted(int row); // scroll to it and select it
    void messageRead(const natsdeck::explorer::MessageDetail &message);
    void messageFailed(const natsdeck::Error &error);

private:
    void followStreams();
    void readSubjects();
    void goTo(quint64 sequence);

    jetstream::Client &m_client;
    jetstream::StreamRepository &m_repository;
    SubjectTreeModel &m_tree;
    StoredModel m_model;
    std::shared_ptr<StoredSource> m_source;
    QTimer m_timer;
    QString m_stream;
    std::optional<Error> m_error;
    async::Generation m_choice;
    async::Generation m_jump;
    std::optional<quint64> m_pendingSequence; // to show when the bounds are known; 0 = the newest
    bool m_utc = true;
    bool m_active = false;
};

} // namespace natsdeck::explorer
