#pragma once

#include "models/workloads/nats_conf.h"

namespace natsdeck::workloads {

// Reads one nats.conf from its beginning to its end; made for one text and used once.
class NatsConfReader
{
public:
    NatsConfReader(QStringView text, const QMap<QString, QString> &environment);

    [[nodiscard]] Result<NatsConf> read();
    [[nodiscard]] const QList<ConfSpan> &secrets() const { return m_conf.secrets; } // also after a failure

private:
    bool readMembers(ConfValue &map, bool isTop);
    bool readMember(ConfValue &map);
    bool readValue(ConfValue &value, const QString &key, bool inList);
    bool readList(ConfValue &list, const QString &key);
    bool readBlock(ConfValue &value);
    std::optional<QString> readQuoted();
    QString readWord(bool isKey);
    [[nodiscard]] ConfValue wordValue(const QString &word);
    [[nodiscard]] ConfValue variableValue(const QString &name);
    void skipBlank(bool lines); // and comments
    bool fail(const QString &what);
    [[nodiscard]] QChar peek(qsizetype ahead = 0) const;
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }

    QString m_text;
    const QMap<QString, QString> &m_environment;
    qsizetype m_at = 0;
    int m_depth = 0;
    QList<const ConfValue *> m_scopes;
    NatsConf m_conf;
    std::optional<Error> m_error;
};

} // namespace natsdeck::workloads
