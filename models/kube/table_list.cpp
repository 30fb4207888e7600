#include "models/kube/table_list.h"

#include "models/base/json.h"
#include "models/base/text.h"

#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

namespace {

QString cellText(const QJsonValue &cell)
{
    if (cell.isString())
        return text::clean(cell.toString());
    if (cell.isDouble()) {
        const qint64 whole = cell.toInteger(0);
        return double(whole) == cell.toDouble() ? QString::number(whole) : QString::number(cell.toDouble());
    }
    if (cell.isBool())
        return cell.toBool() ? u"true"_s : u"false"_s;
    return {};
}

} // namespace

Result<QString> addTablePage(const QByteArray &reply, const ResourceType &type, qsizetype maxRows, TableList &table)
{
    const auto object = json::parseObject(reply, u"the table of the API server"_s);
    if (!object)
        return Failure(object.error());
    if (object->value("kind"_L1).toString() != u"Table")
        return failure(ErrorKind::Unsupported, u"The API server makes no table of %1"_s.arg(type.plural));
    table.resourceVersion = json::at(*object, u"metadata.resourceVersion").toString();
    const QJsonArray columns = table.columns.isEmpty() ? object->value("columnDefinitions"_L1).toArray() : QJsonArray();
    for (const QJsonValue &value : columns) {
        const QJsonObject column = value.toObject();
        table.columns.append({text::clean(column.value("name"_L1).toString()), text::clean(column.value("description"_L1).toString()),
                              column.value("priority"_L1).toInt() > 0});
    }
    const QJsonArray rows = object->value("rows"_L1).toArray();
    if (table.rows.size() + rows.size() > maxRows)
        return failure(ErrorKind::LimitExceeded, u"More than %1 %2"_s.arg(maxRows).arg(type.plural));
    for (const QJsonValue &value : rows) {
        const QJsonObject row = value.toObject();
        const QJsonObject owner = row.value("object"_L1).toObject();
        TableRow made{{type.apiVersion, type.kind, namespaceOf(owner), nameOf(owner)}, uidOf(owner), {}};
        const QJsonArray cells = row.value("cells"_L1).toArray();
        for (qsizetype i = 0; i < table.columns.size(); ++i)
            made.cells.append(cellText(cells.at(i)));
        table.rows.append(made);
    }
    return json::at(*object, u"metadata.continue").toString();
}

} // namespace natsdeck::kube
