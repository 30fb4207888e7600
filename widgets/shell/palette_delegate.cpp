#include "widgets/shell/palette_delegate.h"

#include "widgets/common/tinted_icon.h"
#include "widgets/shell/palette_model.h"

#include <QPainter>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

PaletteDelegate::PaletteDelegate(const Theme &theme, const PaletteModel &model, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_theme(theme)
    , m_model(model)
{}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    return {100, m_model.isCaption(index.row()) ? m_theme.metrics().rowHeight - 6 : m_theme.metrics().rowHeight + 2};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const int row = index.row();
    const Tokens &tokens = m_theme.tokens();
    if (m_model.isCaption(row)) {
        paintCaption(*painter, option.rect, row);
        painter->restore();
        return;
    }
    const PaletteEntry &entry = m_model.entryAt(row);
    const bool available = entry.reason.isEmpty();
    const QRectF field = QRectF(option.rect).adjusted(8, 1, -8, -1);
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(tokens.selected);
        painter->drawRoundedRect(field, m_theme.metrics().radius, m_theme.metrics().radius);
        painter->setBrush(tokens.accent);
        painter->drawRoundedRect(QRectF(field.left(), field.top() + 5, 3, field.height() - 10), 1.5, 1.5);
    }
    const int side = m_theme.metrics().icon;
    const QIcon icon = tintedIcon(entry.icon.isEmpty() ? u"deck-play"_s : entry.icon,
                                  option.state & QStyle::State_Selected ? QPalette::Link : QPalette::PlaceholderText);
    icon.paint(painter, QRect(static_cast<int>(field.left()) + 12, option.rect.center().y() - side / 2, side, side), Qt::AlignCenter,
               available ? QIcon::Normal : QIcon::Disabled);

    QRectF area = field.adjusted(12 + side + 10, 0, -12, 0);
    painter->setFont(m_theme.font(TextRole::Caption));
    painter->setPen(tokens.textMuted);
    const QString keys = option.state & QStyle::State_Selected && entry.shortcut.isEmpty() && available ? tr("Enter") : entry.shortcut;
    if (!keys.isEmpty()) {
        painter->drawText(area, Qt::AlignVCenter | Qt::AlignRight, keys);
        area.setRight(area.right() - QFontMetricsF(painter->font()).horizontalAdvance(keys) - 12);
    }
    area.setLeft(area.left() + paintMatched(*painter, area, row, available) + 10);
    painter->setFont(m_theme.font(TextRole::Caption));
    painter->setPen(tokens.textMuted);
    const QString fact = available ? entry.caption : entry.reason;
    painter->drawText(area, Qt::AlignVCenter | Qt::AlignLeft,
                      QFontMetricsF(painter->font()).elidedText(fact, Qt::ElideRight, area.width()));
    painter->restore();
}

void PaletteDelegate::paintCaption(QPainter &painter, const QRect &area, int row) const
{
    const PaletteEntry &caption = m_model.entryAt(row);
    painter.setFont(m_theme.font(TextRole::Caption));
    painter.setPen(m_theme.tokens().textMuted);
    painter.drawText(area.adjusted(18, 4, -18, 0), Qt::AlignVCenter | Qt::AlignLeft, caption.text);
    painter.drawText(area.adjusted(18, 4, -18, 0), Qt::AlignVCenter | Qt::AlignRight, caption.caption);
}

// Returns the width it took.
double PaletteDelegate::paintMatched(QPainter &painter, const QRectF &area, int row, bool available) const
{
    const QString &text = m_model.entryAt(row).text;
    const Tokens &tokens = m_theme.tokens();
    const QFont plain = m_theme.font(TextRole::Body);
    QFont strong = m_theme.font(TextRole::Strong);
    double x = area.left();
    const auto put = [&](qsizetype from, qsizetype length, bool matched) {
        if (length <= 0 || x >= area.right())
            return;
        painter.setFont(matched ? strong : plain);
        painter.setPen(!available ? tokens.textDisabled : matched ? tokens.accent : tokens.text);
        const QFontMetricsF metrics(painter.font());
        const QString piece = metrics.elidedText(text.mid(from, length), Qt::ElideRight, area.right() - x);
        painter.drawText(QRectF(x, area.top(), area.right() - x, area.height()), Qt::AlignVCenter | Qt::AlignLeft, piece);
        const double width = metrics.horizontalAdvance(piece);
        if (matched) {
            const double y = std::round(area.center().y() + metrics.ascent() / 2 + 2);
            painter.fillRect(QRectF(x, y, width, 1.2), available ? tokens.accent : tokens.textDisabled);
        }
        x += width;
    };
    qsizetype done = 0;
    for (const auto &[start, length] : m_model.matchAt(row).ranges) {
        if (start < done) // two words of the query in one place
            continue;
        put(done, start - done, false);
        put(start, length, true);
        done = start + length;
    }
    put(done, text.size() - done, false);
    return x - area.left();
}

} // namespace natsdeck::ui
