#include "models/nats/connection.h"
#include "tests/gui/support_faults.h"
#include "tests/support/nats_server.h"
#include "tests/support/test_main.h"
#include "tests/support/waiting.h"
#include "widgets/common/table_view.h"
#include "widgets/explorer/explorer_page.h"
#include "widgets/explorer/message_detail_pane.h"
#include "widgets/shell/workspace.h"

#include <QJsonArray>
#include <QTest>

using namespace natsdeck;
using namespace natsdeck::test;
using namespace Qt::StringLiterals;

namespace {

using explorer::PayloadKind;
using explorer::PayloadPresenter;

QByteArray nested(int levels) { return QByteArray("{\"a\":").repeated(levels) + "1" + QByteArray("}").repeated(levels); }

QByteArray bigJson() // 1 MiB to the byte: what a server takes by default
{
    QByteArray text = "{\"items\":[";
    for (int i = 0; text.size() < 1024 * 1024 - 100; ++i)
        text += QByteArray::number(i) + ',';
    text += "0],\"fill\":\"";
    return text + QByteArray(1024 * 1024 - text.size() - 2, 'x') + "\"}";
}

// Every byte that may stand in a subject's token, UTF-8 beyond ASCII, and what tries to fool whoever reads it.
QList<QByteArray> oddSubjects()
{
    QList<QByteArray> subjects;
    for (char c = '!'; c <= '~'; ++c) {
        if (c != '.' && c != '*' && c != '>')
            subjects << QByteArray("odd.") + c << QByteArray("odd.a") + c + 'b';
    }
    subjects << "odd.a*b"
             << "odd.a>b"
             << "odd.größe"
             << "odd.注文"
             << "odd.\xf0\x9f\x90\x99"
             << "odd.\xe2\x80\xae"
                "cba"
             << "odd.zero\xe2\x80\x8bwidth"
             << "odd.\xff\xfe"
             << "odd.<b>bold</b>"
             << "odd." + QByteArray(200, 'x');
    return subjects;
}

} // namespace

