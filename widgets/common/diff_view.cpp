#include "widgets/common/diff_view.h"

#include <QAbstractListModel>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

class DiffModel final : public QAbstractListModel
{
    Q_DECLARE_TR_FUNCTIONS(DiffModel)

public:
    using QAbstractListModel::QAbstractListModel;

    void setRows(std::vector<DiffLine> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }

    // Puts the hidden lines into the place of the fold.
    void unfold(int row, const LineDiff &diff)
    {
        const DiffLine fold = m_rows[static_cast<std::size_t>(row)];
        const auto first = std::find_if(diff.lines.begin(), diff.lines.end(), [&](const DiffLine &line) {
            return line.kind == DiffKind::Same && line.oldNumber == fold.oldNumber;
        });
        if (fold.kind != DiffKind::Fold || first == diff.lines.end())
            return;
        beginRemoveRows({}, row, row);
        m_rows.erase(m_rows.begin() + row);
        endRemoveRows();
        beginInsertRows({}, row, row + fold.hidden - 1);
        m_rows.insert(m_rows.begin() + row, first, first + fold.hidden);
        endInsertRows();
    }

    const DiffLine &rowAt(int row) const { return m_rows[static_cast<std::size_t>(row)]; }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(m_rows.size()); }

    QVariant data(const QModelIndex &index, int role) const override
    {
        if (!index.isValid())
            return {};
        const DiffLine &row = rowAt(index.row());
        const QString text = row.kind == DiffKind::Fold ? tr("%n unchanged line(s)", nullptr, row.hidden) : row.text;
        if (role == Qt::DisplayRole)
            return text;
        if (role != Qt::AccessibleTextRole)
            return {};
        switch (row.kind) {
        case DiffKind::Added:
            return tr("added, line %1: %2").arg(row.newNumber).arg(text);
        case DiffKind::Removed:
            return tr("removed, line %1: %2").arg(row.oldNumber).arg(text);
        default:
            return text;
        }
    }

private:
    std::vector<DiffLine> m_rows;
};

