#pragma once

#include <QAbstractListModel>
#include <QByteArray>
#include <QString>

#include <vector>

namespace natsdeck::explorer {

// A payload as lines of text or as a hex dump, made only for the rows that are shown: a payload of 64 MiB costs no more
// than its bytes. Long lines go on in the next row.
class PayloadLinesModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum class Mode { Text, Hex };
    enum Role { ContinuesRole = Qt::UserRole + 200 }; // bool: the line goes on in the next row

    static constexpr int lineLimit = 160; // characters of text in a row
    static constexpr int hexWidth = 16;   // bytes in a row

    explicit PayloadLinesModel(Mode mode, QObject *parent = nullptr);

    void setPayload(const QByteArray &data); // resets: another payload

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Line
    {
        qsizetype from;
        int length;
        bool continues;
    };

    void splitLines();
    [[nodiscard]] QString hexLine(int row) const;

    Mode m_mode;
    QByteArray m_bytes;
    QString m_text;
    std::vector<Line> m_lines;
};

} // namespace natsdeck::explorer
