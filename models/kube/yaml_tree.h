#pragma once

#include "models/base/result.h"

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <memory>
#include <utility>
#include <vector>

namespace natsdeck::kube {

// What may be in a YAML file before it is refused (facts/trust-and-speed.md §1.3). Nodes count as often as aliases repeat
// them: a 396-byte file can stand for millions.
struct YamlBudget
{
    qint64 bytes = 4 * 1024 * 1024;
    int depth = 64;
    int aliases = 100;
    qint64 nodes = 200'000;
};

// A YAML value with the type that YAML gives it: `token: 123` is a number and not a text, as for kubectl.
struct YamlValue
{
    enum class Kind { Null, Text, Boolean, Number, List, Map };

    Kind kind = Kind::Null;
    QString scalar; // as written, for Text, Boolean and Number
    std::vector<std::shared_ptr<const YamlValue>> items;
    std::vector<std::pair<QString, std::shared_ptr<const YamlValue>>> entries; // keys as written, merge keys expanded
    int line = 0;                                                              // from 1
    qint64 size = 1;                                                           // nodes, repetitions by aliases counted

    [[nodiscard]] const YamlValue *find(QStringView key) const; // null when missing
    [[nodiscard]] QJsonValue toJson() const;
};

// The first document in `bytes` (also JSON, UTF-16 with BOM); Null for an empty one. Invalid with line, LimitExceeded. Needs
// a stack of 1 MiB: not for the GUI thread.
[[nodiscard]] Result<std::shared_ptr<const YamlValue>> parseYaml(const QByteArray &bytes, const QString &what,
                                                                 const YamlBudget &budget = {});

} // namespace natsdeck::kube
