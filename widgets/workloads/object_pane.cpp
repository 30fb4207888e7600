#include "widgets/workloads/object_pane.h"

#include "models/base/text.h"
#include "widgets/common/buttons.h"
#include "widgets/common/card.h"
#include "widgets/common/code_view.h"
#include "widgets/common/labels.h"
#include "widgets/common/page_states.h"
#include "widgets/common/table_view.h"
#include "widgets/workloads/object_pane_edit.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using natsdeck::workloads::ObjectsPresenter;
using natsdeck::workloads::RowsModel;
using natsdeck::workloads::SecretValue;

namespace natsdeck::ui {

ObjectPane::ObjectPane(const Theme &theme, ObjectsPresenter &presenter, std::optional<Environment> environment, QWidget *parent)
    : Page(theme, u"kubernetes/objects"_s, parent)
    , m_presenter(presenter)
    , m_environment(environment)
    , m_table(new TableView(theme, tr("Objects"), TableView::Rows::Normal, this))
    , m_notices(wrappedLabel(theme, {}, TextRole::Caption, Tone::Muted, this))
    , m_right(new QStackedWidget(this))
{
    m_table->setModel(&presenter.model());
    m_table->setColumns({{u"StatefulSet"_s}, {u"nats-core-js-nats-core"_s, 24}, {u"selects its pods"_s, 0, true}});
    m_notices->setContentsMargins(theme.metrics().m, theme.metrics().xs, theme.metrics().m, theme.metrics().xs);
    auto *left = new QWidget(this);
    auto *column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_table, 1);
    column->addWidget(m_notices);
    m_nothing = new EmptyView(
        theme, {u"deck-object"_s, tr("No object chosen"), tr("Choose one at the left to see it as the API server has it."), {}, {}});
    m_object = buildObject();
    m_right->addWidget(m_nothing);
    m_right->addWidget(m_object);
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(left);
    split->addWidget(m_right);
    split->setStretchFactor(1, 1);
    split->setChildrenCollapsible(false);
    split->setHandleWidth(1);
    split->setSizes({500, 670});
    auto *layout = new QHBoxLayout(content());
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(split);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &current) {
        if (current.isValid())
            m_presenter.choose(current.data(RowsModel::KeyRole).toString());
    });
    connect(&m_presenter, &ObjectsPresenter::changed, this, &ObjectPane::update);
    connect(&m_presenter, &ObjectsPresenter::objectChanged, this, &ObjectPane::updateObject);
    connect(&m_presenter, &ObjectsPresenter::editorChanged, this, &ObjectPane::updateEditor);
    update();
}

QWidget *ObjectPane::buildObject()
{
    auto *pane = new QWidget;
    m_title = new ElidedLabel(theme(), {}, TextRole::Title, Qt::ElideRight, pane);
    m_managed = new QCheckBox(tr("Field managers"), pane);
    setPlainToolTip(m_managed, tr("Shows metadata.managedFields: who owns which field"));
    QToolButton *copyText = iconButton(u"deck-file"_s, tr("Copy the YAML as shown"), pane);
    QToolButton *copy = iconButton(u"deck-copy"_s, tr("Copy as kubectl command"), pane);
    m_edit = pushButton(u"deck-edit"_s, tr("Edit…"), ButtonVariant::Normal, pane);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(theme().metrics().l, 10, theme().metrics().m, 8);
    head->setSpacing(theme().metrics().s);
    head->addWidget(m_title, 1);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_managed, copyText, copy, m_edit})
        head->addWidget(widget);
    m_text = new CodeView(theme(), tr("Object as YAML"), pane);
    m_body = new QStackedWidget(pane);
    m_body->addWidget(m_text);
    m_secrets = new QWidget(pane);
    m_secretRows = new QGridLayout(m_secrets);
    m_secretRows->setColumnStretch(2, 1);
    m_secretRows->setHorizontalSpacing(theme().metrics().m);
    m_secretRows->setContentsMargins(theme().metrics().l, theme().metrics().s, theme().metrics().m, theme().metrics().s);
    m_secretRows->setVerticalSpacing(theme().metrics().xs);
    auto *column = new QVBoxLayout(pane);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(hairline(Qt::Horizontal, pane));
    column->addWidget(m_body, 1);
    column->addWidget(m_secrets);
    connect(m_managed, &QCheckBox::toggled, &m_presenter, &ObjectsPresenter::setManagedFieldsShown);
    connect(copyText, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.text()); });
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_presenter.command()); });
    connect(m_edit, &QPushButton::clicked, &m_presenter, &ObjectsPresenter::edit);
    return pane;
}

void ObjectPane::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_presenter.setActive(true);
}

