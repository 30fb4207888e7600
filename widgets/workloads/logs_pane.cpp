#include "widgets/workloads/logs_pane.h"

#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/form.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"
#include "widgets/common/table_view.h"
#include "widgets/workloads/logs_pane_table.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::workloads::LogLevel;
using natsdeck::workloads::LogModel;
using natsdeck::workloads::LogsPresenter;

namespace natsdeck::ui {

namespace {

QComboBox *choice(const QString &name, QWidget *parent)
{
    auto *box = new QComboBox(parent);
    box->setAccessibleName(name);
    box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    box->setMinimumContentsLength(6);
    box->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed); // the filter needs room too
    return box;
}

} // namespace

LogsPane::LogsPane(const Theme &theme, LogsPresenter &presenter, QWidget *parent)
    : Page(theme, u"kubernetes/logs"_s, parent)
    , m_presenter(presenter)
{
    auto *column = new QVBoxLayout(content());
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(buildBar());
    column->addWidget(buildStrip());
    m_table = new LogTable(theme, presenter.model(), this);
    column->addWidget(m_table, 1);
    connectAll();
    update();
}

QWidget *LogsPane::buildBar()
{
    auto *bar = new QWidget(this);
    m_pod = choice(tr("Pod"), bar);
    m_container = choice(tr("Container"), bar);
    m_range = choice(tr("How much of what was before"), bar);
    for (const LogsPresenter::Range &range : LogsPresenter::ranges())
        m_range->addItem(range.title);
    m_previous = new QCheckBox(tr("Run before"), bar);
    setPlainToolTip(m_previous, tr("What the container wrote before it was started the last time"));
    m_levels = new Segments(tr("Levels"), bar);
    m_levels->addSegment(tr("All"));
    m_levels->addSegment(tr("Warnings"));
    m_levels->addSegment(tr("Errors"));
    m_filter = filterField(u"deck-filter"_s, tr("Words, !without, /expression/"), bar);
    m_filter->setAccessibleName(tr("Filter of the lines"));
    m_filter->setMinimumWidth(theme().metrics().scaled(150));
    m_validity = new ValidityLine(theme(), bar);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_pod, m_container, m_range, m_previous, m_levels})
        row->addWidget(widget);
    row->addWidget(m_filter, 1);
    auto *column = new QVBoxLayout(bar);
    column->setContentsMargins(theme().metrics().l, 10, theme().metrics().l, 8);
    column->setSpacing(theme().metrics().xs);
    column->addLayout(row);
    column->addWidget(m_validity);
    return bar;
}

QWidget *LogsPane::buildStrip()
{
    auto *strip = new QFrame(this);
    strip->setProperty("surface", u"bar"_s);
    m_glyph = new Glyph(theme(), Status::Unknown, 14, strip);
    m_state = plainLabel(theme(), {}, TextRole::Strong, strip);
    m_figures = mutedLabel(theme(), {}, TextRole::Body, strip);
    m_warning = plainLabel(theme(), {}, TextRole::Body, strip);
    m_search = filterField(u"deck-search"_s, tr("Search"), strip);
    m_search->setAccessibleName(tr("Search in the lines shown"));
    m_search->setMinimumWidth(theme().metrics().scaled(140));
    m_found = mutedLabel(theme(), {}, TextRole::Caption, strip);
    QToolButton *previous = iconButton(u"deck-up"_s, tr("Find previous"), strip, QKeySequence(Qt::SHIFT | Qt::Key_F3));
    QToolButton *next = iconButton(u"deck-down"_s, tr("Find next"), strip, QKeySequence(Qt::Key_F3));
    m_wrap = iconButton(u"deck-text"_s, tr("Wrap long lines"), strip);
    m_wrap->setCheckable(true);
    QToolButton *copy = iconButton(u"deck-copy"_s, tr("Copy as kubectl command"), strip);
    QToolButton *saving = iconButton(u"deck-export"_s, tr("Save the lines shown as a file"), strip);
    m_follow = new QCheckBox(tr("Follow"), strip);
    m_pause = pushButton(u"deck-pause"_s, tr("Pause"), ButtonVariant::Normal, strip);
    auto *row = new QHBoxLayout(strip);
    row->setContentsMargins(theme().metrics().l, 4, theme().metrics().m, 4);
    row->setSpacing(theme().metrics().s);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_glyph, m_state, m_figures, m_warning})
        row->addWidget(widget);
    row->addStretch(1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_found, m_search, previous, next, m_wrap, copy, saving, m_follow, m_pause})
        row->addWidget(widget);
    connect(previous, &QToolButton::clicked, this, [this] { go(true); });
    connect(next, &QToolButton::clicked, this, [this] { go(false); });
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.command()); });
    connect(saving, &QToolButton::clicked, this, &LogsPane::save);
    return strip;
}

