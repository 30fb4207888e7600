#pragma once

#include "widgets/common/theme.h"

#include <QWidget>

#include <functional>
#include <vector>

class QVBoxLayout;

namespace natsdeck::ui {

// What can be done when no system is open, as large cards. Texts and commands come from outside.
struct StartChoice
{
    QString icon;
    QString title;
    QString text;
    QString fact; // "5 contexts in ~/.kube/config"
    QString actionText;
    std::function<void()> action;
};

struct StartContent
{
    QString title;
    QString text;
    std::vector<StartChoice> choices; // the first one is the primary
    QString note;                     // "3 contexts of the nats command line tool were found."
    std::vector<std::pair<QString, std::function<void()>>> links;
};

class FirstStartPage final : public QWidget
{
    Q_OBJECT

public:
    explicit FirstStartPage(const Theme &theme, QWidget *parent = nullptr);

    void setContent(const StartContent &content);

private:
    QWidget *makeChoice(const StartChoice &choice, bool primary);
    QWidget *makeNote(const StartContent &content);

    const Theme &m_theme;
    QVBoxLayout *m_column;
    QWidget *m_inner = nullptr;
};

} // namespace natsdeck::ui
