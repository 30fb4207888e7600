#include "app/resources.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

// Outside of any namespace: the macro declares a function of the global one.
static void initHelp() { Q_INIT_RESOURCE(help); }

namespace natsdeck::app {

void initResources() { initHelp(); }

void loadTranslation(const QString &language)
{
    const QLocale wanted = language.isEmpty() ? QLocale() : QLocale(language);
    for (const QLocale &locale : {wanted, QLocale(QLocale::English)}) {
        auto *translator = new QTranslator(QCoreApplication::instance());
        if (translator->load(locale, u"natsdeck"_s, u"_"_s, u":/i18n"_s)) {
            QCoreApplication::installTranslator(translator);
            return;
        }
        delete translator;
    }
}

} // namespace natsdeck::app