void LogsPane::connectAll()
{
    connect(m_pod, &QComboBox::activated, this, [this](int index) { m_presenter.choosePod(m_pod->itemData(index).toString()); });
    connect(m_container, &QComboBox::activated, this,
            [this](int index) { m_presenter.chooseContainer(m_container->itemData(index).toString()); });
    connect(m_range, &QComboBox::activated, &m_presenter, &LogsPresenter::chooseRange);
    connect(m_previous, &QCheckBox::toggled, &m_presenter, &LogsPresenter::setPrevious);
    connect(m_levels, &Segments::currentChanged, this, [this](int index) {
        m_presenter.setMinimum(index == 0 ? LogLevel::None : index == 1 ? LogLevel::Warning : LogLevel::Error);
    });
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        const QString problem = m_presenter.setFilter(text);
        setValidity(m_filter, problem.isEmpty() ? Validity::None : Validity::Invalid);
        m_validity->setText(problem.isEmpty() ? Validity::None : Validity::Invalid, problem);
    });
    connect(m_search, &QLineEdit::textChanged, &m_presenter, &LogsPresenter::setSearch);
    m_search->installEventFilter(this);
    connect(m_wrap, &QToolButton::toggled, m_table, &LogTable::setWrapped);
    connect(m_follow, &QCheckBox::clicked, &m_presenter, &LogsPresenter::setFollowing);
    connect(m_pause, &QPushButton::clicked, this, [this] { m_presenter.setPaused(!m_presenter.isPaused()); });
    connect(m_table->view()->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        m_presenter.setCurrentRow(current.row());
        updateFigures();
    });
    connect(&m_presenter, &LogsPresenter::changed, this, &LogsPane::update);
    connect(&m_presenter, &LogsPresenter::figuresChanged, this, &LogsPane::updateFigures);
}

void LogsPane::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void LogsPane::update()
{
    const LogsPresenter::State state = m_presenter.state();
    if (state == LogsPresenter::State::Failed && m_presenter.error())
        setFailed(*m_presenter.error(), [this] { m_presenter.refresh(); });
    else if (state == LogsPresenter::State::Loading)
        setLoading();
    else
        setReady(); // an empty log keeps its controls: another pod or run may have more
    const bool isLive = state == LogsPresenter::State::Live || state == LogsPresenter::State::Empty;
    m_glyph->setStatus(m_presenter.error() ? Status::Warning : isLive ? Status::Ok : Status::Unknown);
    const QString arrived = m_presenter.arrived();
    m_state->setText(arrived.isEmpty() ? m_presenter.stateText() : m_presenter.stateText() + u", "_s + arrived);
    setPlainToolTip(m_state, m_presenter.error() ? m_presenter.error()->summary : QString());
    m_pause->setText(m_presenter.isPaused() ? tr("Go on") : tr("Pause"));
    m_follow->setChecked(m_presenter.isFollowing());
    m_follow->setEnabled(!m_presenter.scope().previous);
    m_previous->setChecked(m_presenter.scope().previous);
    updateChoices();
    updateFigures();
}

void LogsPane::fill(QComboBox *box, const QStringList &names, const QString &all, const QString &chosen)
{
    QStringList shown{QString()};
    shown << names;
    if (!chosen.isEmpty() && !shown.contains(chosen))
        shown << chosen; // a pod that is gone stays chosen
    QStringList before;
    for (int i = 0; i < box->count(); ++i)
        before << box->itemData(i).toString();
    if (before != shown) {
        box->clear();
        for (const QString &name : std::as_const(shown))
            box->addItem(name.isEmpty() ? all : name, name);
    }
    box->setCurrentIndex(static_cast<int>(shown.indexOf(chosen)));
}

void LogsPane::updateChoices()
{
    fill(m_pod, m_presenter.podNames(), tr("All pods"), m_presenter.scope().pod);
    fill(m_container, m_presenter.containerNames(), tr("All containers"), m_presenter.scope().container);
}

void LogsPane::updateFigures()
{
    QStringList plain;
    QString warning;
    QString exact;
    for (const LogsPresenter::Figure &figure : m_presenter.figures()) {
        const QString text = figure.label + u' ' + figure.value;
        if (figure.warns) {
            warning = text;
            exact = figure.exact;
        } else {
            plain << text;
        }
    }
    m_figures->setText(plain.join(u"   "_s));
    m_warning->setText(warning);
    m_warning->setVisible(!warning.isEmpty());
    setPlainToolTip(m_warning, exact);
    m_found->setText(m_presenter.searchText());
    const QString arrived = m_presenter.arrived();
    m_state->setText(arrived.isEmpty() ? m_presenter.stateText() : m_presenter.stateText() + u", "_s + arrived);
}

void LogsPane::go(bool backwards)
{
    if (const int row = m_presenter.nextHit(backwards); row >= 0)
        m_table->goTo(row);
}

void LogsPane::save()
{
    auto *dialog = new QFileDialog(this, tr("Save the log"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile((m_presenter.scope().pod.isEmpty() ? u"pods"_s : m_presenter.scope().pod) + u".log"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        async::deliver<qint64>(m_presenter.save(path), this, [this, path](const Result<qint64> &saved) {
            setValidity(m_filter, Validity::None);
            m_validity->setText(saved ? Validity::Valid : Validity::Invalid,
                                saved ? tr("Saved as %1").arg(path) : saved.error().summary + u": "_s + saved.error().detail);
        });
    });
    dialog->open();
}

void LogsPane::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

bool LogsPane::closeTopmost()
{
    if (m_search->text().isEmpty())
        return false;
    m_search->clear();
    return true;
}

void LogsPane::openItem(const QString &item)
{
    m_presenter.choosePod(item);
    update();
}

bool LogsPane::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            go(key->modifiers().testFlag(Qt::ShiftModifier));
            return true;
        }
    }
    return Page::eventFilter(watched, event);
}

} // namespace natsdeck::ui
