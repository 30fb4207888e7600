#include "widgets/settings/setting_fields.h"

#include "widgets/common/form.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCoreApplication>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

using namespace Qt::StringLiterals;

namespace natsdeck::ui {

namespace {

constexpr int fieldWidth = 320;

// Calls `show` when this key changes, and once now.
template <typename Function> void follow(QWidget *editor, settings::Settings &settings, QLatin1StringView name, Function show)
{
    QObject::connect(&settings, &settings::Settings::changed, editor, [name, show](const QString &changed) {
        if (changed == name)
            show();
    });
    show();
}

Finding refused(const QString &text) { return {u"setting-refused"_s, Severity::Critical, text, {}, {}, {}, {}}; }

} // namespace

Field *choiceField(const Theme &theme, settings::Settings &settings, const settings::Key<QString> &key, const QString &label,
                   const std::vector<std::pair<QString, QString>> &choices, const QString &hint)
{
    auto *combo = new QComboBox;
    combo->setMaximumWidth(fieldWidth);
    for (const auto &[value, text] : choices)
        combo->addItem(text, value);
    QObject::connect(combo, &QComboBox::activated, combo, [combo, &settings, &key] { settings.set(key, combo->currentData().toString()); });
    follow(combo, settings, key.name,
           [combo, &settings, &key] { combo->setCurrentIndex(std::max(0, combo->findData(settings.value(key)))); });
    return new Field(theme, label, combo, hint);
}

QWidget *switchField(const Theme &, settings::Settings &settings, const settings::Key<bool> &key, const QString &label)
{
    auto *box = new QCheckBox(label);
    box->setAccessibleName(label);
    QObject::connect(box, &QCheckBox::clicked, box, [&settings, &key](bool on) { settings.set(key, on); });
    follow(box, settings, key.name, [box, &settings, &key] { box->setChecked(settings.value(key)); });
    return box;
}

Field *numberField(const Theme &theme, settings::Settings &settings, const settings::Key<int> &key, const QString &label,
                   const QString &suffix, const QString &hint)
{
    auto *spin = new QSpinBox;
    spin->setRange(0, 1'000'000);
    spin->setSuffix(suffix);
    spin->setMaximumWidth(fieldWidth / 2);
    spin->setKeyboardTracking(false); // a number that is half typed is not yet a setting
    auto *field = new Field(theme, label, spin, hint);
    QObject::connect(spin, &QSpinBox::valueChanged, field, [field, &settings, &key](int value) {
        if (settings.set(key, value))
            field->clear();
        else
            field->setFinding(refused(QCoreApplication::translate("Settings", "Not possible; %1 is kept").arg(settings.value(key))));
    });
    follow(spin, settings, key.name, [spin, &settings, &key] {
        const QSignalBlocker quiet(spin);
        spin->setValue(settings.value(key));
    });
    return field;
}

Field *textField(const Theme &theme, settings::Settings &settings, const settings::Key<QString> &key, const QString &label,
                 const QString &placeholder, const QString &hint)
{
    auto *edit = new QLineEdit;
    edit->setFont(theme.font(TextRole::Mono));
    edit->setPlaceholderText(placeholder);
    auto *field = new Field(theme, label, edit, hint);
    QObject::connect(edit, &QLineEdit::editingFinished, field, [edit, field, &settings, &key] {
        if (settings.set(key, edit->text().trimmed()))
            field->clear();
        else
            field->setFinding(refused(QCoreApplication::translate("Settings", "Not possible; the value before is kept")));
    });
    follow(edit, settings, key.name, [edit, &settings, &key] { edit->setText(settings.value(key)); });
    return field;
}

Field *listField(const Theme &theme, settings::Settings &settings, const settings::Key<QStringList> &key, const QString &label,
                 const QString &hint)
{
    auto *edit = new QPlainTextEdit;
    edit->setProperty("surface", u"sunken"_s);
    edit->setFont(theme.font(TextRole::Mono));
    edit->setTabChangesFocus(true);
    edit->setFixedHeight(4 * QFontMetrics(edit->font()).height() + 16);
    auto *field = new Field(theme, label, edit, hint);
    QObject::connect(edit, &QPlainTextEdit::textChanged, field, [edit, &settings, &key] {
        QStringList lines;
        for (const QString &line : edit->toPlainText().split(u'\n')) {
            if (!line.trimmed().isEmpty())
                lines << line.trimmed();
        }
        settings.set(key, lines);
    });
    follow(edit, settings, key.name, [edit, &settings, &key] {
        const QSignalBlocker quiet(edit);
        if (!edit->hasFocus())
            edit->setPlainText(settings.value(key).join(u'\n'));
    });
    return field;
}

} // namespace natsdeck::ui
