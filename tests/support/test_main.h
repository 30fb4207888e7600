#pragma once

#include <QObject>

#include <functional>
#include <memory>

// Every test file registers its class here; all files of one tier in a folder are linked into one program, which runs
// all classes, or those named on the command line: `test_kube_unit KubeconfigTest KubeconfigTest::mergesFiles -v2`.
namespace natsdeck::test {

void registerTest(const char *name, std::function<std::unique_ptr<QObject>()> make);

template <typename T> struct Registration
{
    explicit Registration(const char *name)
    {
        registerTest(name, [] { return std::make_unique<T>(); });
    }
};

} // namespace natsdeck::test

#define NATSDECK_TEST(Class) static const natsdeck::test::Registration<Class> natsdeckTest##Class(#Class);
