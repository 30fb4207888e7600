#include "widgets/settings/settings_page.h"

#include "widgets/common/banner.h"
#include "widgets/common/buttons.h"
#include "widgets/common/form.h"
#include "widgets/common/labels.h"
#include "widgets/settings/setting_fields.h"

#include <QScrollArea>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace keys = settings::keys;

namespace {

constexpr int columnWidth = 640;

} // namespace

SettingsPage::SettingsPage(const Theme &theme, settings::Settings &settings, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_settings(settings)
{
    setAccessibleName(tr("Settings"));
    setFocusPolicy(Qt::NoFocus);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    auto *page = new QFrame(area);
    page->setProperty("surface", u"page"_s);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(theme.metrics().xl, theme.metrics().l, theme.metrics().xl, theme.metrics().xl);
    auto *inner = new QWidget(page);
    inner->setMaximumWidth(columnWidth * std::max(100, theme.metrics().controlHeight * 100 / 30) / 100);
    row->addWidget(inner, 1);
    row->addStretch(0);
    area->setWidget(page);
    outer->addWidget(area);

    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(theme.metrics().xl);
    auto *head = new QHBoxLayout;
    head->addWidget(plainLabel(theme, tr("Settings"), TextRole::Heading, inner), 1);
    QToolButton *close = iconButton(u"deck-close"_s, tr("Close the settings"), inner, QKeySequence(Qt::Key_Escape));
    connect(close, &QToolButton::clicked, this, &SettingsPage::closeRequested);
    head->addWidget(close);
    column->addLayout(head);
    if (settings.damage())
        column->addWidget(new Banner(theme, Status::Warning, settings.damage()->summary, settings.damage()->detail, inner));
    addAppearance(*column);
    addMonitoring(*column);
    addExplorer(*column);
    addSystems(*column);
    addDeployment(*column);
    column->addStretch(1);
}

Section *SettingsPage::addSection(QVBoxLayout &column, const QString &title, const QString &text)
{
    auto *section = new Section(m_theme, title, text, column.parentWidget());
    column.addWidget(section);
    return section;
}

void SettingsPage::addAppearance(QVBoxLayout &column)
{
    Section *section = addSection(column, tr("Appearance"));
    section->add(choiceField(m_theme, m_settings, keys::theme, tr("Colours"),
                             {{u"system"_s, tr("As the desktop says")}, {u"light"_s, tr("Light")}, {u"dark"_s, tr("Dark")}}));
    section->add(choiceField(m_theme, m_settings, keys::density, tr("Density"),
                             {{u"comfortable"_s, tr("Comfortable")}, {u"compact"_s, tr("Compact")}}));
    section->add(switchField(m_theme, m_settings, keys::timesInUtc, tr("Show times in UTC")));
}

void SettingsPage::addMonitoring(QVBoxLayout &column)
{
    Section *section = addSection(column, tr("Monitoring"));
    section->add(numberField(m_theme, m_settings, keys::pollSeconds, tr("Read the servers every"), tr(" s"),
                             tr("1 to 60 seconds. The last hour is kept in memory.")));
}

void SettingsPage::addExplorer(QVBoxLayout &column)
{
    Section *section = addSection(column, tr("Explorer"));
    section->add(numberField(m_theme, m_settings, keys::tapMemoryMiB, tr("Memory for live messages"), tr(" MiB"),
                             tr("16 to 16,384 MiB. What does not fit is not kept, and counted.")));
    section->add(numberField(m_theme, m_settings, keys::previewKiB, tr("Show of a message at first"), tr(" KiB"),
                             tr("1 to 65,536 KiB. The rest comes on request.")));
}

void SettingsPage::addSystems(QVBoxLayout &column)
{
    Section *section = addSection(column, tr("Systems"));
    section->add(listField(m_theme, m_settings, keys::kubeconfigFiles, tr("Kubeconfig files"),
                           tr("One per line, beside those of KUBECONFIG or ~/.kube/config. They are read, never changed.")));
}

void SettingsPage::addDeployment(QVBoxLayout &column)
{
    Section *section = addSection(column, tr("This workstation"));
    section->add(textField(m_theme, m_settings, keys::natsServerProgram, tr("nats-server program"), tr("found in PATH"),
                           tr("A full path, or empty to look in PATH.")));
}

} // namespace natsdeck::ui
