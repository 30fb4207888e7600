#include "widgets/common/log_view.h"

#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"

#include <QAbstractListModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>

#include <algorithm>
#include <deque>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

class LogModel final : public QAbstractListModel
{
public:
    using QAbstractListModel::QAbstractListModel;

    quint64 dropped = 0;

    void append(const std::vector<LogLine> &fresh)
    {
        const int room = LogView::lines;
        const int taken = std::min(static_cast<int>(fresh.size()), room);
        dropped += fresh.size() - static_cast<std::size_t>(taken);
        const int surplus = static_cast<int>(m_lines.size()) + taken - room;
        if (surplus > 0) {
            beginRemoveRows({}, 0, surplus - 1);
            m_lines.erase(m_lines.begin(), m_lines.begin() + surplus);
            endRemoveRows();
            dropped += static_cast<quint64>(surplus);
        }
        const int first = static_cast<int>(m_lines.size());
        beginInsertRows({}, first, first + taken - 1);
        m_lines.insert(m_lines.end(), fresh.end() - taken, fresh.end());
        endInsertRows();
    }

    void clear()
    {
        beginResetModel();
        m_lines.clear();
        dropped = 0;
        endResetModel();
    }

    const LogLine &lineAt(int row) const { return m_lines[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_lines.size()); }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (index.isValid() && role == Qt::ToolTipRole)
            return plainToolTip(lineAt(index.row()).text);
        if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::AccessibleTextRole))
            return {};
        const LogLine &line = lineAt(index.row());
        const QString word = line.severity && *line.severity != Severity::Ok ? statusWord(statusOf(*line.severity)) + u": "_s : QString();
        return QString(line.time.toUTC().toString(u"HH:mm:ss"_s) + u"  "_s + line.source + u"  "_s + word + line.text);
    }

private:
    std::deque<LogLine> m_lines;
};

namespace {

constexpr int inset = 14;
constexpr int glyphSide = 11;

class LogDelegate final : public QStyledItemDelegate
{
public:
    LogDelegate(const Theme &theme, const LogModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
        , m_model(model)
    {}

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(m_theme.font(TextRole::MonoSmall));
        return {textLeft(metrics) + metrics.horizontalAdvance(m_model.lineAt(index.row()).text.left(2000)) + inset,
                std::max(21, metrics.height() + 5)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const LogLine &line = m_model.lineAt(index.row());
        const Tokens &tokens = m_theme.tokens();
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, option.state & QStyle::State_Active ? tokens.selected : tokens.selectedInactive);
        painter->setFont(m_theme.font(TextRole::MonoSmall));
        const QFontMetrics metrics(painter->font());
        const int cell = metrics.horizontalAdvance(u'8');
        QRect area = option.rect.adjusted(inset, 0, 0, 0);
        painter->setPen(tokens.textMuted);
        painter->drawText(area, Qt::AlignVCenter, line.time.toUTC().toString(u"HH:mm:ss"_s));
        area.setLeft(area.left() + 9 * cell + 4);
        painter->setPen(tokens.syntaxKey);
        painter->drawText(area, Qt::AlignVCenter, metrics.elidedText(line.source, Qt::ElideRight, sourceCells * cell));
        area.setLeft(option.rect.left() + textLeft(metrics) - glyphWidth() - 6);
        if (line.severity)
            paintStatusGlyph(*painter, QRectF(area.left(), area.center().y() - glyphWidth() / 2.0, glyphWidth(), glyphWidth()),
                             statusOf(*line.severity), tokens);
        area.setLeft(option.rect.left() + textLeft(metrics));
        painter->setPen(tokens.text);
        painter->drawText(area, Qt::AlignVCenter | Qt::TextSingleLine, line.text.left(2000));
        painter->restore();
    }

private:
    static constexpr int sourceCells = 12;
    int textLeft(const QFontMetrics &metrics) const
    {
        return inset + (9 + sourceCells + 1) * metrics.horizontalAdvance(u'8') + 4 + glyphWidth() + 6;
    }

    int glyphWidth() const { return m_theme.metrics().scaled(glyphSide); }

    const Theme &m_theme;
    const LogModel &m_model;
};

} // namespace

LogView::LogView(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QListView(parent)
    , m_model(new LogModel(this))
{
    setAccessibleName(accessibleName);
    setFrameShape(QFrame::NoFrame);
    setUniformItemSizes(true);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setHorizontalScrollMode(ScrollPerPixel);
    setModel(m_model);
    setItemDelegate(new LogDelegate(theme, *m_model, this));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (!m_scrolling)
            setFollowing(value >= verticalScrollBar()->maximum());
    });
}

void LogView::append(const std::vector<LogLine> &fresh)
{
    if (fresh.empty())
        return;
    m_scrolling = true;
    m_model->append(fresh);
    if (m_following)
        scrollToBottom();
    m_scrolling = false;
}

void LogView::clear() { m_model->clear(); }

void LogView::setFollowing(bool following)
{
    if (following == m_following)
        return;
    m_following = following;
    if (following)
        scrollToBottom();
    emit followingChanged(following);
}

int LogView::lineCount() const { return m_model->rowCount(); }

quint64 LogView::dropped() const { return m_model->dropped; }

QString LogView::allText() const
{
    QStringList texts;
    for (int row = 0; row < m_model->rowCount(); ++row)
        texts << m_model->index(row).data().toString();
    return texts.join(u'\n');
}

void LogView::copySelection() const
{
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList texts;
    for (const QModelIndex &row : std::as_const(rows))
        texts << row.data().toString();
    if (!texts.isEmpty())
        QGuiApplication::clipboard()->setText(texts.join(u'\n'));
}

void LogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        copySelection();
    else
        QListView::keyPressEvent(event);
}

} // namespace natsdeck::ui
