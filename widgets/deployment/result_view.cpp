#include "widgets/deployment/result_view.h"

#include "models/deployment/verification.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/fact_list.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/labels.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

const QString dots = u"••••••••"_s;

void copy(const QString &text) { QGuiApplication::clipboard()->setText(text); }

} // namespace

ResultView::ResultView(const Theme &theme, deployment::WizardPresenter &presenter, QWidget *parent)
    : WizardView(theme, presenter, deployment::WizardPage::Result, parent)
{
    auto *left = new QVBoxLayout;
    left->setSpacing(theme.metrics().m);
    left->addWidget(buildConnect());
    left->addWidget(buildSamples(), 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(theme.metrics().m);
    row->addLayout(left, 3);
    row->addWidget(buildVerification(), 2);
    body()->addLayout(row, 1);
}

QWidget *ResultView::buildConnect()
{
    auto *card = new Card(theme(), tr("How to connect"), {}, this);
    m_reveal = new QCheckBox(tr("Show the login"), card);
    connect(m_reveal, &QCheckBox::toggled, this, [this] {
        refreshFacts();
        refreshSample();
    });
    QPushButton *address = pushButton(u"deck-copy"_s, tr("Copy URL"), ButtonVariant::Quiet, card);
    connect(address, &QPushButton::clicked, this, [this] {
        if (presenter().facts())
            copy(deployment::addressOf(*presenter().facts()));
    });
    card->header()->addWidget(m_reveal);
    card->header()->addWidget(address);
    m_facts = new FactList(theme(), card);
    card->body()->addWidget(m_facts);

    auto *line = new QHBoxLayout;
    line->addWidget(mutedLabel(theme(), tr("For the nats command line tool"), TextRole::Caption, card), 1);
    QPushButton *command = pushButton(u"deck-copy"_s, tr("Copy command"), ButtonVariant::Quiet, card);
    connect(command, &QPushButton::clicked, this, [this] { copy(presenter().contextCommand()); });
    line->addWidget(command);
    card->body()->addLayout(line);
    m_context = new CodeView(theme(), tr("Command that adds a context"), card);
    m_context->setLineNumbersVisible(false);
    m_context->setFixedHeight(QFontMetrics(theme().font(TextRole::MonoSmall)).lineSpacing() * 3 + theme().metrics().l);
    m_context->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    card->body()->addWidget(m_context);
    return card;
}

QWidget *ResultView::buildSamples()
{
    auto *card = new Card(theme(), tr("From a program"), {}, this);
    m_languages = new Segments(tr("Language"), card);
    connect(m_languages, &Segments::currentChanged, this, &ResultView::refreshSample);
    QPushButton *code = pushButton(u"deck-copy"_s, tr("Copy code"), ButtonVariant::Quiet, card);
    connect(code, &QPushButton::clicked, this, [this] {
        const QList<deployment::Sample> samples = presenter().samples();
        if (m_languages->current() >= 0 && m_languages->current() < samples.size())
            copy(samples[m_languages->current()].code);
    });
    card->header()->addWidget(code);
    auto *row = new QHBoxLayout;
    row->addWidget(m_languages);
    row->addStretch(1);
    card->body()->addLayout(row);
    m_prepare = wrappedLabel(theme(), {}, TextRole::MonoSmall, Tone::Muted, card);
    m_prepare->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    card->body()->addWidget(m_prepare);
    m_code = new CodeView(theme(), tr("Sample program"), card);
    m_code->setMinimumHeight(theme().metrics().rowHeight * 4);
    card->body()->addWidget(m_code, 1);
    return card;
}

QWidget *ResultView::buildVerification()
{
    m_checksCard = new Card(theme(), tr("Verified"), u" "_s, this);
    m_again = pushButton(tr("Check again"), ButtonVariant::Link, m_checksCard);
    connect(m_again, &QPushButton::clicked, this, [this] { presenter().verify(); });
    m_checksCard->header()->addWidget(m_again);
    m_checks = new FindingsList(theme(), FindingsList::Words::Health);
    auto *scroll = new QScrollArea(m_checksCard);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_checks);
    scroll->viewport()->setAutoFillBackground(false);
    m_checks->setAutoFillBackground(false);
    m_checksCard->body()->addWidget(scroll);
    return m_checksCard;
}

void ResultView::refresh()
{
    WizardView::refresh();
    const QList<deployment::Sample> samples = presenter().samples();
    if (m_languageCount == 0 && !samples.isEmpty()) {
        for (const deployment::Sample &sample : samples)
            m_languages->addSegment(sample.language);
        m_languageCount = int(samples.size());
    }
    refreshFacts();
    refreshSample();
    refreshVerification();
}

QString ResultView::masked(QString text) const
{
    if (m_reveal->isChecked() || !presenter().facts())
        return text;
    const deployment::LoginChoice &login = presenter().facts()->login;
    for (const Secret &secret : {login.secret, login.systemSecret}) {
        if (!secret.isEmpty())
            text.replace(QString::fromUtf8(secret.reveal()), dots);
    }
    return text;
}

void ResultView::refreshFacts()
{
    const std::optional<deployment::ConnectFacts> &facts = presenter().facts();
    if (!facts)
        return;
    QList<FactList::Fact> list;
    const auto add = [&list](const QString &label, const QString &value, TextRole role = TextRole::Mono) {
        if (!value.isEmpty())
            list.append({label, value, role, {}, {}});
    };
    add(tr("URL"), facts->urls.join(u", "_s));
    add(tr("In the cluster"), facts->internalUrls.join(u", "_s));
    add(tr("From here"), facts->forwardCommand);
    using deployment::LoginKind;
    const QString secret = m_reveal->isChecked() ? QString::fromUtf8(facts->login.secret.reveal()) : dots;
    switch (facts->login.kind) {
    case LoginKind::UserPassword:
        add(tr("User"), facts->login.user);
        add(tr("Password"), secret);
        break;
    case LoginKind::Token:
        add(tr("Token"), secret);
        break;
    case LoginKind::Nkey:
        add(tr("Public key"), facts->publicKey);
        add(tr("Seed file"), facts->seedFile);
        break;
    case LoginKind::None:
        add(tr("Login"), tr("none"), TextRole::Body);
        break;
    }
    add(tr("Monitoring"), facts->monitoringUrl);
    m_facts->setFacts(list);
    m_reveal->setVisible(facts->login.kind == LoginKind::UserPassword || facts->login.kind == LoginKind::Token);
    m_context->setCode(masked(presenter().contextCommand()), Language::Plain);
}

void ResultView::refreshSample()
{
    const QList<deployment::Sample> samples = presenter().samples();
    const int index = m_languages->current();
    if (index < 0 || index >= samples.size())
        return;
    const deployment::Sample &sample = samples[index];
    m_prepare->setText(sample.prepare + (sample.run.isEmpty() ? QString() : u'\n' + sample.run));
    m_code->setCode(masked(sample.code), Language::Plain);
}

void ResultView::refreshVerification()
{
    const deployment::Verification &verification = presenter().verification();
    m_again->setEnabled(!presenter().isBusy());
    QString caption = FindingsList::summary(verification.findings(), FindingsList::Words::Checks);
    if (verification.isRunning())
        caption = tr("checking: %1").arg(verification.current());
    else if (verification.findings().isEmpty())
        caption = tr("not checked yet");
    m_checksCard->setCaption(caption);
    m_checks->setFindings(verification.findings());
}

} // namespace natsdeck::ui
