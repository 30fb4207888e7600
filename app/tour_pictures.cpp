#include "app/tour.h"

#include "app/program.h"
#include "models/explorer/sample_data.h"
#include "widgets/common/page.h"
#include "widgets/shell/workspace.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QPixmap>

using namespace Qt::StringLiterals;

namespace natsdeck::app {

namespace {

// Of the tables and trees that are in view; -1 when there is none.
int rowsIn(const QWidget &widget)
{
    int rows = -1;
    for (const QAbstractItemView *view : widget.findChildren<QAbstractItemView *>()) {
        if (view->isVisibleTo(&widget) && view->model() != nullptr)
            rows = std::max(rows, view->model()->rowCount(view->rootIndex()));
    }
    return rows;
}

QString sampleStreamWith(const QString &subject)
{
    for (const explorer::SampleStream &stream : explorer::sampleStreams()) {
        for (const QJsonValue subjects : stream.config[u"subjects"_s].toArray()) {
            if (subjects.toString().startsWith(subject))
                return stream.config[u"name"_s].toString();
        }
    }
    return explorer::sampleStreams().front().config[u"name"_s].toString();
}

} // namespace

void Tour::addPages(std::size_t stage)
{
    const QString events = sampleStreamWith(u"events"_s);
    addPage(stage, u"overview"_s, u"overview"_s);
    addPage(stage, u"streams"_s, u"streams/"_s + events);
    addPage(stage, u"explorer-stored"_s, u"explorer/"_s + events);
    addPage(stage, u"explorer-live"_s, u"explorer/live/events.>"_s);
    if (m_stages[stage].context.isEmpty())
        return;
    for (const QString &section : {u"pods"_s, u"storage"_s, u"network"_s, u"events"_s, u"logs"_s, u"objects"_s})
        addPage(stage, u"kubernetes-"_s + section, u"kubernetes/"_s + section);
}

void Tour::addPage(std::size_t stage, const QString &name, const QString &target)
{
    ui::MainWindow &window = m_program.window();
    TourStep step;
    step.name = tr("Page %1").arg(name);
    step.begin = [this, target] {
        if (!m_program.window().openTarget(target))
            m_script.fail(tr("There is no page %1").arg(target));
        // The shortest range: a young recording fills it best.
        if (QWidget *controls = m_program.window().workspace()->page() ? m_program.window().workspace()->page()->pageControls() : nullptr) {
            if (auto *range = controls->findChild<QComboBox *>())
                range->setCurrentIndex(0);
        }
    };
    // Some time for the live tap to collect, and for charts and rows to settle.
    step.done = [this, &window, stage, name, ticks = std::make_shared<int>(0)] {
        ui::Page *page = window.workspace()->page();
        if (page == nullptr || page->state() != ui::Page::State::Ready || rowsIn(*page) <= 0 || ++*ticks < 40)
            return false;
        showPicture(m_stages[stage].target, name, window, rowsIn(*page));
        return true;
    };
    step.deadline = std::chrono::seconds(40);
    m_script.add(std::move(step));
}

// What belongs to the window and not to a system.
void Tour::addFrame()
{
    ui::MainWindow &window = m_program.window();
    m_script.add({tr("Command field"), [&window] { window.showPalette(); },
                  [this, &window] {
                      showPicture({}, u"palette"_s, window, rowsIn(window));
                      if (QWidget *popup = window.findChild<QDialog *>())
                          popup->close();
                      return true;
                  }});
    m_script.add({tr("Activity"), [&window] { window.showActivity(u"operations"_s); },
                  [this, &window] {
                      showPicture({}, u"activity"_s, window, -1);
                      window.setActivityShown(false);
                      return true;
                  }});
    m_script.add({tr("Settings"), [&window] { window.showSettings(); },
                  [this, &window] {
                      showPicture({}, u"settings"_s, window, -1);
                      window.closeTopmost();
                      return true;
                  }});
    m_script.add({tr("Help"), [&window] { window.showHelp(u"getting-started"_s); },
                  [this] {
                      for (QWidget *other : QApplication::topLevelWidgets()) {
                          if (other != &m_program.window() && other->isVisible() && rowsIn(*other) > 0) {
                              showPicture({}, u"help"_s, *other, rowsIn(*other));
                              other->close();
                              return true;
                          }
                      }
                      return false;
                  }});
}

QString Tour::picture(QWidget &widget, const QString &name) const
{
    const QString file = name + (m_options.second ? u"-200.png"_s : u".png"_s);
    return widget.grab().save(m_options.folder + u'/' + file) ? file : QString();
}

QStringList Tour::pictures(QWidget &widget, const QString &name)
{
    settings::Settings &settings = m_program.backstage().settings;
    QStringList files;
    for (const QString &theme : {u"light"_s, u"dark"_s}) {
        settings.set(settings::keys::theme, theme);
        if (const QString file = picture(widget, name + u'-' + theme); !file.isEmpty())
            files << file;
    }
    settings.set(settings::keys::theme, u"light"_s);
    return files;
}

void Tour::showPicture(const QString &target, const QString &name, QWidget &widget, int rows)
{
    const QString file = target.isEmpty() ? name : target + u'-' + name;
    m_report.pages.push_back({target, m_options.second ? name + u" at 200 %"_s : name, rows, pictures(widget, file)});
}

} // namespace natsdeck::app
