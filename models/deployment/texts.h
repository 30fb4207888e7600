#pragma once

#include <QCoreApplication>

namespace natsdeck::deployment {

// Translation context of this library's texts for people.
struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(Texts)
};

} // namespace natsdeck::deployment
