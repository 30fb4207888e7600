#include "models/explorer/payload_lines_model.h"

#include "models/base/cell_roles.h"
#include "models/base/text.h"

#include <limits>

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

PayloadLinesModel::PayloadLinesModel(Mode mode, QObject *parent)
    : QAbstractListModel(parent)
    , m_mode(mode)
{}

void PayloadLinesModel::setPayload(const QByteArray &data)
{
    beginResetModel();
    m_bytes = data;
    m_lines.clear();
    m_text.clear();
    if (m_mode == Mode::Text) {
        m_text = QString::fromUtf8(data);
        splitLines();
    }
    endResetModel();
}

void PayloadLinesModel::splitLines()
{
    for (qsizetype from = 0; from < m_text.size();) {
        qsizetype end = m_text.indexOf(u'\n', from);
        if (end < 0)
            end = m_text.size();
        for (qsizetype at = from; at <= end;) {
            qsizetype length = std::min<qsizetype>(lineLimit, end - at);
            if (at + length < end && m_text.at(at + length - 1).isHighSurrogate())
                --length;
            const bool continues = at + length < end;
            m_lines.push_back({at, static_cast<int>(length), continues});
            at += length;
            if (!continues)
                break;
        }
        from = end + 1;
    }
}

int PayloadLinesModel::rowCount(const QModelIndex &parent) const
{
    if (parent.isValid())
        return 0;
    const auto rows = m_mode == Mode::Text ? static_cast<qsizetype>(m_lines.size()) : (m_bytes.size() + hexWidth - 1) / hexWidth;
    return static_cast<int>(std::min<qsizetype>(rows, std::numeric_limits<int>::max()));
}

QString PayloadLinesModel::hexLine(int row) const
{
    const qsizetype from = static_cast<qsizetype>(row) * hexWidth;
    const QByteArrayView part = QByteArrayView(m_bytes).sliced(from, std::min<qsizetype>(hexWidth, m_bytes.size() - from));
    QString line = u"%1  "_s.arg(from, 8, 16, QLatin1Char('0'));
    QString letters;
    for (int i = 0; i < hexWidth; ++i) {
        if (i == hexWidth / 2)
            line += u' ';
        if (i >= part.size()) {
            line += u"   "_s;
            continue;
        }
        const auto byte = static_cast<unsigned char>(part[i]);
        line += u"%1 "_s.arg(static_cast<uint>(byte), 2, 16, QLatin1Char('0'));
        letters += byte >= 0x20 && byte < 0x7f ? QChar(QLatin1Char(static_cast<char>(byte))) : QChar(u'·');
    }
    return line + u' ' + letters;
}

QVariant PayloadLinesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    if (role == CellRole::Kind)
        return static_cast<int>(CellKind::Mono);
    if (m_mode == Mode::Hex)
        return role == Qt::DisplayRole || role == CellRole::Copy ? QVariant(hexLine(index.row())) : QVariant();
    const Line &line = m_lines[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole: {
        QString shown = m_text.mid(line.from, line.length);
        shown.replace(u'\t', u"    "_s);
        if (shown.endsWith(u'\r'))
            shown.chop(1);
        return text::clean(shown, lineLimit * 8);
    }
    case CellRole::Copy:
        return m_text.mid(line.from, line.length);
    case ContinuesRole:
        return line.continues;
    default:
        return {};
    }
}

} // namespace natsdeck::explorer
