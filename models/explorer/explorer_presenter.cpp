#include "models/explorer/explorer_presenter.h"

#include "models/base/text.h"
#include "models/base/units.h"

using namespace Qt::StringLiterals;

namespace natsdeck::explorer {

ExplorerPresenter::ExplorerPresenter(nats::Connection &connection, jetstream::Client &client, std::shared_ptr<TapBudget> budget,
                                     QObject *parent)
    : QObject(parent)
    , m_repository(client, m_clock)
    , m_stored(client, m_repository, m_tree)
    , m_live(connection, std::move(budget), m_tree)
{
    connect(&m_stored, &StoredPresenter::messageRead, &m_payload, &PayloadPresenter::show);
}

ExplorerPresenter::~ExplorerPresenter() = default;

void ExplorerPresenter::setMode(Mode mode)
{
    if (mode == m_mode)
        return;
    m_mode = mode;
    m_payload.clear();
    m_stored.setActive(m_active && mode == Mode::Stored);
    emit modeChanged();
}

void ExplorerPresenter::setActive(bool active)
{
    m_active = active;
    m_stored.setActive(active && m_mode == Mode::Stored);
    if (active && !m_repository.isKnown())
        m_repository.refresh(); // also the live side says which stream holds a subject
}

void ExplorerPresenter::setUtc(bool utc)
{
    m_stored.setUtc(utc);
    m_live.setUtc(utc);
    m_payload.setUtc(utc);
}

void ExplorerPresenter::chooseRow(int row)
{
    if (row < 0) {
        m_payload.clear();
    } else if (m_mode == Mode::Stored) {
        m_stored.choose(row);
    } else if (row < m_live.model().rowCount()) {
        if (const auto message = m_live.model().messageAt(row))
            m_payload.show(*message);
    }
}

void ExplorerPresenter::useSubject(const QByteArray &path, bool leaf)
{
    const QByteArray pattern = leaf ? path : path + ".>";
    if (m_mode == Mode::Stored)
        m_stored.jumpToNewestOf(pattern);
    else
        emit subjectsWanted(QString::fromUtf8(pattern).replace(u',', u"\\,"_s)); // see parseSubjects()
}

QString ExplorerPresenter::treeSummary() const
{
    const QString seen = m_tree.subjectCount() == 1 ? tr("1 subject seen") : tr("%1 subjects seen").arg(exactCount(m_tree.subjectCount()));
    return m_tree.notShown() > 0 ? seen + tr(", %1 not shown").arg(exactCount(m_tree.notShown())) : seen;
}

QString ExplorerPresenter::liveCommand() const
{
    QStringList commands;
    for (const QByteArray &subject : m_live.subjects())
        commands << u"nats sub "_s + text::shellQuoted(QString::fromUtf8(subject));
    return commands.join(u'\n');
}

} // namespace natsdeck::explorer
