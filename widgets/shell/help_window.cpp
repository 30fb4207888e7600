#include "widgets/shell/help_window.h"

#include <QDir>
#include <QFile>
#include <QHBoxLayout>
#include <QListWidget>
#include <QSplitter>
#include <QTextBrowser>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr qint64 pageBudget = 1024 * 1024;

QString contentsOf(const QString &file)
{
    QFile source(file);
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.read(pageBudget)) : QString();
}

QString titleOf(const QString &markdown, const QString &fallback)
{
    for (const QString &line : markdown.split(u'\n')) {
        if (line.startsWith(u"# "))
            return line.mid(2).trimmed();
    }
    return fallback;
}

// Loads nothing but what lies in our own resources.
class InertBrowser final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

    QVariant loadResource(int type, const QUrl &name) override
    {
        const bool ours = name.scheme() == u"qrc" || name.path().startsWith(u":/");
        return ours && type == QTextDocument::ImageResource ? QTextBrowser::loadResource(type, name) : QVariant();
    }
};

} // namespace

HelpWindow::HelpWindow(const Theme &theme, const QString &folder, QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_theme(theme)
    , m_list(new QListWidget(this))
    , m_text(new InertBrowser(this))
{
    setWindowTitle(tr("NatsDeck help"));
    resize(920, 640);
    m_list->setAccessibleName(tr("Help pages"));
    m_list->setMaximumWidth(260);
    m_text->setAccessibleName(tr("Help text"));
    m_text->setOpenLinks(false);
    m_text->setOpenExternalLinks(false);
    m_text->document()->setDocumentMargin(theme.metrics().xl);
    m_text->setFont(theme.font(TextRole::Body));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_list);
    row->addWidget(m_text, 1);

    const QFileInfoList files = QDir(folder).entryInfoList({u"*.md"_s}, QDir::Files, QDir::Name);
    for (const QFileInfo &file : files) {
        auto *item = new QListWidgetItem(titleOf(contentsOf(file.filePath()), file.baseName()), m_list);
        item->setData(Qt::UserRole, file.filePath());
        // "3-monitoring.md": the number is the order, the rest the name.
        const bool numbered = file.baseName().at(0).isDigit() && file.baseName().contains(u'-');
        item->setData(Qt::UserRole + 1, numbered ? file.baseName().section(u'-', 1) : file.baseName());
    }
    connect(m_list, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        if (item)
            load(item->data(Qt::UserRole).toString());
    });
    // A link to another of our pages: "explorer.md". Anything else is text.
    connect(m_text, &QTextBrowser::anchorClicked, this, [this](const QUrl &url) {
        if (url.scheme().isEmpty() && url.path().endsWith(u".md"))
            showPage(url.path().chopped(3));
    });
    connect(&theme, &Theme::changed, this, [this] {
        if (m_list->currentItem())
            load(m_list->currentItem()->data(Qt::UserRole).toString());
    });
    m_list->setCurrentRow(0);
}

void HelpWindow::load(const QString &file)
{
    m_text->document()->setMarkdown(contentsOf(file), QTextDocument::MarkdownNoHTML);
    m_text->moveCursor(QTextCursor::Start);
}

void HelpWindow::showPage(const QString &name)
{
    for (int row = 0; row < m_list->count(); ++row) {
        if (m_list->item(row)->data(Qt::UserRole + 1).toString() == name) {
            m_list->setCurrentRow(row);
            return;
        }
    }
}

QStringList HelpWindow::pages() const
{
    QStringList names;
    for (int row = 0; row < m_list->count(); ++row)
        names << m_list->item(row)->data(Qt::UserRole + 1).toString();
    return names;
}

QString HelpWindow::currentText() const { return m_text->toPlainText(); }

} // namespace natsdeck::ui
