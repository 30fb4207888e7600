#include "widgets/jetstream/sample_strip.h"

#include "models/explorer/sample_presenter.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"

#include <QHBoxLayout>
#include <QProgressBar>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

SampleStrip::SampleStrip(const Theme &theme, explorer::SamplePresenter &presenter, QWidget *parent)
    : QFrame(parent)
    , m_presenter(presenter)
    , m_text(new StatusLine(theme, TextRole::Body, this))
    , m_progress(new QProgressBar(this))
    , m_button(pushButton(tr("Cancel"), ButtonVariant::Normal, this))
{
    setProperty("surface", u"bar"_s);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(160);
    m_progress->setAccessibleName(tr("Progress of the sample data"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, 4, theme.metrics().m, 4);
    row->setSpacing(theme.metrics().m);
    row->addWidget(m_text, 1);
    row->addWidget(m_progress);
    row->addWidget(m_button);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_presenter.isRunning())
            m_presenter.cancel();
        else
            m_presenter.dismiss();
    });
    connect(&presenter, &explorer::SamplePresenter::changed, this, &SampleStrip::update);
    update();
}

void SampleStrip::update()
{
    const bool running = m_presenter.isRunning();
    setVisible(running || m_presenter.hasResult());
    m_progress->setVisible(running);
    m_progress->setRange(0, std::max(1, m_presenter.total()));
    m_progress->setValue(m_presenter.done());
    m_button->setText(running ? tr("Cancel") : tr("Close"));
    m_text->setText(running ? Status::Info : m_presenter.error() ? Status::Critical : Status::Ok, m_presenter.text());
}

} // namespace natsdeck::ui
