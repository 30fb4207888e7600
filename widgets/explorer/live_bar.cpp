#include "widgets/explorer/live_bar.h"

#include "models/explorer/explorer_presenter.h"
#include "widgets/common/buttons.h"
#include "widgets/common/confirm_dialog.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/tabular_text.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/explorer/judged_field.h"

#include <QHBoxLayout>
#include <QLineEdit>

using namespace Qt::StringLiterals;
using natsdeck::explorer::LivePresenter;

namespace natsdeck::ui {

LiveBar::LiveBar(const Theme &theme, explorer::ExplorerPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_subjects(new JudgedField(theme, u"deck-subject"_s, tr("Subjects, like orders.>"), tr("Subjects to tap"), this))
    , m_filter(new JudgedField(theme, u"deck-braces"_s, tr("Text, /expression/, header:Name=text"), tr("Filter of what is shown"), this))
    , m_start(pushButton(u"deck-play"_s, tr("Start"), ButtonVariant::Primary, this))
{
    m_subjects->setHint(tr("* is one token, > is the rest"));
    m_subjects->show({});
    m_filter->setHint(tr("all terms must hold; everything is still received"));
    m_filter->show({});
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.metrics().s);
    row->addWidget(m_subjects, 2);
    row->addWidget(m_filter, 3);
    row->addWidget(m_start, 0, Qt::AlignTop);
    LivePresenter &live = presenter.live();
    connect(m_subjects, &JudgedField::edited, this, &LiveBar::judge);
    connect(m_subjects, &JudgedField::accepted, this, &LiveBar::start);
    connect(m_filter, &JudgedField::edited, this, [this, &live](const QString &text) { m_filter->show(live.setFilter(text)); });
    connect(m_start, &QPushButton::clicked, this, [this, &live] {
        if (m_stops)
            live.stop();
        else
            start();
    });
    connect(&live, &LivePresenter::changed, this, &LiveBar::update);
    connect(&presenter, &explorer::ExplorerPresenter::subjectsWanted, this, &LiveBar::tap);
    connect(&presenter.stored(), &explorer::StoredPresenter::streamsChanged, this, [this] { judge(m_subjects->edit()->text()); });
    update();
}

void LiveBar::tap(const QString &subjects)
{
    m_subjects->edit()->setText(subjects);
    start();
}

// A tap on everything is asked about first: others pay for it too.
void LiveBar::start()
{
    LivePresenter &live = m_presenter.live();
    if (!live.canStart())
        return;
    if (!live.subjects().contains(">")) {
        live.start();
        return;
    }
    Confirmation confirmation;
    confirmation.impact = guard::Impact::Configuration;
    confirmation.title = tr("Tap everything?");
    confirmation.text =
        tr("The server will send every message of this account to this program as well. On a busy system that is a load for the "
           "server, the network and, through a port-forward, for the API server. A narrower subject costs only what it matches.");
    confirmation.actionText = tr("Tap everything");
    confirmation.command = m_presenter.liveCommand();
    confirm(m_theme, this, confirmation, [&live](bool) { live.start(); });
}

void LiveBar::judge(const QString &text)
{
    const explorer::FieldState state = m_presenter.live().setSubjects(text);
    m_subjects->show(state, state.isUsable() ? m_presenter.stored().holderOf(m_presenter.live().subjects()) : QString());
}

void LiveBar::update()
{
    LivePresenter &live = m_presenter.live();
    const bool running = live.tap().isRunning() && live.tap().subjects() == live.subjects();
    m_stops = live.tap().isRunning() && (running || !live.canStart());
    m_start->setText(m_stops ? tr("Stop") : tr("Start"));
    m_start->setIcon(tintedIcon(m_stops ? u"deck-stop"_s : u"deck-play"_s, QPalette::BrightText));
    m_start->setEnabled(m_stops || live.canStart());
    setPlainToolTip(m_start, live.canStart() ? QString() : tr("Name a subject first"));
}

LiveStrip::LiveStrip(const Theme &theme, explorer::LivePresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_presenter(presenter)
    , m_glyph(new Glyph(theme, Status::Unknown, 14, this))
    , m_state(plainLabel(theme, {}, TextRole::Strong, this))
    , m_arrived(mutedLabel(theme, {}, TextRole::Body, this))
    , m_row(new QHBoxLayout(this))
    , m_pause(pushButton(u"deck-pause"_s, tr("Pause"), ButtonVariant::Normal, this))
    , m_clear(pushButton(tr("Clear"), ButtonVariant::Quiet, this))
{
    m_row->setContentsMargins(theme.metrics().l, 0, theme.metrics().m, 0);
    m_row->setSpacing(theme.metrics().s);
    m_row->addWidget(m_glyph);
    m_row->addWidget(m_state);
    m_row->addWidget(m_arrived);
    m_row->addSpacing(theme.metrics().s);
    m_row->addStretch(1);
    m_row->addWidget(m_clear);
    m_row->addWidget(m_pause);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_presenter.setPaused(!m_presenter.tap().isPaused()); });
    connect(m_clear, &QPushButton::clicked, &presenter, &LivePresenter::clear);
    connect(&presenter, &LivePresenter::changed, this, &LiveStrip::update);
    connect(&presenter, &LivePresenter::figuresChanged, this, &LiveStrip::updateFigures);
    update();
}

