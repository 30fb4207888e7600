#pragma once

#include "models/explorer/explorer_input.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QLineEdit;

namespace natsdeck::ui {

class ValidityLine;

// A field of the Explorer with the judgement about it below. The line keeps its room, so that nothing moves while typing.
class JudgedField final : public QWidget
{
    Q_OBJECT

public:
    JudgedField(const Theme &theme, const QString &icon, const QString &placeholder, const QString &accessibleName,
                QWidget *parent = nullptr);

    [[nodiscard]] QLineEdit *edit() const { return m_edit; }
    void show(const explorer::FieldState &state, const QString &more = {}); // "Valid, held by stream ORDERS"
    void setHint(const QString &hint);                                      // while it is empty

signals:
    void edited(const QString &text);
    void accepted(); // Enter

private:
    QLineEdit *m_edit;
    ValidityLine *m_line;
    QString m_hint;
};

} // namespace natsdeck::ui
