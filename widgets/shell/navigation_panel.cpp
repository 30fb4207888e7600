#include "widgets/shell/navigation_panel.h"

#include "models/systems/navigation_roles.h"
#include "widgets/common/buttons.h"
#include "widgets/common/form.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/shell/navigation_delegate.h"

#include <QClipboard>
#include <QDropEvent>
#include <QEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QPainter>
#include <QSortFilterProxyModel>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::systems::NavigationKind;
namespace NavigationRole = natsdeck::systems::NavigationRole;

namespace natsdeck::ui {

namespace {

NavigationKind kindOf(const QModelIndex &index) { return static_cast<NavigationKind>(index.data(NavigationRole::Kind).toInt()); }

} // namespace

// Paints the rounded field of a row below branch and content, over the whole width.
class NavigationTree final : public QTreeView
{
public:
    NavigationTree(const Theme &theme, QWidget *parent)
        : QTreeView(parent)
        , m_theme(theme)
    {
        QPalette own = palette();
        own.setBrush(QPalette::Highlight, Qt::NoBrush); // says to the style that the selection is painted here
        setPalette(own);
        connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
    }

protected:
    void drawRow(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool selected = selectionModel()->isSelected(index);
        const bool hover = option.rect.contains(viewport()->mapFromGlobal(QCursor::pos())) && viewport()->underMouse();
        if (kindOf(index) != NavigationKind::Section && (selected || hover))
            paintField(*painter, option.rect, selected);
        QTreeView::drawRow(painter, option, index);
    }

private:
    void paintField(QPainter &painter, const QRect &row, bool selected) const
    {
        const Tokens &tokens = m_theme.tokens();
        const QRectF field = QRectF(row).adjusted(0, 1, 0, -1);
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(!selected ? tokens.hover : hasFocus() ? tokens.selected : tokens.selectedInactive);
        painter.drawRoundedRect(field, m_theme.metrics().radius, m_theme.metrics().radius);
        if (selected) {
            painter.setBrush(hasFocus() ? tokens.accent : tokens.border);
            painter.drawRoundedRect(QRectF(field.left(), field.top() + 4, 3, field.height() - 8), 1.5, 1.5);
        }
        painter.restore();
    }

    const Theme &m_theme;
};

NavigationPanel::NavigationPanel(const Theme &theme, QAbstractItemModel &model, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_proxy(new QSortFilterProxyModel(this))
    , m_tree(new NavigationTree(theme, this))
    , m_filter(filterField(u"deck-filter"_s, tr("Filter systems"), this))
    , m_add(iconButton(u"deck-plus"_s, tr("Add a system"), this))
{
    setAccessibleName(tr("Systems"));
    setAcceptDrops(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.metrics().s);
    addHead();
    addTree(model);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_proxy->setFilterFixedString(text.trimmed());
        if (!text.trimmed().isEmpty())
            m_tree->expandAll();
    });
    connect(m_add, &QToolButton::clicked, this, &NavigationPanel::addRequested);
}

void NavigationPanel::addHead()
{
    auto *column = static_cast<QVBoxLayout *>(layout());
    auto *head = new QHBoxLayout;
    head->setContentsMargins(14, 8, 10, 0);
    head->setSpacing(m_theme.metrics().s);
    head->addWidget(new IconLabel(m_theme, u"deck-mark"_s, 20, this, QPalette::Link));
    head->addWidget(plainLabel(m_theme, u"NatsDeck"_s, TextRole::Title, this), 1);
    head->addWidget(m_add);
    column->addLayout(head);
    auto *filterRow = new QHBoxLayout;
    filterRow->setContentsMargins(12, 0, 12, 0);
    filterRow->addWidget(m_filter);
    column->addLayout(filterRow);
}

