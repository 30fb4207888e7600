#include "widgets/explorer/json_view.h"

#include "models/base/cell_roles.h"
#include "widgets/common/tinted_icon.h"

#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;
using natsdeck::explorer::JsonNode;
using natsdeck::explorer::JsonTreeModel;

namespace natsdeck::ui {

namespace {

constexpr int rowHeight = 22;
constexpr int openedRows = 60; // at most, at the start

QColor valueColor(JsonNode::Type type, const Tokens &tokens)
{
    switch (type) {
    case JsonNode::Type::String:
        return tokens.syntaxString;
    case JsonNode::Type::Number:
        return tokens.syntaxNumber;
    case JsonNode::Type::Literal:
        return tokens.syntaxLiteral;
    default:
        return tokens.textMuted;
    }
}

} // namespace

JsonDelegate::JsonDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize JsonDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index)
    return {option.rect.width(), qMax(rowHeight, QFontMetrics(m_theme.font(TextRole::Mono)).height() + 4)};
}

void JsonDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyleOptionViewItem item = option;
    initStyleOption(&item, index);
    item.text.clear();
    const QStyle *style = item.widget ? item.widget->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &item, painter, item.widget);

    const Tokens &tokens = m_theme.tokens();
    painter->save();
    QRectF area = QRectF(item.rect).adjusted(4, 0, -8, 0);
    const auto write = [&](const QString &text, const QFont &font, const QColor &color) {
        painter->setFont(font);
        painter->setPen(color);
        const QFontMetricsF metrics(font);
        const QString shown = metrics.elidedText(text, Qt::ElideRight, area.width());
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, shown);
        area.setLeft(area.left() + metrics.horizontalAdvance(shown));
    };
    const QFont &mono = m_theme.font(TextRole::Mono);
    if (const QString key = index.data(JsonTreeModel::KeyRole).toString(); !key.isEmpty()) {
        write(key, mono, tokens.syntaxKey);
        write(u": "_s, mono, tokens.textMuted);
    }
    write(index.data(JsonTreeModel::ValueRole).toString(), mono,
          valueColor(static_cast<JsonNode::Type>(index.data(JsonTreeModel::TypeRole).toInt()), tokens));
    if (const QString note = index.data(JsonTreeModel::NoteRole).toString(); !note.isEmpty()) {
        area.setLeft(area.left() + 12);
        write(note, m_theme.font(TextRole::Caption), tokens.textMuted);
    }
    painter->restore();
}

JsonView::JsonView(const Theme &theme, explorer::JsonTreeModel &model, QWidget *parent)
    : QTreeView(parent)
{
    setModel(&model);
    setItemDelegate(new JsonDelegate(theme, this));
    setAccessibleName(tr("Payload as JSON"));
    setHeaderHidden(true);
    header()->setStretchLastSection(true);
    setFrameShape(NoFrame);
    setUniformRowHeights(true);
    setIndentation(16);
    setMouseTracking(true);
    connect(&model, &QAbstractItemModel::modelReset, this, &JsonView::openFirstLevels);
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    openFirstLevels();
}

// Level by level, as long as the rows stay a screenful.
void JsonView::openFirstLevels()
{
    QModelIndexList level{model()->index(0, 0)};
    int rows = 1;
    while (!level.isEmpty()) {
        QModelIndexList next;
        for (const QModelIndex &index : std::as_const(level)) {
            const int children = index.isValid() ? model()->rowCount(index) : 0;
            if (children == 0 || (rows > 1 && rows + children > openedRows))
                continue;
            expand(index);
            rows += children;
            for (int row = 0; row < qMin(children, openedRows); ++row)
                next << model()->index(row, 0, index);
        }
        level = next;
    }
}

void JsonView::copy(bool withKey)
{
    const QModelIndex index = currentIndex();
    if (!index.isValid())
        return;
    const QString value = index.data(CellRole::Copy).toString();
    const QString key = index.data(JsonTreeModel::KeyRole).toString();
    QGuiApplication::clipboard()->setText(withKey && !key.isEmpty() ? u'"' + key + u"\": "_s + value : value);
}

void JsonView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy(false);
        event->accept();
        return;
    }
    if (event->text() == u"/" || event->text() == u"?") { // keys of the page
        event->ignore();
        return;
    }
    QTreeView::keyPressEvent(event);
}

void JsonView::contextMenuEvent(QContextMenuEvent *event)
{
    if (!indexAt(event->pos()).isValid())
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tintedIcon(u"deck-copy"_s), tr("Copy value"), this, [this] { copy(false); })->setShortcut(QKeySequence::Copy);
    menu->addAction(tr("Copy key and value"), this, [this] { copy(true); });
    menu->addSeparator();
    menu->addAction(tr("Open everything below"), this, [this] { expandRecursively(currentIndex(), 8); });
    menu->popup(event->globalPos());
}

} // namespace natsdeck::ui