// Whatever someone has published can be opened, and the next message too.
class PayloadFaultsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        NatsServerOptions options;
        options.jetstream = true;
        m_server = NatsServer::start(options);
        QVERIFY(m_server);
        m_program = m_home.start();
        m_system = openConnected(*m_program, saveSystem(*m_program, *m_server));
        QVERIFY(m_system);
        m_permit = permitFor(*m_program, m_system->record().id);
    }

    void cleanupTestCase()
    {
        m_program.reset();
        m_server.reset();
    }

    void oddPayloadsCanBeOpenedOneAfterTheOther()
    {
        QVERIFY(createStream(u"PAYLOADS"_s, u"payloads.>"_s));
        const QList<QByteArray> payloads{bigJson(),
                                         QByteArray(1024 * 1024, '\0'),
                                         QByteArray("with\0two\0zeros", 14),
                                         "caf\xe9 \xff\xfe and more words that are fine",
                                         nested(200),
                                         nested(20'000),
                                         QByteArray("["),
                                         QByteArray(),
                                         "{\"n\":12345678901234567890.10}"};
        for (const QByteArray &payload : payloads)
            QVERIFY(waited(m_system->parts().jetstream.publish(*m_permit, "payloads.x", payload)));
        ui::ExplorerPage *page = explorerAt(u"explorer/PAYLOADS"_s);
        QVERIFY(page);
        QVERIFY(waitFor([&] { return page->table()->model()->rowCount() == payloads.size(); }));
        PayloadPresenter &payload = page->presenter().payload();
        const auto open = [&](int number) {
            page->presenter().stored().jump(QString::number(number));
            return waitFor([&] { return payload.hasMessage() && payload.message().sequence == quint64(number) && !payload.isReading(); });
        };

        QVERIFY(open(1));
        QCOMPARE(payload.payload().size(), 1024 * 1024);
        QCOMPARE(payload.kind(), PayloadKind::Json);
        QVERIFY(payload.isCut());
        QVERIFY(waitFor([&] { return isShown(*page, payload.note()); })); // says that it is the first part
        payload.showAll();
        QVERIFY(waitFor([&] { return !payload.isReading() && !payload.isCut(); }));
        QVERIFY(payload.json().rowCount() > 0);

        QVERIFY(open(2));
        QCOMPARE(payload.kind(), PayloadKind::Binary);
        QCOMPARE(payload.payload(), payloads[1]); // nothing ends at a NUL
        payload.showAll();
        QVERIFY(waitFor([&] { return !payload.isReading() && payload.hex().rowCount() == 1024 * 1024 / 16; }));

        QVERIFY(open(3));
        QCOMPARE(payload.payload(), payloads[2]);
        QVERIFY(payload.hex().rowCount() > 0);

        QVERIFY(open(4));
        QCOMPARE(payload.payload(), payloads[3]);
        QVERIFY(payload.kind() == PayloadKind::Binary || !payload.warning().isEmpty());
        QVERIFY(payload.warning().isEmpty() || waitFor([&] { return isShown(*page, payload.warning()); }));

        QVERIFY(open(5));
        QCOMPARE(payload.kind(), PayloadKind::Json);
        QModelIndex deepest = payload.json().index(0, 0);
        int depth = 0;
        for (; payload.json().rowCount(deepest) > 0; ++depth)
            deepest = payload.json().index(0, 0, deepest);
        QVERIFY2(depth >= 199, qPrintable(QString::number(depth)));

        QVERIFY(open(6)); // deeper than anyone reads: text, or cut with a word about it
        QVERIFY(payload.text().rowCount() > 0);
        QVERIFY(open(7));
        QVERIFY(payload.text().rowCount() > 0);
        QVERIFY(open(8));
        QCOMPARE(payload.kind(), PayloadKind::Empty);
        QVERIFY(open(9));
        QVERIFY(payload.formatted().contains("12345678901234567890.10")); // never renumbered
    }

    void subjectsOfEveryLegalCharacterAreListedTappedAndOpened()
    {
        QVERIFY(createStream(u"ODD"_s, u"odd.>"_s));
        ui::ExplorerPage *page = explorerAt(u"explorer/live/odd.>"_s);
        QVERIFY(page);
        explorer::LivePresenter &live = page->presenter().live();
        QVERIFY(waitFor([&] { return live.state() == explorer::LivePresenter::State::Live; }));
        const QList<QByteArray> subjects = oddSubjects();
        for (const QByteArray &subject : subjects) {
            const auto stored = waited(m_system->parts().jetstream.publish(*m_permit, subject, "x"));
            QVERIFY2(stored, (subject.toPercentEncoding() + (stored ? QByteArray() : toText(stored.error()).toUtf8())).constData());
        }
        QVERIFY(waitFor([&] { return page->table()->model()->rowCount() == subjects.size(); }));
        QVERIFY(waitFor([&] { return page->presenter().tree().subjectCount() >= subjects.size(); }));
        for (int row = 0; row < subjects.size(); ++row) {
            const auto message = live.model().messageAt(row);
            QVERIFY(message && message->subject == subjects[subjects.size() - 1 - row]);
            const QString text = page->table()->model()->index(row, explorer::MessageColumn::Subject).data().toString();
            QVERIFY(text.startsWith(u"odd."_s));
            for (const QChar c : text)
                QVERIFY2(c != QChar(0x202e) && c != QChar(0x200b), qPrintable(text)); // it reads as it is
        }
        // Each alone can be tapped and opened, also those with a star or an angle bracket within a token.
        for (const QByteArray &subject : {QByteArray("odd.a*b"), QByteArray("odd.a>b"), QByteArray("odd.größe"), QByteArray("odd.$"),
                                          QByteArray("odd.a,b"), QByteArray("odd.<b>bold</b>")}) {
            live.stop();
            page->presenter().useSubject(subject, true);
            QVERIFY2(waitFor([&] { return live.state() == explorer::LivePresenter::State::Live; }), subject.constData());
            QCOMPARE(live.subjects(), QList<QByteArray>{subject});
            QVERIFY(waited(m_system->parts().connection.publish(*m_permit, subject, "again")));
            QVERIFY2(waitFor([&] { return live.tap().measure().counts.received == 1; }), subject.constData());
        }
        page = explorerAt(u"explorer/ODD"_s);
        QVERIFY(waitFor([&] { return page->table()->model()->rowCount() >= subjects.size(); }));
        for (const int number : {1, 70, int(subjects.size())}) {
            page->presenter().stored().jump(QString::number(number));
            QVERIFY(waitFor([&] {
                return page->presenter().payload().hasMessage() && page->presenter().payload().message().sequence == quint64(number);
            }));
            QCOMPARE(page->presenter().payload().message().subject, subjects[number - 1]);
        }
    }

private:
    bool createStream(const QString &name, const QString &subjects)
    {
        const QJsonObject config{{u"name"_s, name}, {u"subjects"_s, QJsonArray{subjects}}};
        return waited(m_system->parts().jetstream.createStream(*m_permit, config)).has_value();
    }

    ui::ExplorerPage *explorerAt(const QString &target)
    {
        if (!m_program->window().openTarget(target))
            return nullptr;
        return qobject_cast<ui::ExplorerPage *>(m_program->window().workspace()->page());
    }

    const GuiHome m_home;
    std::unique_ptr<NatsServer> m_server;
    std::unique_ptr<app::Program> m_program;
    systems::OpenedSystem *m_system = nullptr;
    std::optional<guard::Permit> m_permit;
};

NATSDECK_TEST(PayloadFaultsTest)
#include "gui_faults_payloads.moc"
