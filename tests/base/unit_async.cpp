#include "models/base/async.h"
#include "models/base/bounded_queue.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>

#include <thread>

using namespace natsdeck;

class AsyncTest : public QObject
{
    Q_OBJECT

private slots:
    void deliversInTheReceiversThread()
    {
        QObject receiver;
        QThread *thread = nullptr;
        int value = 0;
        async::deliver(async::run(*QThreadPool::globalInstance(), [] { return Result<int>(42); }), &receiver, [&](Result<int> result) {
            thread = QThread::currentThread();
            value = result.value_or(-1);
        });
        QCOMPARE(value, 0); // never before control returns to the event loop
        QTRY_COMPARE(value, 42);
        QCOMPARE(thread, QThread::currentThread());
    }

    void neverCallsADeadReceiver()
    {
        QPromise<Result<int>> promise;
        promise.start();
        bool called = false;
        auto receiver = std::make_unique<QObject>();
        async::deliver(promise.future(), receiver.get(), [&](const Result<int> &) { called = true; });
        receiver.reset();
        promise.addResult(Result<int>(1));
        promise.finish();
        QCoreApplication::processEvents();
        QVERIFY(!called);
    }

    void survivesReceiversThatDieWhileWorkersFinish()
    {
        for (int i = 0; i < 500; ++i) {
            auto receiver = std::make_unique<QObject>();
            async::deliver(async::run(*QThreadPool::globalInstance(), [i] { return Result<int>(i); }), receiver.get(),
                           [](const Result<int> &) {});
            if (i % 2 == 0)
                QCoreApplication::processEvents();
        }
        QThreadPool::globalInstance()->waitForDone(5000);
        QCoreApplication::processEvents();
    }

    void aDroppedPromiseIsCancelled()
    {
        async::Future<int> future;
        {
            QPromise<Result<int>> promise;
            promise.start();
            future = promise.future();
        }
        QObject receiver;
        std::optional<ErrorKind> kind;
        async::deliver(future, &receiver, [&](const Result<int> &result) { kind = result.error().kind; });
        QTRY_VERIFY(kind.has_value());
        QCOMPARE(*kind, ErrorKind::Cancelled);
    }

    void onlyTheNewestGenerationIsCurrent()
    {
        async::Generation generation;
        const quint64 first = generation.next();
        const quint64 second = generation.next();
        QVERIFY(!generation.isCurrent(first));
        QVERIFY(generation.isCurrent(second));
    }

    void theQueueCountsEveryValue()
    {
        BoundedQueue<int> queue(1000);
        std::size_t taken = 0;
        std::vector<std::jthread> producers;
        for (int p = 0; p < 4; ++p) {
            producers.emplace_back([&queue] {
                for (int i = 0; i < 20000; ++i)
                    queue.push(i);
            });
        }
        for (int i = 0; i < 100; ++i)
            taken += queue.takeAll().size();
        producers.clear();
        taken += queue.takeAll().size();
        QCOMPARE(queue.offered(), std::size_t(80000));
        QCOMPARE(taken + queue.dropped(), std::size_t(80000));
    }

    void theQueueIsBoundedByWeight()
    {
        BoundedQueue<QByteArray> queue(100);
        QVERIFY(queue.push("a", 60));  // was empty
        QVERIFY(!queue.push("b", 60)); // does not fit
        QVERIFY(!queue.push("c", 40)); // fits, was not empty
        QCOMPARE(queue.weight(), std::size_t(100));
        QCOMPARE(queue.dropped(), std::size_t(1));
        QCOMPARE(queue.takeAll().size(), std::size_t(2));
        QCOMPARE(queue.weight(), std::size_t(0));
    }
};

NATSDECK_TEST(AsyncTest)
#include "unit_async.moc"
