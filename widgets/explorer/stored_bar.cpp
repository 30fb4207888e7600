#include "widgets/explorer/stored_bar.h"

#include "models/base/text.h"
#include "models/base/units.h"
#include "models/explorer/stored_presenter.h"
#include "widgets/common/buttons.h"
#include "widgets/common/labels.h"
#include "widgets/common/tinted_icon.h"
#include "widgets/explorer/judged_field.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

StoredBar::StoredBar(const Theme &theme, explorer::StoredPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_stream(new QComboBox(this))
    , m_notice(new ElidedLabel(theme, {}, TextRole::Caption, Qt::ElideRight, this))
    , m_jump(new JudgedField(theme, u"deck-search"_s, tr("Sequence or time"), tr("Go to a sequence or a time"), this))
    , m_first(iconButton(u"deck-first"_s, tr("Oldest message"), this, Qt::CTRL | Qt::Key_End))
    , m_last(iconButton(u"deck-last"_s, tr("Newest message"), this, Qt::CTRL | Qt::Key_Home))
{
    m_stream->setAccessibleName(tr("Stream"));
    m_stream->setMinimumContentsLength(16);
    m_stream->setMaxVisibleItems(20);
    m_stream->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_notice->setFixedHeight(QFontMetrics(theme.font(TextRole::Caption)).height() + 4);
    m_jump->setHint(tr("17,319,887 or 14:31 or 10 min ago"));
    m_jump->show({});
    auto *choice = new QVBoxLayout;
    choice->setSpacing(theme.metrics().xs);
    choice->addWidget(m_stream);
    choice->addWidget(m_notice);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(theme.metrics().s);
    row->addLayout(choice, 3);
    row->addWidget(m_jump, 4);
    row->addWidget(m_first, 0, Qt::AlignTop);
    row->addWidget(m_last, 0, Qt::AlignTop);
    row->addStretch(1);

    connect(m_stream, &QComboBox::activated, this, [this](int index) { m_presenter.chooseStream(m_stream->itemData(index).toString()); });
    connect(m_jump, &JudgedField::edited, this, [this](const QString &text) { m_jump->show(m_presenter.judgeJump(text)); });
    connect(m_jump, &JudgedField::accepted, this, [this] { m_presenter.jump(m_jump->edit()->text()); });
    m_first->setShortcut(Qt::CTRL | Qt::Key_End);
    m_last->setShortcut(Qt::CTRL | Qt::Key_Home);
    connect(m_first, &QToolButton::clicked, &presenter, &explorer::StoredPresenter::jumpFirst);
    connect(m_last, &QToolButton::clicked, &presenter, &explorer::StoredPresenter::jumpLast);
    connect(&presenter, &explorer::StoredPresenter::streamsChanged, this, &StoredBar::updateStreams);
    connect(&presenter, &explorer::StoredPresenter::changed, this, &StoredBar::update);
    updateStreams();
    update();
}

void StoredBar::updateStreams()
{
    QStringList names = m_presenter.streams();
    if (!m_presenter.stream().isEmpty() && !names.contains(m_presenter.stream()))
        names.prepend(m_presenter.stream());
    QStringList shown;
    for (int i = 0; i < m_stream->count(); ++i)
        shown << m_stream->itemData(i).toString();
    if (shown == names)
        return;
    m_stream->clear();
    for (const QString &name : std::as_const(names))
        m_stream->addItem(tintedIcon(u"deck-stream"_s, QPalette::PlaceholderText), text::clean(name, 100), name);
    update();
}

void StoredBar::update()
{
    m_stream->setCurrentIndex(m_stream->findData(m_presenter.stream()));
    m_stream->setEnabled(m_stream->count() > 0);
    m_notice->setText(m_presenter.notice());
    const bool ready = m_presenter.state() == explorer::StoredPresenter::State::Ready;
    m_jump->setEnabled(ready);
    m_first->setEnabled(ready);
    m_last->setEnabled(ready);
}

StoredStrip::StoredStrip(const Theme &theme, explorer::StoredPresenter &presenter, QWidget *parent)
    : QWidget(parent)
    , m_presenter(presenter)
    , m_summary(new ElidedLabel(theme, {}, TextRole::Body, Qt::ElideRight, this))
    , m_newer(mutedLabel(theme, {}, TextRole::Body, this))
    , m_show(pushButton(tr("Show newest"), ButtonVariant::Link, this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme.metrics().l, 0, theme.metrics().l, 0);
    row->setSpacing(theme.metrics().m);
    row->addWidget(m_summary, 1);
    row->addWidget(m_newer);
    row->addWidget(m_show);
    connect(m_show, &QPushButton::clicked, &presenter, &explorer::StoredPresenter::jumpLast);
    connect(&presenter, &explorer::StoredPresenter::changed, this, &StoredStrip::update);
    update();
}

void StoredStrip::update()
{
    m_summary->setText(m_presenter.summary());
    const quint64 newer = m_presenter.model().newer();
    m_newer->setText(newer > 0 ? tr("%1 newer").arg(exactCount(static_cast<qint64>(newer))) : QString());
    m_show->setVisible(newer > 0);
}

} // namespace natsdeck::ui