namespace {

class DiffDelegate final : public QStyledItemDelegate
{
public:
    DiffDelegate(const Theme &theme, const DiffModel &model, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
        , m_model(model)
    {}

    Language language = Language::Plain;
    int digits = 2;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(m_theme.font(TextRole::Mono));
        return {gutter(metrics) + 2 * metrics.horizontalAdvance(u'8') + metrics.horizontalAdvance(index.data().toString()) + 24,
                std::max(20, metrics.height() + 4)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const DiffLine &row = m_model.rowAt(index.row());
        const Tokens &tokens = m_theme.tokens();
        const QRect line = option.rect;
        painter->save();
        if (row.kind == DiffKind::Added)
            painter->fillRect(line, tokens.of(Status::Ok).soft);
        else if (row.kind == DiffKind::Removed)
            painter->fillRect(line, tokens.of(Status::Critical).soft);
        else if (row.kind == DiffKind::Fold)
            painter->fillRect(line, tokens.sunken);
        painter->setFont(m_theme.font(TextRole::Mono));
        const QFontMetrics metrics(painter->font());
        const int gutterWidth = gutter(metrics);
        if (row.kind == DiffKind::Same || row.kind == DiffKind::Fold)
            painter->fillRect(QRect(line.left(), line.top(), gutterWidth, line.height()), tokens.sunken);
        if (option.state & QStyle::State_Selected)
            painter->fillRect(QRect(line.left(), line.top(), 3, line.height()),
                              option.state & QStyle::State_Active ? tokens.accent : tokens.border);
        row.kind == DiffKind::Fold ? paintFold(*painter, line, index) : paintLine(*painter, line, row, metrics);
        painter->restore();
    }

private:
    int numberWidth(const QFontMetrics &metrics) const { return digits * metrics.horizontalAdvance(u'8'); }
    int gutter(const QFontMetrics &metrics) const { return 2 * numberWidth(metrics) + 42; }

    void paintFold(QPainter &painter, const QRect &line, const QModelIndex &index) const
    {
        const int left = gutter(QFontMetrics(painter.font())) + 12;
        painter.setFont(m_theme.font(TextRole::Caption));
        painter.setPen(m_theme.tokens().textMuted);
        painter.drawText(line.adjusted(left, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, index.data().toString());
    }

    void paintLine(QPainter &painter, const QRect &line, const DiffLine &row, const QFontMetrics &metrics) const
    {
        const Tokens &tokens = m_theme.tokens();
        const int number = numberWidth(metrics);
        painter.setPen(tokens.textMuted);
        const QRect first(line.left() + 14, line.top(), number, line.height());
        const QRect second = first.translated(number + 14, 0);
        if (row.oldNumber > 0)
            painter.drawText(first, Qt::AlignVCenter | Qt::AlignRight, QString::number(row.oldNumber));
        if (row.newNumber > 0)
            painter.drawText(second, Qt::AlignVCenter | Qt::AlignRight, QString::number(row.newNumber));
        int x = line.left() + gutter(metrics) + 8;
        if (row.kind == DiffKind::Added || row.kind == DiffKind::Removed) {
            painter.setPen(tokens.of(row.kind == DiffKind::Added ? Status::Ok : Status::Critical).strong);
            painter.drawText(QRect(x, line.top(), metrics.horizontalAdvance(u'8'), line.height()), Qt::AlignCenter,
                             row.kind == DiffKind::Added ? u"+"_s : u"−"_s);
        }
        x += metrics.horizontalAdvance(u'8') + 10;
        paintCode(painter, QPoint(x, line.top() + (line.height() - metrics.height()) / 2 + metrics.ascent()), row.text, metrics);
    }

    // In pieces, each in its colour. Only what could be in view: a line of a megabyte must not take a second.
    void paintCode(QPainter &painter, QPoint baseline, const QString &text, const QFontMetrics &metrics) const
    {
        const Tokens &tokens = m_theme.tokens();
        const QString shown = text.left(syntaxColumns);
        qsizetype done = 0;
        const auto put = [&](qsizetype start, qsizetype length, const QColor &color) {
            const QString piece = shown.mid(start, length);
            painter.setPen(color);
            painter.drawText(baseline, piece);
            baseline.rx() += metrics.horizontalAdvance(piece);
        };
        for (const SyntaxSpan &span : syntaxSpans(shown, language)) {
            put(done, span.start - done, tokens.text);
            put(span.start, span.length, syntaxColor(span.kind, tokens));
            done = span.start + span.length;
        }
        put(done, shown.size() - done, tokens.text);
    }

    const Theme &m_theme;
    const DiffModel &m_model;
};

} // namespace

DiffView::DiffView(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QListView(parent)
    , m_theme(theme)
    , m_model(new DiffModel(this))
{
    setAccessibleName(accessibleName);
    setFrameShape(QFrame::NoFrame);
    setModel(m_model);
    setItemDelegate(new DiffDelegate(theme, *m_model, this));
    setUniformItemSizes(false);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    connect(this, &QListView::clicked, this, &DiffView::unfold);
    connect(this, &QListView::activated, this, &DiffView::unfold);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void DiffView::setTexts(const QString &oldText, const QString &newText, Language language)
{
    m_diff = diffLines(oldText, newText);
    auto *delegate = static_cast<DiffDelegate *>(itemDelegate());
    delegate->language = language;
    delegate->digits = std::max<int>(2, static_cast<int>(QString::number(m_diff.lines.size()).size()));
    m_model->setRows(folded(m_diff));
    setAccessibleDescription(tr("%1 lines added, %2 removed").arg(m_diff.added).arg(m_diff.removed));
}

QString DiffView::summary() const { return u"+%1 −%2"_s.arg(m_diff.added).arg(m_diff.removed); }

void DiffView::unfold(const QModelIndex &index)
{
    if (index.isValid() && m_model->rowAt(index.row()).kind == DiffKind::Fold)
        m_model->unfold(index.row(), m_diff);
}

void DiffView::nextChange() { goToChange(1); }

void DiffView::previousChange() { goToChange(-1); }

void DiffView::goToChange(int direction)
{
    const auto changed = [this](int row) {
        const DiffKind kind = m_model->rowAt(row).kind;
        return kind == DiffKind::Added || kind == DiffKind::Removed;
    };
    const int rows = m_model->rowCount();
    int row = currentIndex().isValid() ? currentIndex().row() : direction > 0 ? -1 : rows;
    if (row >= 0 && row < rows && changed(row)) { // out of the block we are in
        while (row >= 0 && row < rows && changed(row))
            row += direction;
        row -= direction;
    }
    for (row += direction; row >= 0 && row < rows; row += direction) {
        if (!changed(row))
            continue;
        while (direction < 0 && row > 0 && changed(row - 1)) // to the start of that block
            --row;
        setCurrentIndex(m_model->index(row));
        scrollTo(m_model->index(row), PositionAtCenter);
        return;
    }
}

void DiffView::keyPressEvent(QKeyEvent *event)
{
    if (!event->matches(QKeySequence::Copy)) {
        QListView::keyPressEvent(event);
        return;
    }
    LineDiff part;
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    for (const QModelIndex &row : std::as_const(rows))
        part.lines.push_back(m_model->rowAt(row.row()));
    QGuiApplication::clipboard()->setText(rows.size() > 1 ? unifiedDiff(part, static_cast<int>(part.lines.size())) : unifiedDiff(m_diff));
}

} // namespace natsdeck::ui