void ObjectPane::update()
{
    switch (m_presenter.state()) {
    case ObjectsPresenter::State::Loading:
        setLoading();
        break;
    case ObjectsPresenter::State::Failed:
        setFailed(*m_presenter.error(), [this] { m_presenter.refresh(); });
        break;
    case ObjectsPresenter::State::Ready:
        setReady();
        break;
    }
    m_notices->setText(m_presenter.notices().join(u'\n'));
    m_notices->setVisible(!m_presenter.notices().isEmpty());
    setCount(m_presenter.model().rowCount());
    const QString reason = m_presenter.lockedReason();
    m_edit->setEnabled(reason.isEmpty() && m_presenter.objectState() == ObjectsPresenter::State::Ready);
    setPlainToolTip(m_edit, reason);
    if (!m_presenter.chosen() && !m_wanted.isEmpty())
        openItem(m_wanted);
    if (!m_editView)
        m_right->setCurrentWidget(m_presenter.chosen() ? m_object : m_nothing);
}

void ObjectPane::updateObject()
{
    if (!m_presenter.chosen())
        return;
    const ObjectsPresenter::State state = m_presenter.objectState();
    m_title->setText(display(*m_presenter.chosen()));
    if (m_said) {
        m_body->removeWidget(m_said);
        m_said->deleteLater();
        m_said = nullptr;
    }
    if (state == ObjectsPresenter::State::Failed)
        m_said = new FailedView(theme(), *m_presenter.objectError(), [this] { m_presenter.refresh(); });
    else if (state == ObjectsPresenter::State::Loading)
        m_said = new SkeletonView(theme());
    if (m_said)
        m_body->addWidget(m_said);
    m_body->setCurrentWidget(m_said ? m_said : m_text);
    m_text->setCode(m_presenter.text(), Language::Yaml);
    updateSecrets();
    update();
}

// One row for each value: its name, its size, and on request what it is.
void ObjectPane::updateSecrets()
{
    while (QLayoutItem *item = m_secretRows->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    const QList<SecretValue> values = m_presenter.secrets();
    m_secrets->setVisible(!values.isEmpty());
    int row = 0;
    for (const SecretValue &value : values) {
        const bool isShown = !value.text.isEmpty();
        const int bytes = static_cast<int>(value.bytes);
        m_secretRows->addWidget(plainLabel(theme(), value.name, TextRole::Mono, m_secrets), row, 0);
        m_secretRows->addWidget(mutedLabel(theme(),
                                           value.isText ? tr("%n byte(s)", nullptr, bytes) : tr("%n byte(s), not text", nullptr, bytes),
                                           TextRole::Caption, m_secrets),
                                row, 1);
        auto *shown = wrappedLabel(theme(), isShown ? value.text.left(2000) : u"••••••••"_s, TextRole::Mono, Tone::Normal, m_secrets);
        shown->setAccessibleName(isShown ? tr("Value of %1").arg(value.name) : tr("Value of %1, hidden").arg(value.name));
        m_secretRows->addWidget(shown, row, 2);
        QPushButton *reveal = pushButton(u"deck-eye"_s, isShown ? tr("Hide") : tr("Reveal"), ButtonVariant::Quiet, m_secrets);
        reveal->setAccessibleName(isShown ? tr("Hide %1").arg(value.name) : tr("Reveal %1").arg(value.name));
        reveal->setEnabled(value.bytes > 0);
        connect(reveal, &QPushButton::clicked, this, [this, name = value.name, isShown] { m_presenter.reveal(name, !isShown); });
        m_secretRows->addWidget(reveal, row, 3);
        ++row;
    }
}

void ObjectPane::updateEditor()
{
    if (m_editView) {
        m_right->removeWidget(m_editView);
        m_editView->deleteLater();
        m_editView = nullptr;
    }
    if (m_presenter.editor()) {
        m_editView = new ObjectEditView(theme(), *m_presenter.editor(), m_environment, this);
        m_right->addWidget(m_editView);
        m_right->setCurrentWidget(m_editView);
        connect(m_editView, &ObjectEditView::closed, &m_presenter, &ObjectsPresenter::endEdit);
        m_editView->focusText();
    }
    m_table->setEnabled(!m_editView); // the edit belongs to this object
    update();
}

bool ObjectPane::closeTopmost()
{
    if (!m_editView || m_editView->hasChanges())
        return false;
    m_presenter.endEdit();
    return true;
}

void ObjectPane::openItem(const QString &item)
{
    m_wanted = item;
    for (int row = 0; row < m_presenter.model().rowCount(); ++row) {
        const QModelIndex first = m_presenter.model().index(row, 0);
        const QStringList key = first.data(RowsModel::KeyRole).toString().split(u' '); // apiVersion, kind, name
        if (key.value(1) + u'/' + key.value(2) != item)
            continue;
        m_wanted.clear();
        m_table->setCurrentIndex(first);
        m_table->selectRow(row);
        return;
    }
}

} // namespace natsdeck::ui
