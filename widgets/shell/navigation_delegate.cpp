#include "widgets/shell/navigation_delegate.h"

#include "models/systems/navigation_roles.h"
#include "widgets/common/labels.h"
#include "widgets/common/status_glyph.h"
#include "widgets/common/tinted_icon.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

using namespace Qt::StringLiterals;
using natsdeck::systems::NavigationKind;
namespace NavigationRole = natsdeck::systems::NavigationRole;

namespace natsdeck::ui {

namespace {

constexpr int glyphSide = 13;

} // namespace

NavigationDelegate::NavigationDelegate(const Theme &theme, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
{}

QSize NavigationDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool section = index.data(NavigationRole::Kind).toInt() == static_cast<int>(NavigationKind::Section);
    const int row = std::max(28, m_theme.metrics().rowHeight - 2);
    return {100, section && index.row() > 0 ? row + 6 : row};
}

void NavigationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto kind = static_cast<NavigationKind>(index.data(NavigationRole::Kind).toInt());
    painter->save();
    if (kind == NavigationKind::Section) {
        paintSection(*painter, option.rect, index);
        painter->restore();
        return;
    }
    const Tokens &tokens = m_theme.tokens();
    QRect area = option.rect.adjusted(6, 0, -6, 0);

    const int side = m_theme.metrics().icon;
    const bool selected = option.state & QStyle::State_Selected;
    if (const QString name = index.data(NavigationRole::Icon).toString(); !name.isEmpty()) {
        tintedIcon(name, selected ? QPalette::Link : QPalette::PlaceholderText)
            .paint(painter, QRect(area.left(), area.center().y() - side / 2 + 1, side, side));
        area.setLeft(area.left() + side + 7);
    }
    const QFontMetrics names(m_theme.font(selected ? TextRole::Strong : TextRole::Body));
    const int nameWidth = names.horizontalAdvance(index.data().toString());
    area.setRight(area.right() - paintState(*painter, area, index, nameWidth + 40 > area.width()));

    painter->setFont(m_theme.font(selected ? TextRole::Strong : TextRole::Body));
    painter->setPen(kind == NavigationKind::Hint ? tokens.textMuted : tokens.text);
    const QString name = names.elidedText(index.data().toString(), Qt::ElideRight, area.width());
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine, name);
    area.setLeft(area.left() + names.horizontalAdvance(name) + 6);
    if (const QString detail = index.data(NavigationRole::Detail).toString(); !detail.isEmpty() && area.width() > 20) {
        painter->setFont(m_theme.font(TextRole::Body));
        painter->setPen(tokens.textMuted);
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft | Qt::TextSingleLine,
                          QFontMetrics(painter->font()).elidedText(detail, Qt::ElideRight, area.width()));
    }
    painter->restore();
}

void NavigationDelegate::paintSection(QPainter &painter, const QRect &area, const QModelIndex &index) const
{
    painter.setFont(m_theme.font(TextRole::Caption));
    painter.setPen(m_theme.tokens().textMuted);
    painter.drawText(area.adjusted(6, 0, 0, -6), Qt::AlignBottom | Qt::AlignLeft | Qt::TextSingleLine, index.data().toString());
}

// Returns the width it took. Too narrow for the word: the glyph alone, the word is in the tooltip.
int NavigationDelegate::paintState(QPainter &painter, const QRect &area, const QModelIndex &index, bool compact) const
{
    const QString word = index.data(NavigationRole::StatusWord).toString();
    const bool busy = index.data(NavigationRole::Busy).toBool();
    if (word.isEmpty() && !busy)
        return 0;
    const Tokens &tokens = m_theme.tokens();
    const int glyph = m_theme.metrics().scaled(glyphSide);
    const int number = index.data(NavigationRole::Status).toInt();
    const Status status = statusOf(number);
    painter.setFont(m_theme.font(TextRole::Caption));
    const QFontMetrics metrics(painter.font());
    const int textWidth = compact ? 0 : metrics.horizontalAdvance(word);
    painter.setPen(status == Status::Ok || status == Status::Unknown ? tokens.textMuted : tokens.of(status).strong);
    if (!compact)
        painter.drawText(area, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine, word);
    const bool hasGlyph = busy || status != Status::Unknown;
    if (!hasGlyph)
        return textWidth + 8;
    const QRectF box(area.right() - textWidth - (compact ? 0 : 5) - glyph, area.center().y() - glyph / 2.0 + 1, glyph, glyph);
    if (busy)
        paintStepGlyph(painter, box, StepMark::Running, tokens);
    else
        paintStatusGlyph(painter, box, status, tokens);
    return textWidth + glyph + 5 + 8;
}

bool NavigationDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const QString word = index.data(NavigationRole::StatusWord).toString();
    QString text = index.data(Qt::ToolTipRole).toString();
    if (text.isEmpty())
        text = index.data().toString() + (word.isEmpty() ? QString() : u": "_s + word);
    QToolTip::showText(event->globalPos(), plainToolTip(text), view);
    return true;
}

} // namespace natsdeck::ui
