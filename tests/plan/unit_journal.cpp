#include "models/base/files.h"
#include "models/plan/journal.h"
#include "tests/plan/support_file_plan.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace natsdeck;
using namespace natsdeck::plan;
using namespace Qt::StringLiterals;

namespace {

// No file may grow beyond this while it lives: what a full disk looks like to a writer.
class FullDisk
{
public:
    explicit FullDisk(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN);
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &m_before); }
    FullDisk(const FullDisk &) = delete;
    FullDisk &operator=(const FullDisk &) = delete;

private:
    rlimit m_before{};
};

} // namespace

class JournalTest : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_plan = test::filePlan(m_folder->path(), 3);
        m_plan.memo = {{u"size"_s, qint64(9007199254740993)}};
    }

    void readsBackWhatWasWritten()
    {
        QString path;
        {
            auto journal = Journal::create(m_folder->path(), m_plan);
            QVERIFY(journal);
            path = (*journal)->state().path;
            QVERIFY((*journal)->found(u"step-0"_s));
            QVERIFY((*journal)->begin(u"step-1"_s, u"permit"_s));
            QVERIFY((*journal)->done(u"step-1"_s, {{u"pid"_s, 12}}));
            QVERIFY((*journal)->begin(u"step-2"_s, u"permit"_s));
        }
        const auto state = Journal::read(path);
        QVERIFY(state);
        QCOMPARE(state->planId, m_plan.id);
        QCOMPARE(state->systemId, m_plan.systemId);
        QCOMPARE(state->engine, u"files"_s);
        QCOMPARE(state->memo.value(u"size"_s).toInteger(), qint64(9007199254740993));
        QCOMPARE(state->stepIds, (QStringList{u"step-0"_s, u"step-1"_s, u"step-2"_s}));
        QCOMPARE(state->records.value(u"step-0"_s), StepRecord::Found);
        QCOMPARE(state->records.value(u"step-1"_s), StepRecord::Done);
        QCOMPARE(state->records.value(u"step-2"_s), StepRecord::Begun);
        QCOMPARE(state->results.value(u"step-1"_s).value(u"pid"_s).toInt(), 12);
        QVERIFY(!state->outcome);
        QVERIFY(!state->isFinished());
        QVERIFY(state->started.isValid());
    }

    void aTornLastLineIsCutAndTheRestGoesOn()
    {
        QString path;
        {
            auto journal = Journal::create(m_folder->path(), m_plan);
            path = (*journal)->state().path;
            QVERIFY((*journal)->begin(u"step-0"_s, {}));
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("{\"event\":\"done\",\"st");
        file.close();
        const auto torn = Journal::read(path);
        QCOMPARE(torn->records.value(u"step-0"_s), StepRecord::Begun);
        QVERIFY(!torn->damaged);
        {
            auto journal = Journal::reopen(path);
            QVERIFY(journal);
            QVERIFY((*journal)->done(u"step-0"_s, {}));
        }
        const auto state = Journal::read(path);
        QCOMPARE(state->records.value(u"step-0"_s), StepRecord::Done);
        QVERIFY(!state->damaged);
    }

    void aDamagedLineIsSaidAndTheOthersCount()
    {
        QString path;
        {
            auto journal = Journal::create(m_folder->path(), m_plan);
            path = (*journal)->state().path;
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::Append));
        file.write("\x01 garbage\n{\"event\":\"begin\",\"step\":\"step-1\"}\n");
        file.close();
        const auto state = Journal::read(path);
        QVERIFY(state->damaged);
        QCOMPARE(state->records.value(u"step-1"_s), StepRecord::Begun);
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 1);
    }

    void aFileThatIsNoJournalIsRefused()
    {
        const QString path = m_folder->filePath(u"x.jsonl"_s);
        QVERIFY(files::writeAtomically(path, "nonsense\n"));
        QCOMPARE(Journal::read(path).error().kind, ErrorKind::Invalid);
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 0);
        QCOMPARE(Journal::reopen(m_folder->filePath(u"missing.jsonl"_s)).error().kind, ErrorKind::NotFound);
    }

    void oneSystemHasOneWorkerAtATime()
    {
        const auto first = Journal::create(m_folder->path(), m_plan);
        QVERIFY(first);
        plan::Plan other = test::filePlan(m_folder->path(), 1);
        other.id += u"-other"_s;
        QCOMPARE(Journal::create(m_folder->path(), other).error().kind, ErrorKind::Conflict);
        other.systemId = u"local:elsewhere"_s;
        QVERIFY(Journal::create(m_folder->path(), other));
        QCOMPARE(Journal::reopen((*first)->state().path).error().kind, ErrorKind::Conflict);
    }

    void onlyWhatNobodyHoldsCountsAsLeftBehind()
    {
        {
            const auto held = Journal::create(m_folder->path(), m_plan);
            QVERIFY((*held)->begin(u"step-0"_s, {}));
            QCOMPARE(Journal::unfinished(m_folder->path()).size(), 0);
        }
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 1);
        {
            const auto again = Journal::reopen(Journal::unfinished(m_folder->path()).first().path);
            QVERIFY((*again)->finish(Outcome::Failed));
        }
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 1); // something was done and failed: still to decide
        {
            const auto again = Journal::reopen(Journal::unfinished(m_folder->path()).first().path);
            QVERIFY((*again)->undoBegin(u"step-0"_s));
            QVERIFY((*again)->undone(u"step-0"_s));
            QVERIFY((*again)->finish(Outcome::Undone));
        }
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 0);
    }

    void aNewPlanTakesOverWhatAnOlderOneDid()
    {
        {
            const auto old = Journal::create(m_folder->path(), m_plan);
            QVERIFY((*old)->begin(u"step-0"_s, {}));
            QVERIFY((*old)->done(u"step-0"_s, {{u"made"_s, true}}));
            QVERIFY((*old)->begin(u"step-1"_s, {}));
            QVERIFY((*old)->finish(Outcome::Failed));
        }
        plan::Plan again = test::filePlan(m_folder->path(), 3);
        again.id += u"-again"_s;
        const auto journal = Journal::create(m_folder->path(), again);
        QVERIFY(journal);
        QCOMPARE((*journal)->state().records.value(u"step-0"_s), StepRecord::Done);
        QCOMPARE((*journal)->state().results.value(u"step-0"_s).value(u"made"_s).toBool(), true);
        QCOMPARE((*journal)->state().records.value(u"step-1"_s), StepRecord::Begun);
        QVERIFY(!(*journal)->state().records.contains(u"step-2"_s));
        QCOMPARE(Journal::read(m_folder->filePath(m_plan.id + u".jsonl"_s))->outcome, std::optional(Outcome::Superseded));
    }

    void whatIsOfAMomentIsClosedByWhateverComesNext()
    {
        leave(u"restart"_s, true);
        leave(u"change"_s, false);
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 1); // the change has closed the restart
        plan::Plan restart = planOf(u"restart"_s, true);
        {
            const auto journal = Journal::create(m_folder->path(), restart);
            QVERIFY((*journal)->state().records.isEmpty()); // and nothing was taken over
        }
        QCOMPARE(Journal::unfinished(m_folder->path()).first().kind, u"change"_s); // which is still to be decided about
    }

    void aRemovalClosesEverythingOlder()
    {
        leave(u"deploy"_s, false);
        leave(u"change"_s, false);
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 2);
        const auto removal = Journal::create(m_folder->path(), planOf(u"remove"_s, false));
        QVERIFY((*removal)->state().records.isEmpty());
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 0);
    }

    void aFullDiskIsSaidAndLeavesNoHalfLine()
    {
        auto journal = Journal::create(m_folder->path(), m_plan);
        const qint64 size = QFileInfo((*journal)->state().path).size();
        {
            const FullDisk full(rlim_t(size) + 20);
            const auto written = (*journal)->begin(u"step-0"_s, u"permit"_s);
            QVERIFY(!written);
            QCOMPARE(written.error().kind, ErrorKind::Io);
            QVERIFY(!written.error().remedy.isEmpty());
        }
        QCOMPARE(QFileInfo((*journal)->state().path).size(), size);
        QVERIFY((*journal)->begin(u"step-0"_s, u"permit"_s)); // there is room again
        QVERIFY(!Journal::read((*journal)->state().path)->damaged);
    }

    void aFolderThatCannotBeWrittenIsRefused()
    {
        // /sys refuses new files to everybody, also to the administrator.
        const auto journal = Journal::create(u"/sys"_s, m_plan);
        QVERIFY(!journal);
        QVERIFY(journal.error().kind == ErrorKind::Forbidden || journal.error().kind == ErrorKind::Io);
        QCOMPARE(Journal::create(u"/dev/null/folder"_s, m_plan).error().kind, ErrorKind::Io);
    }

    void oldFinishedJournalsGoAndUnfinishedOnesStay()
    {
        {
            const auto left = Journal::create(m_folder->path(), m_plan);
            QVERIFY((*left)->begin(u"step-0"_s, {}));
            plan::Plan other = test::filePlan(m_folder->path(), 1);
            other.id += u"-other"_s;
            other.systemId = u"local:other"_s;
            const auto finished = Journal::create(m_folder->path(), other);
            QVERIFY((*finished)->finish(Outcome::Done));
        }
        QCOMPARE(Journal::removeOld(m_folder->path(), 90), 0);
        QCOMPARE(Journal::removeOld(m_folder->path(), -1), 1);
        QCOMPARE(Journal::unfinished(m_folder->path()).size(), 1);
    }

private:
    plan::Plan planOf(const QString &kind, bool momentary) const
    {
        plan::Plan made = test::filePlan(m_folder->path(), 2);
        made.id += u'-' + kind;
        made.kind = kind;
        made.momentary = momentary;
        return made;
    }
    // A journal of a plan that began and did not end.
    void leave(const QString &kind, bool momentary)
    {
        const auto journal = Journal::create(m_folder->path(), planOf(kind, momentary));
        QVERIFY(journal);
        QVERIFY((*journal)->begin(u"step-0"_s, {}));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    plan::Plan m_plan;
};

NATSDECK_TEST(JournalTest)
#include "unit_journal.moc"
