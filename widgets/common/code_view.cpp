#include "widgets/common/code_view.h"

#include <QPainter>
#include <QScrollBar>
#include <QTextBlock>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

class CodeView::Gutter final : public QWidget
{
public:
    explicit Gutter(CodeView *view)
        : QWidget(view)
        , m_view(view)
    {}

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QPainter painter(this);
        m_view->paintGutter(painter, event->rect());
    }

private:
    CodeView *m_view;
};

CodeView::CodeView(const Theme &theme, const QString &accessibleName, QWidget *parent)
    : QPlainTextEdit(parent)
    , m_theme(theme)
    , m_highlighter(new SyntaxHighlighter(theme, document()))
    , m_gutter(new Gutter(this))
{
    setProperty("surface", u"code"_s);
    setAccessibleName(accessibleName);
    setReadOnly(true);
    setFont(theme.font(TextRole::Mono));
    setLineWrapMode(NoWrap);
    setFrameShape(QFrame::NoFrame);
    setUndoRedoEnabled(false);
    setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    document()->setDocumentMargin(theme.metrics().s);
    setTabStopDistance(4 * fontMetrics().horizontalAdvance(u' '));
    connect(this, &QPlainTextEdit::blockCountChanged, this, &CodeView::placeGutter);
    connect(this, &QPlainTextEdit::updateRequest, this, [this](const QRect &rect, int dy) {
        dy != 0 ? m_gutter->scroll(0, dy) : m_gutter->update(0, rect.y(), m_gutter->width(), rect.height());
    });
    connect(&theme, &Theme::changed, m_gutter, qOverload<>(&QWidget::update));
    placeGutter();
}

void CodeView::setCode(const QString &text, Language language)
{
    QString shown = text;
    if (shown.size() > characters) {
        const qsizetype cut = std::max<qsizetype>(shown.lastIndexOf(u'\n', characters), 0);
        shown = shown.left(cut > 0 ? cut : characters) + u'\n' +
                tr("… %n more characters are not shown", nullptr, static_cast<int>(text.size() - cut));
    }
    m_highlighter->setLanguage(language);
    if (shown == toPlainText())
        return;
    const int scroll = verticalScrollBar()->value();
    setPlainText(shown);
    verticalScrollBar()->setValue(scroll);
}

void CodeView::setLineNumbersVisible(bool visible)
{
    m_numbers = visible;
    placeGutter();
}

int CodeView::gutterWidth() const
{
    if (!m_numbers)
        return 0;
    const int digits = std::max<int>(2, static_cast<int>(QString::number(blockCount()).size()));
    return digits * fontMetrics().horizontalAdvance(u'8') + 2 * m_theme.metrics().m;
}

void CodeView::placeGutter()
{
    const int width = gutterWidth();
    setViewportMargins(width, 0, 0, 0);
    m_gutter->setGeometry(0, 0, width, height());
    m_gutter->setVisible(m_numbers);
}

void CodeView::resizeEvent(QResizeEvent *event)
{
    QPlainTextEdit::resizeEvent(event);
    placeGutter();
}

void CodeView::paintGutter(QPainter &painter, const QRect &area)
{
    painter.fillRect(area, m_theme.tokens().sunken);
    painter.setFont(font());
    painter.setPen(m_theme.tokens().textMuted);
    const int right = m_gutter->width() - m_theme.metrics().m;
    for (QTextBlock block = firstVisibleBlock(); block.isValid(); block = block.next()) {
        const QRectF box = blockBoundingGeometry(block).translated(contentOffset());
        if (box.top() > area.bottom())
            break;
        painter.drawText(QRectF(0, box.top(), right, fontMetrics().height()), Qt::AlignRight | Qt::AlignVCenter,
                         QString::number(block.blockNumber() + 1));
    }
}

} // namespace natsdeck::ui
