#include "widgets/common/page_states.h"

#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QPainter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int textWidth = 520;
constexpr int pictureSide = 32;
constexpr int glyphSide = 24;

// Something in the middle, a little above the centre, as wide as a person reads.
QVBoxLayout *centred(QWidget *view, const Theme &theme)
{
    auto *outer = new QVBoxLayout(view);
    outer->setContentsMargins(theme.metrics().xl, theme.metrics().xl, theme.metrics().xl, theme.metrics().xl);
    auto *column = new QVBoxLayout;
    column->setSpacing(theme.metrics().s);
    outer->addStretch(2);
    outer->addLayout(column);
    outer->addStretch(3);
    return column;
}

void addText(QVBoxLayout *column, QLabel *label)
{
    label->setAlignment(Qt::AlignHCenter);
    label->setMaximumWidth(textWidth * label->fontMetrics().height() / 16);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(label, 10);
    row->addStretch(1);
    column->addLayout(row);
}

} // namespace

SkeletonView::SkeletonView(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Loading"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SkeletonView::paintEvent(QPaintEvent *)
{
    static constexpr double shares[] = {0.22, 0.31, 0.18, 0.27, 0.24, 0.34, 0.2};
    const Metrics &metrics = m_theme.metrics();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_theme.tokens().track);
    int row = 0;
    for (int y = metrics.l; y + metrics.rowHeight < height() && row < 12; y += metrics.rowHeight, ++row) {
        const double first = width() * shares[row % 7];
        const QRectF bar(metrics.l, y + (metrics.rowHeight - 10) / 2.0, first, 10);
        painter.drawRoundedRect(bar, 4, 4);
        painter.drawRoundedRect(QRectF(width() * 0.45, bar.top(), width() * shares[(row + 3) % 7] * 0.6, 10), 4, 4);
        painter.drawRoundedRect(QRectF(width() * 0.8, bar.top(), width() * 0.08, 10), 4, 4);
    }
}

EmptyView::EmptyView(const Theme &theme, const EmptyState &empty, QWidget *parent)
    : QWidget(parent)
{
    QVBoxLayout *column = centred(this, theme);
    if (!empty.icon.isEmpty())
        column->addWidget(new IconLabel(theme, empty.icon, pictureSide, this, QPalette::Link), 0, Qt::AlignHCenter);
    addText(column, wrappedLabel(theme, empty.title, TextRole::Heading, Tone::Normal, this));
    if (!empty.text.isEmpty())
        addText(column, wrappedLabel(theme, empty.text, TextRole::Body, Tone::Muted, this));
    if (!empty.actionText.isEmpty()) {
        QPushButton *button = pushButton(empty.actionText, ButtonVariant::Primary, this);
        column->addSpacing(theme.metrics().s);
        column->addWidget(button, 0, Qt::AlignHCenter);
        if (empty.action)
            connect(button, &QPushButton::clicked, this, empty.action);
    }
}

FailedView::FailedView(const Theme &theme, const natsdeck::Error &error, std::function<void()> retry, QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(error.summary);
    QVBoxLayout *column = centred(this, theme);
    column->addWidget(new Glyph(theme, Status::Critical, glyphSide, this), 0, Qt::AlignHCenter);
    addText(column, wrappedLabel(theme, error.summary, TextRole::Heading, Tone::Normal, this));
    if (!error.detail.isEmpty()) {
        QLabel *detail = wrappedLabel(theme, error.detail, TextRole::Mono, Tone::Muted, this);
        detail->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        detail->setAccessibleName(tr("What the other side said"));
        addText(column, detail);
    }
    if (!error.remedy.isEmpty())
        addText(column, wrappedLabel(theme, error.remedy, TextRole::Body, Tone::Normal, this));
    if (retry) {
        QPushButton *button = pushButton(u"deck-refresh"_s, tr("Try again"), ButtonVariant::Normal, this);
        column->addSpacing(theme.metrics().s);
        column->addWidget(button, 0, Qt::AlignHCenter);
        connect(button, &QPushButton::clicked, this, std::move(retry));
    }
}

} // namespace natsdeck::ui
