#include "widgets/explorer/lines_view.h"

#include "models/base/cell_roles.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

class LineDelegate final : public QStyledItemDelegate
{
public:
    LineDelegate(const Theme &theme, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_theme(theme)
    {}

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyleOptionViewItem item = option;
        initStyleOption(&item, index);
        item.text.clear();
        item.widget->style()->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);
        painter->save();
        painter->setFont(m_theme.font(TextRole::Mono));
        painter->setPen(m_theme.tokens().text);
        painter->drawText(item.rect.adjusted(8, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, index.data().toString());
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        Q_UNUSED(option)
        const QFontMetrics metrics(m_theme.font(TextRole::Mono));
        return {metrics.horizontalAdvance(index.data().toString()) + 16, metrics.height() + 3};
    }

private:
    const Theme &m_theme;
};

} // namespace

LinesView::LinesView(const Theme &theme, explorer::PayloadLinesModel &model, const QString &accessibleName, QWidget *parent)
    : QListView(parent)
{
    setModel(&model);
    setItemDelegate(new LineDelegate(theme, this));
    setAccessibleName(accessibleName);
    setFrameShape(NoFrame);
    setUniformItemSizes(true);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollMode(ScrollPerPixel);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

void LinesView::copy() const
{
    QModelIndexList rows = selectionModel()->selectedIndexes();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    QString text;
    for (const QModelIndex &row : std::as_const(rows)) {
        text += row.data(CellRole::Copy).toString();
        if (!row.data(explorer::PayloadLinesModel::ContinuesRole).toBool())
            text += u'\n';
    }
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

void LinesView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
        event->accept();
        return;
    }
    if (event->text() == u"/" || event->text() == u"?") { // keys of the page
        event->ignore();
        return;
    }
    QListView::keyPressEvent(event);
}

} // namespace natsdeck::ui
