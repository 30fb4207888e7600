#pragma once

#include "models/base/finding.h"
#include "widgets/common/theme.h"

#include <QDateTime>
#include <QListView>

#include <optional>

namespace natsdeck::ui {

class LogModel;

struct LogLine
{
    QDateTime time;                   // shown in UTC
    QString source;                   // "apply", "nats-2"
    std::optional<Severity> severity; // a glyph; Ok is a check
    QString text;
};

// A bounded, growing log: time, source, glyph, text in small monospace. Follows the end until someone scrolls up.
class LogView final : public QListView
{
    Q_OBJECT

public:
    static constexpr int lines = 5000; // older ones leave; dropped() counts them

    LogView(const Theme &theme, const QString &accessibleName, QWidget *parent = nullptr);

    void append(const std::vector<LogLine> &lines); // one call per batch
    void clear();
    void setFollowing(bool following);
    bool isFollowing() const { return m_following; }
    int lineCount() const;
    quint64 dropped() const;
    QString allText() const;

signals:
    void followingChanged(bool following);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void copySelection() const;

    LogModel *m_model;
    bool m_following = true;
    bool m_scrolling = false;
};

} // namespace natsdeck::ui
