#include "widgets/systems/kubeconfig_dialog.h"

#include "models/base/text.h"
#include "widgets/common/buttons.h"
#include "widgets/common/findings_list.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/systems/form_scroll.h"

#include <QDir>
#include <QDropEvent>
#include <QFileDialog>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int dialogWidth = 680;
constexpr int textLines = 6;
constexpr int typingPause = 250;
constexpr int shownAtMost = 50; // contexts; the rest is counted

} // namespace

QStringList localFiles(const QMimeData &data)
{
    QStringList files;
    for (const QUrl &url : data.urls()) {
        if (url.isLocalFile())
            files << url.toLocalFile();
    }
    return files;
}

KubeconfigDialog::KubeconfigDialog(const Theme &theme, const kube::Kubeconfig &loaded, const QString &folder,
                                   std::function<void(const QStringList &)> accepted, QWidget *parent)
    : ScrimDialog(theme, parent, dialogWidth)
    , m_review(loaded, folder)
    , m_accepted(std::move(accepted))
    , m_edit(new QPlainTextEdit(this))
    , m_path(new QLineEdit)
{
    const Metrics &metrics = theme.metrics();
    panel()->setContentsMargins(metrics.xl, metrics.xl - 4, metrics.xl, metrics.l);
    panel()->setSpacing(metrics.m);
    setAccessibleName(tr("Add a kubeconfig"));
    setAcceptDrops(true);
    panel()->addWidget(wrappedLabel(theme, tr("Add a kubeconfig"), TextRole::Heading, Tone::Normal, this));
    panel()->addWidget(wrappedLabel(theme,
                                    tr("Choose files, drop them here or paste their text. Nothing is contacted and no program runs before "
                                       "you open a context."),
                                    TextRole::Body, Tone::Muted, this));
    addInput();
    addReview();
    addButtons();
    m_typing.setSingleShot(true);
    m_typing.setInterval(typingPause);
    connect(&m_typing, &QTimer::timeout, this, [this] { m_review.setPasted(m_edit->toPlainText()); });
    connect(m_edit, &QPlainTextEdit::textChanged, this, [this] {
        m_typing.start();
        update();
    });
    connect(m_path, &QLineEdit::textEdited, this, [this](const QString &path) { m_review.setPath(path); });
    connect(&m_review, &systems::KubeconfigReview::changed, this, &KubeconfigDialog::update);
    update();
    m_edit->setFocus(Qt::OtherFocusReason);
}

void KubeconfigDialog::addInput()
{
    auto *row = new QHBoxLayout;
    QPushButton *choose = pushButton(tr("Choose &files…"), ButtonVariant::Normal, this);
    choose->setAutoDefault(false);
    connect(choose, &QPushButton::clicked, this, &KubeconfigDialog::chooseFiles);
    row->addWidget(choose);
    row->addWidget(mutedLabel(theme(), tr("They stay where they lie"), TextRole::Caption, this));
    row->addStretch(1);
    panel()->addLayout(row);
    m_edit->setObjectName(u"kubeconfig-text"_s);
    m_edit->setProperty("surface", u"sunken"_s);
    m_edit->setFont(theme().font(TextRole::Mono));
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_edit->setTabChangesFocus(true);
    m_edit->setAcceptDrops(false); // the dialog takes them, wherever they fall
    m_edit->viewport()->setAcceptDrops(false);
    m_edit->setFixedHeight(m_edit->fontMetrics().lineSpacing() * textLines + theme().metrics().l);
    m_edit->setPlaceholderText(u"apiVersion: v1\nkind: Config\n…"_s);
    panel()->addWidget(new Field(theme(), tr("Or &paste its text"), m_edit, {}, this));
    m_path->setObjectName(u"kubeconfig-path"_s);
    m_pathField = new Field(theme(), tr("&Save the text as"), m_path, tr("A new file that only you can read"), this);
    panel()->addWidget(m_pathField);
}

void KubeconfigDialog::addReview()
{
    auto *scroll = new FormScroll(theme().metrics().l, this);
    scroll->setFocusPolicy(Qt::TabFocus); // nothing in it takes the focus, and it has to be scrolled by keys
    scroll->setAccessibleName(tr("What it would run and reach"));
    m_rows = scroll->column();
    panel()->addWidget(scroll, 1);
}

