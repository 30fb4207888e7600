#include "widgets/shell/first_start_page.h"

#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int contentWidth = 896;

} // namespace

FirstStartPage::FirstStartPage(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setAccessibleName(tr("Start"));
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *page = new QFrame(area);
    page->setProperty("surface", u"page"_s);
    m_column = new QVBoxLayout(page);
    m_column->setContentsMargins(theme.metrics().xl, theme.metrics().xl, theme.metrics().xl, theme.metrics().xl);
    area->setWidget(page);
    outer->addWidget(area);
}

void FirstStartPage::setContent(const StartContent &content)
{
    while (QLayoutItem *item = m_column->takeAt(0))
        delete item;
    if (m_inner)
        m_inner->deleteLater();
    m_inner = new QWidget(this);
    const int scale = std::max(100, m_theme.metrics().controlHeight * 100 / 30);
    m_inner->setMaximumWidth(contentWidth * scale / 100);
    auto *column = new QVBoxLayout(m_inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(m_theme.metrics().s);
    column->addWidget(new IconLabel(m_theme, u"deck-mark"_s, 48, m_inner, QPalette::Link), 0, Qt::AlignHCenter);
    column->addSpacing(m_theme.metrics().s);
    QLabel *title = wrappedLabel(m_theme, content.title, TextRole::Heading, Tone::Normal, m_inner);
    title->setAlignment(Qt::AlignHCenter);
    column->addWidget(title);
    QLabel *text = wrappedLabel(m_theme, content.text, TextRole::Body, Tone::Muted, m_inner);
    text->setAlignment(Qt::AlignHCenter);
    column->addWidget(text);
    column->addSpacing(m_theme.metrics().l);
    auto *cards = new QHBoxLayout;
    cards->setSpacing(m_theme.metrics().l);
    bool primary = true;
    for (const StartChoice &choice : content.choices) {
        cards->addWidget(makeChoice(choice, primary), 1);
        primary = false;
    }
    column->addLayout(cards);
    column->addSpacing(m_theme.metrics().l);
    if (!content.note.isEmpty() || !content.links.empty())
        column->addWidget(makeNote(content));
    m_column->addStretch(2);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(m_inner, 100);
    row->addStretch(1);
    m_column->addLayout(row);
    m_column->addStretch(3);
}

QWidget *FirstStartPage::makeChoice(const StartChoice &choice, bool primary)
{
    auto *card = new QFrame(m_inner);
    card->setProperty("surface", u"card"_s);
    card->setAccessibleName(choice.title);
    auto *column = new QVBoxLayout(card);
    const int inset = m_theme.metrics().l + m_theme.metrics().xs;
    column->setContentsMargins(inset, inset, inset, m_theme.metrics().l);
    column->setSpacing(m_theme.metrics().xs);
    column->addWidget(new IconLabel(m_theme, choice.icon, 32, card, QPalette::Link));
    column->addSpacing(m_theme.metrics().m);
    column->addWidget(wrappedLabel(m_theme, choice.title, TextRole::Title, Tone::Normal, card));
    column->addWidget(wrappedLabel(m_theme, choice.text, TextRole::Body, Tone::Muted, card));
    column->addSpacing(m_theme.metrics().xl);
    column->addStretch(1);
    column->addWidget(wrappedLabel(m_theme, choice.fact, TextRole::Caption, Tone::Muted, card));
    column->addSpacing(m_theme.metrics().xs);
    QPushButton *button = pushButton(choice.actionText, primary ? ButtonVariant::Primary : ButtonVariant::Normal, card);
    if (choice.action)
        connect(button, &QPushButton::clicked, this, choice.action);
    auto *row = new QHBoxLayout;
    row->addWidget(button);
    row->addStretch(1);
    column->addLayout(row);
    return card;
}

QWidget *FirstStartPage::makeNote(const StartContent &content)
{
    auto *note = new QWidget(m_inner);
    auto *row = new QHBoxLayout(note);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(m_theme.metrics().s);
    row->addStretch(1);
    if (!content.note.isEmpty()) {
        row->addWidget(new IconLabel(m_theme, u"deck-bookmark"_s, 16, note));
        row->addWidget(mutedLabel(m_theme, content.note, TextRole::Body, note));
    }
    for (const auto &[text, action] : content.links) {
        QPushButton *link = pushButton(text, ButtonVariant::Link, note);
        connect(link, &QPushButton::clicked, this, action);
        row->addWidget(link);
        row->addSpacing(m_theme.metrics().s);
    }
    row->addStretch(1);
    return note;
}

} // namespace natsdeck::ui
