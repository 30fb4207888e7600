#include "widgets/common/findings_list.h"

#include "widgets/common/buttons.h"
#include "widgets/common/glyph.h"
#include "widgets/common/labels.h"

#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

int count(const Findings &findings, Severity severity)
{
    return static_cast<int>(std::count_if(findings.begin(), findings.end(), [&](const Finding &one) { return one.severity == severity; }));
}

} // namespace

FindingsList::FindingsList(const Theme &theme, Words words, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_words(words)
    , m_column(new QVBoxLayout(this))
{
    setAccessibleName(tr("Findings"));
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(theme.metrics().s);
}

QString FindingsList::wordOf(Severity severity) const
{
    if (m_words == Words::Checks && severity == Severity::Critical)
        return tr("Blocks");
    if (m_words == Words::Checks && severity == Severity::Ok)
        return tr("Passed");
    return statusWord(statusOf(severity));
}

int FindingsList::wordWidth() const
{
    const QFontMetrics metrics(m_theme.font(TextRole::Body));
    int width = 0;
    for (const Severity severity : {Severity::Ok, Severity::Info, Severity::Warning, Severity::Critical})
        width = std::max(width, metrics.horizontalAdvance(wordOf(severity)));
    return width + m_theme.metrics().l;
}

void FindingsList::setFindings(const Findings &findings)
{
    if (findings == m_findings && m_column->count() > 0)
        return;
    m_findings = findings;
    rebuild();
}

void FindingsList::setPassedFolded(bool folded)
{
    m_foldPassed = folded;
    rebuild();
}

void FindingsList::rebuild()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    Findings sorted = m_findings;
    std::stable_sort(sorted.begin(), sorted.end(), [](const Finding &a, const Finding &b) { return a.severity > b.severity; });
    const int passed = count(m_findings, Severity::Ok);
    const bool fold = m_foldPassed && !m_open && passed > 1;
    int shown = 0;
    int left = 0;
    for (const Finding &finding : std::as_const(sorted)) {
        if (fold && finding.severity == Severity::Ok)
            continue;
        if (shown == shownAtMost) {
            ++left;
            continue;
        }
        m_column->addWidget(makeRow(finding));
        ++shown;
    }
    if (fold)
        m_column->addWidget(makePassedRow(passed));
    if (left > 0)
        m_column->addWidget(mutedLabel(m_theme, tr("%n more not shown", nullptr, left), TextRole::Caption, this));
    m_column->addStretch(1);
}

// Wraps at whatever width there is: an address or a name without a space must not push the rest out of sight.
QLabel *FindingsList::makeText(const QString &text, TextRole role, Tone tone, QWidget *row) const
{
    QLabel *label = wrappedLabel(m_theme, text, role, tone, row);
    label->setMinimumWidth(1);
    setPlainToolTip(label, text);
    return label;
}

QWidget *FindingsList::makeRow(const Finding &finding)
{
    auto *row = new QWidget(this);
    row->setAccessibleName(wordOf(finding.severity) + u": "_s + finding.what + u' ' + finding.subject);
    row->setAccessibleDescription(finding.evidence + u' ' + finding.remedy);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(m_theme.metrics().s);
    line->addWidget(new Glyph(m_theme, statusOf(finding.severity), 14, row), 0, Qt::AlignTop);
    QLabel *word = plainLabel(m_theme, wordOf(finding.severity), TextRole::Body, row);
    word->setMinimumWidth(wordWidth());
    line->addWidget(word, 0, Qt::AlignTop);

    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(makeText(finding.what, TextRole::Body, Tone::Normal, row));
    if (!finding.subject.isEmpty() || !finding.evidence.isEmpty()) {
        auto *second = new QHBoxLayout;
        second->setSpacing(m_theme.metrics().s);
        if (!finding.subject.isEmpty())
            second->addWidget(new ElidedLabel(m_theme, finding.subject, TextRole::MonoSmall, Qt::ElideMiddle, row), 0, Qt::AlignTop);
        second->addWidget(makeText(finding.evidence, TextRole::Caption, Tone::Muted, row), 1);
        words->addLayout(second);
    }
    if (!finding.remedy.isEmpty())
        words->addWidget(makeText(finding.remedy, TextRole::Caption, Tone::Normal, row));
    line->addLayout(words, 1);

    const QString text = m_actionText && !finding.action.isEmpty() ? m_actionText(finding) : QString();
    if (!text.isEmpty()) {
        QPushButton *button = pushButton(text, ButtonVariant::Link, row);
        connect(button, &QPushButton::clicked, this, [this, finding] { emit actionRequested(finding); });
        line->addWidget(button, 0, Qt::AlignTop);
    }
    return row;
}

QWidget *FindingsList::makePassedRow(int passed)
{
    auto *row = new QWidget(this);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(m_theme.metrics().s);
    line->addWidget(new Glyph(m_theme, Status::Ok, 14, row), 0, Qt::AlignVCenter);
    QLabel *word = plainLabel(m_theme, wordOf(Severity::Ok), TextRole::Body, row);
    word->setMinimumWidth(wordWidth());
    line->addWidget(word);
    line->addWidget(plainLabel(m_theme, tr("%n check(s)", nullptr, passed), TextRole::Body, row), 1);
    QPushButton *all = pushButton(tr("Show all"), ButtonVariant::Link, row);
    connect(all, &QPushButton::clicked, this, [this] {
        m_open = true;
        rebuild();
    });
    line->addWidget(all);
    return row;
}

QString FindingsList::summary(const Findings &findings, Words words)
{
    const int critical = count(findings, Severity::Critical);
    const int warnings = count(findings, Severity::Warning);
    const int notes = count(findings, Severity::Info);
    const int passed = count(findings, Severity::Ok);
    QStringList parts;
    if (critical > 0)
        parts << (words == Words::Checks ? tr("%n blocking", nullptr, critical) : tr("%n critical", nullptr, critical));
    if (warnings > 0)
        parts << tr("%n warning(s)", nullptr, warnings);
    if (notes > 0)
        parts << tr("%n note(s)", nullptr, notes);
    if (passed > 0)
        parts << tr("%n passed", nullptr, passed);
    return parts.isEmpty() ? tr("nothing found") : parts.join(u", "_s);
}

} // namespace natsdeck::ui