void KubeconfigDialog::addButtons()
{
    auto *row = new QHBoxLayout;
    row->setSpacing(theme().metrics().s);
    m_reason = new ValidityLine(theme(), this);
    row->addWidget(m_reason, 100);
    row->addStretch(1); // the reason takes no room while it says nothing
    QPushButton *cancel = pushButton(tr("Cancel"), ButtonVariant::Normal, this);
    cancel->setAutoDefault(false);
    m_add = pushButton(tr("Add contexts"), ButtonVariant::Primary, this);
    m_add->setDefault(true);
    row->addWidget(cancel);
    row->addWidget(m_add);
    panel()->addLayout(row);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_add, &QPushButton::clicked, this, &KubeconfigDialog::save);
}

void KubeconfigDialog::chooseFiles()
{
    auto *dialog = new QFileDialog(this, tr("Choose kubeconfigs"), QDir::homePath() + u"/.kube"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setFilter(QDir::Files | QDir::AllDirs | QDir::Hidden);
    connect(dialog, &QFileDialog::filesSelected, this, &KubeconfigDialog::addFiles);
    dialog->open();
}

void KubeconfigDialog::addFiles(const QStringList &files) { m_review.addFiles(files); }

void KubeconfigDialog::setText(const QString &text)
{
    m_edit->setPlainText(text);
    m_typing.stop();
    m_review.setPasted(text);
}

void KubeconfigDialog::update()
{
    m_pathField->setVisible(m_review.hasPasted());
    if (!m_review.isPathChosen() && m_path->text() != m_review.path() && !m_path->hasFocus())
        m_path->setText(m_review.path());
    if (const QString problem = m_review.pathProblem(); !problem.isEmpty())
        m_pathField->setFinding(Finding{u"path"_s, Severity::Critical, text::clean(problem), {}, {}, {}, {}});
    else
        m_pathField->clear();
    const int count = m_review.usable();
    const QString reason = m_typing.isActive() ? tr("Reading it") : m_review.reason();
    m_add->setText(count == 0 ? tr("Add contexts") : tr("Add %n context(s)", nullptr, count));
    m_add->setEnabled(reason.isEmpty() && !m_isSaving);
    m_add->setAccessibleDescription(reason);
    if (!m_failure.isEmpty())
        m_reason->setText(Validity::Invalid, m_failure);
    else
        m_reason->setText(Validity::None, m_isSaving ? tr("Saving it") : reason);
    if (!m_review.isReading())
        showRows();
}

void KubeconfigDialog::showRows()
{
    const QList<systems::ReviewedContext> &rows = m_review.contexts().rows();
    if (rows == m_shown)
        return;
    m_shown = rows;
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
    for (const systems::ReviewedContext &row : rows.first(std::min<qsizetype>(rows.size(), shownAtMost))) {
        const QString file = text::clean(row.file);
        auto *section = new Section(theme(), row.context.isEmpty() ? text::clean(QFileInfo(row.file).fileName()) : row.context, file, this);
        section->setAccessibleName(row.context.isEmpty() ? file : tr("Context %1").arg(row.context));
        auto *findings = new FindingsList(theme(), FindingsList::Words::Checks, section);
        findings->setFindings(row.findings);
        section->add(findings);
        m_rows->addWidget(section);
    }
    if (rows.size() > shownAtMost)
        m_rows->addWidget(mutedLabel(theme(), tr("%1 more not shown").arg(rows.size() - shownAtMost), TextRole::Caption, this));
}

void KubeconfigDialog::save()
{
    if (m_isSaving || !m_review.reason().isEmpty())
        return;
    m_isSaving = true;
    m_failure.clear();
    update();
    async::deliver<QStringList>(m_review.save(), this, [this](const Result<QStringList> &files) {
        m_isSaving = false;
        if (!files) {
            m_failure = text::clean(files.error().summary + u' ' + files.error().remedy);
            update();
            return;
        }
        const auto accepted = std::exchange(m_accepted, nullptr);
        accept();
        if (accepted)
            accepted(*files);
    });
}

void KubeconfigDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (!localFiles(*event->mimeData()).isEmpty() || event->mimeData()->hasText())
        event->acceptProposedAction();
}

void KubeconfigDialog::dropEvent(QDropEvent *event)
{
    if (const QStringList files = localFiles(*event->mimeData()); !files.isEmpty())
        addFiles(files);
    else
        setText(event->mimeData()->text());
    event->setDropAction(Qt::CopyAction); // what is dropped stays where it lies
    event->accept();
}

} // namespace natsdeck::ui
