#include "widgets/shell/command_palette.h"

#include "widgets/common/card.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/shell/palette_delegate.h"
#include "widgets/shell/palette_model.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int paletteWidth = 640;

} // namespace

CommandPalette::CommandPalette(const Theme &theme, std::vector<PaletteSource> sources, const QString &scope, QWidget *parent)
    : ScrimDialog(theme, parent, paletteWidth, Place::Top)
    , m_model(new PaletteModel(this))
    , m_edit(new QLineEdit(this))
    , m_list(new QListView(this))
{
    setAccessibleName(tr("Command palette"));
    setClosesOutside(true);
    m_model->setSources(std::move(sources));
    panel()->setContentsMargins(1, 1, 1, 1);
    panel()->setSpacing(0);
    addHead(scope);
    panel()->addWidget(hairline(Qt::Horizontal, this));

    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, *m_model, this));
    m_list->setAccessibleName(tr("What matches"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumHeight(theme.metrics().rowHeight * 12);
    m_list->setProperty("surface", u"overlay"_s);
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    panel()->addSpacing(theme.metrics().xs);
    panel()->addWidget(m_list, 1);
    addFoot();
    search({});
}

void CommandPalette::addHead(const QString &scope)
{
    auto *row = new QHBoxLayout;
    row->setContentsMargins(18, 9, 14, 9);
    row->setSpacing(theme().metrics().m);
    row->addWidget(new IconLabel(theme(), u"deck-search"_s, 16, this));
    m_edit->setProperty("variant", u"bare"_s);
    m_edit->setFont(theme().font(TextRole::Body));
    m_edit->setPlaceholderText(tr("Search or run a command"));
    m_edit->setAccessibleName(tr("Search or run a command"));
    m_edit->installEventFilter(this);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::search);
    row->addWidget(m_edit, 1);
    if (!scope.isEmpty())
        row->addWidget(mutedLabel(theme(), tr("in %1").arg(scope), TextRole::Caption, this));
    QLabel *key = plainLabel(theme(), tr("Esc"), TextRole::Caption, this);
    key->setProperty("variant", u"key"_s);
    row->addWidget(key);
    panel()->addLayout(row);
}

void CommandPalette::addFoot()
{
    panel()->addWidget(hairline(Qt::Horizontal, this));
    auto *row = new QHBoxLayout;
    row->setContentsMargins(18, 7, 18, 7);
    row->setSpacing(theme().metrics().s);
    const std::initializer_list<std::pair<QString, QString>> hints{
        {u">"_s, tr("actions only")}, {u":"_s, tr("go to page")}, {u"@"_s, tr("all systems")}};
    for (const auto &[key, meaning] : hints) {
        QLabel *cap = plainLabel(theme(), key, TextRole::Caption, this);
        cap->setProperty("variant", u"key"_s);
        row->addWidget(cap);
        row->addWidget(mutedLabel(theme(), meaning, TextRole::Caption, this));
        row->addSpacing(theme().metrics().s);
    }
    row->addStretch(1);
    panel()->addLayout(row);
}

void CommandPalette::search(const QString &text)
{
    m_model->setQuery(text);
    const int first = m_model->firstEntry();
    m_list->setCurrentIndex(first >= 0 ? m_model->index(first) : QModelIndex());
    m_list->scrollToTop();
    m_edit->setAccessibleDescription(first >= 0 ? m_model->index(first).data(Qt::AccessibleTextRole).toString() : tr("Nothing matches"));
}

void CommandPalette::step(int rows)
{
    int row = m_list->currentIndex().isValid() ? m_list->currentIndex().row() : -1;
    const int direction = rows > 0 ? 1 : -1;
    int last = row;
    for (int left = std::abs(rows); left > 0;) {
        row += direction;
        if (row < 0 || row >= m_model->rowCount())
            break;
        if (m_model->isCaption(row))
            continue;
        last = row;
        --left;
    }
    if (last < 0)
        return;
    m_list->setCurrentIndex(m_model->index(last));
    m_list->scrollTo(m_model->index(last));
    m_edit->setAccessibleDescription(m_model->index(last).data(Qt::AccessibleTextRole).toString());
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_edit && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Down:
            step(1);
            return true;
        case Qt::Key_Up:
            step(-1);
            return true;
        case Qt::Key_PageDown:
            step(8);
            return true;
        case Qt::Key_PageUp:
            step(-8);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run(m_list->currentIndex());
            return true;
        default:
            break;
        }
    }
    return ScrimDialog::eventFilter(watched, event);
}

void CommandPalette::run(const QModelIndex &index)
{
    if (!index.isValid() || m_model->isCaption(index.row()) || !m_model->entryAt(index.row()).reason.isEmpty())
        return;
    const std::function<void()> chosen = m_model->entryAt(index.row()).run; // the model goes with the dialog
    accept();
    if (chosen)
        chosen();
}

} // namespace natsdeck::ui
