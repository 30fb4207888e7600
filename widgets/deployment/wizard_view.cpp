#include "widgets/deployment/wizard_view.h"

#include "widgets/common/labels.h"

#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

namespace natsdeck::ui {

WizardView::WizardView(const Theme &theme, deployment::WizardPresenter &presenter, deployment::WizardPage page, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_page(page)
    , m_header(new QWidget(this))
    , m_heading(plainLabel(theme, {}, TextRole::Heading, m_header))
    , m_subtitle(wrappedLabel(theme, {}, TextRole::Body, Tone::Muted, m_header))
    , m_body(new QVBoxLayout)
{
    const Metrics &metrics = theme.metrics();
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_heading);
    words->addWidget(m_subtitle);
    m_subtitle->hide();
    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(metrics.s);
    row->addLayout(words, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(metrics.xl, metrics.l, metrics.xl, metrics.l);
    column->setSpacing(metrics.m);
    column->addWidget(m_header);
    column->addLayout(m_body, 1);
    m_body->setSpacing(metrics.m);
}

void WizardView::refresh() { m_heading->setText(m_presenter.question(m_page)); }

void WizardView::setSubtitle(const QString &text)
{
    m_subtitle->setText(text);
    m_subtitle->setVisible(!text.isEmpty());
}

QVBoxLayout *WizardView::addForm()
{
    auto *inside = new QWidget;
    auto *row = new QHBoxLayout(inside);
    row->setContentsMargins(2, 2, 2, 2); // room for the focus ring
    auto *column = new QVBoxLayout;
    column->setSpacing(m_theme.metrics().l);
    auto *form = new QWidget(inside);
    form->setMaximumWidth(fontMetrics().averageCharWidth() * 100);
    form->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *outer = new QVBoxLayout(form);
    outer->setContentsMargins(0, 0, m_theme.metrics().s, 0);
    outer->addLayout(column);
    outer->addStretch(1);
    row->addWidget(form, 1);
    row->addStretch(0);
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(inside);
    scroll->viewport()->setAutoFillBackground(false);
    inside->setAutoFillBackground(false);
    m_body->addWidget(scroll, 1);
    return column;
}

} // namespace natsdeck::ui