void LiveStrip::update()
{
    switch (m_presenter.state()) {
    case LivePresenter::State::Live:
        m_glyph->setStatus(Status::Ok);
        break;
    case LivePresenter::State::Paused:
        m_glyph->setStatus(Status::Info);
        break;
    case LivePresenter::State::Stopped:
        m_glyph->setStatus(Status::Unknown);
        break;
    default:
        m_glyph->setStatus(Status::Warning);
    }
    m_state->setText(m_presenter.stateText());
    const auto error = m_presenter.error();
    setPlainToolTip(m_state, error ? error->summary : QString());
    const bool paused = m_presenter.tap().isPaused();
    m_pause->setText(paused ? tr("Continue") : tr("Pause"));
    m_pause->setIcon(tintedIcon(paused ? u"deck-play"_s : u"deck-pause"_s));
    m_pause->setEnabled(m_presenter.tap().isRunning());
    updateFigures();
}

// Labels are made once and then only change their text: nothing moves at four times a second.
void LiveStrip::updateFigures()
{
    const QList<LivePresenter::Figure> figures = m_presenter.figures();
    while (m_pairs.size() < static_cast<std::size_t>(figures.size())) {
        const Pair pair{mutedLabel(m_theme, {}, TextRole::Body, this), new NumberLabel({}, this)};
        pair.label->setContentsMargins(m_theme.metrics().s, 0, 0, 0);
        const int at = m_row->count() - 3; // before the stretch and the buttons
        m_row->insertWidget(at, pair.label);
        m_row->insertWidget(at + 1, pair.value);
        m_pairs.push_back(pair);
    }
    for (std::size_t i = 0; i < m_pairs.size(); ++i) {
        const bool shown = i < static_cast<std::size_t>(figures.size());
        const LivePresenter::Figure figure = shown ? figures.at(static_cast<qsizetype>(i)) : LivePresenter::Figure();
        m_pairs[i].label->setVisible(shown && !figure.label.isEmpty());
        m_pairs[i].value->setVisible(shown);
        m_pairs[i].label->setText(figure.label);
        m_pairs[i].value->setText(figure.value);
        m_pairs[i].value->setAccessibleName(figure.label.isEmpty() ? tr("Rate") : figure.label);
        setPlainToolTip(m_pairs[i].value, figure.exact);
    }
    const QString arrived = m_presenter.arrived();
    m_arrived->setText(arrived);
    m_arrived->setVisible(!arrived.isEmpty());
    m_clear->setEnabled(m_presenter.tap().figures().sent() > 0);
}

} // namespace natsdeck::ui