void NavigationPanel::addTree(QAbstractItemModel &model)
{
    m_proxy->setRecursiveFilteringEnabled(true);
    m_proxy->setAutoAcceptChildRows(true);
    m_proxy->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy->setSourceModel(&model);
    m_tree->setModel(m_proxy);
    m_tree->setItemDelegate(new NavigationDelegate(m_theme, m_tree));
    m_tree->setAccessibleName(tr("Contexts and systems"));
    m_tree->setHeaderHidden(true);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setIndentation(16);
    m_tree->setRootIsDecorated(false);
    m_tree->setMouseTracking(true);
    m_tree->setExpandsOnDoubleClick(false);
    m_tree->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tree->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    m_tree->setProperty("surface", u"navigation"_s);
    m_tree->installEventFilter(this);
    m_tree->viewport()->setBackgroundRole(QPalette::Window);
    auto *row = new QHBoxLayout; // the margin is of a layout: QTreeView overwrites viewport margins
    row->setContentsMargins(8, 0, 8, 0);
    row->addWidget(m_tree);
    static_cast<QVBoxLayout *>(layout())->addLayout(row, 1);

    connect(m_tree, &QTreeView::clicked, this, &NavigationPanel::activate);
    connect(m_tree, &QTreeView::collapsed, this, [this](const QModelIndex &index) {
        m_collapsed << index.data(NavigationRole::Key).toString();
        emit collapsedChanged();
    });
    connect(m_tree, &QTreeView::expanded, this, [this](const QModelIndex &index) {
        if (m_collapsed.removeAll(index.data(NavigationRole::Key).toString()) > 0)
            emit collapsedChanged();
    });
    connect(m_tree, &QTreeView::customContextMenuRequested, this, [this](const QPoint &point) {
        if (const QModelIndex index = m_tree->indexAt(point); index.isValid())
            emit contextMenuWanted(index.data(NavigationRole::Key).toString(), m_tree->viewport()->mapToGlobal(point));
    });
    connect(m_proxy, &QAbstractItemModel::rowsInserted, this, &NavigationPanel::expandNew);
    connect(m_proxy, &QAbstractItemModel::modelReset, this, [this] { expandNew({}, 0, m_proxy->rowCount() - 1); });
    expandNew({}, 0, m_proxy->rowCount() - 1);
}

// Everything is open unless someone closed it.
void NavigationPanel::expandNew(const QModelIndex &parent, int first, int last)
{
    const auto open = [this](const QModelIndex &index) {
        const bool section = kindOf(index) == NavigationKind::Section;
        if (index.isValid() && (section || !m_collapsed.contains(index.data(NavigationRole::Key).toString())))
            m_tree->expand(index);
    };
    open(parent);
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_proxy->index(row, 0, parent);
        open(index);
        if (m_proxy->rowCount(index) > 0)
            expandNew(index, 0, m_proxy->rowCount(index) - 1);
    }
}

void NavigationPanel::activate(const QModelIndex &index)
{
    if (!index.isValid() || kindOf(index) == NavigationKind::Section)
        return;
    if (kindOf(index) == NavigationKind::Context && m_proxy->rowCount(index) > 0)
        m_tree->setExpanded(index, !m_tree->isExpanded(index));
    emit activated(index.data(NavigationRole::Key).toString());
}

bool NavigationPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_tree && event->type() == QEvent::KeyPress) {
        auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            activate(m_tree->currentIndex());
            return true;
        }
        if (key->matches(QKeySequence::Paste)) {
            const QMimeData *copied = QGuiApplication::clipboard()->mimeData();
            return copied != nullptr && offer(*copied);
        }
        if (key->text() == u"/" || key->text() == u"?")
            return true; // keys of the window, not type-ahead
    }
    return QWidget::eventFilter(watched, event);
}

bool NavigationPanel::offer(const QMimeData &what)
{
    QStringList files;
    for (const QUrl &url : what.urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    if (!files.isEmpty())
        emit filesDropped(files);
    else if (what.hasText())
        emit textDropped(what.text());
    else
        return false;
    return true;
}

void NavigationPanel::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void NavigationPanel::dropEvent(QDropEvent *event)
{
    // Copied, whatever was proposed: what is dropped stays where it lies.
    event->setDropAction(Qt::CopyAction);
    if (offer(*event->mimeData()))
        event->accept();
}

QString NavigationPanel::current() const { return m_tree->currentIndex().data(NavigationRole::Key).toString(); }

QModelIndex NavigationPanel::find(const QString &key, const QModelIndex &below) const
{
    for (int row = 0; row < m_proxy->rowCount(below); ++row) {
        const QModelIndex index = m_proxy->index(row, 0, below);
        if (index.data(NavigationRole::Key).toString() == key)
            return index;
        if (const QModelIndex found = find(key, index); found.isValid())
            return found;
    }
    return {};
}

void NavigationPanel::setCurrent(const QString &key)
{
    const QModelIndex index = key.isEmpty() ? QModelIndex() : find(key);
    if (index.isValid())
        m_tree->setCurrentIndex(index);
}

QStringList NavigationPanel::collapsed() const { return m_collapsed; }

void NavigationPanel::setCollapsed(const QStringList &keys)
{
    m_collapsed = keys;
    for (const QString &key : keys) {
        if (const QModelIndex index = find(key); index.isValid())
            m_tree->collapse(index);
    }
    m_collapsed = keys; // collapse() has added them again
}

} // namespace natsdeck::ui
