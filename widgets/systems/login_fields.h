#pragma once

#include "models/base/finding.h"
#include "models/settings/login_book.h"
#include "widgets/common/theme.h"

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace natsdeck::ui {

class Field;

// How to log in: the kind, and the fields it needs.
class LoginFields final : public QWidget
{
    Q_OBJECT

public:
    explicit LoginFields(const Theme &theme, QWidget *parent = nullptr);

    [[nodiscard]] settings::StoredLogin login() const;
    void setLogin(const settings::StoredLogin &login);
    void showFindings(const Findings &findings); // those of "user", "secret" and "file"
    void focusSecret();

signals:
    void edited();

private:
    void showKind();
    void chooseFile();

    QComboBox *m_kind;
    QLineEdit *m_user;
    QLineEdit *m_secret;
    QLineEdit *m_file;
    Field *m_userField;
    Field *m_secretField;
    Field *m_fileField;
};

// The first finding about `subject`, for a Field.
[[nodiscard]] std::optional<Finding> findingAbout(const Findings &findings, const QString &subject);

} // namespace natsdeck::ui
