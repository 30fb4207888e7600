#pragma once

#include "models/systems/kubeconfig_review.h"
#include "widgets/common/scrim_dialog.h"

#include <QTimer>

#include <functional>

class QLabel;
class QLineEdit;
class QMimeData;
class QPlainTextEdit;
class QPushButton;
class QVBoxLayout;

namespace natsdeck::ui {

class Field;
class ValidityLine;

// Adds kubeconfigs: files where they lie, and pasted text which is saved. What they would run and reach is said before they are used.
class KubeconfigDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    // `folder` is where pasted text is saved unless someone says another place; empty: ~/.kube. `accepted` is called once, after the
    // dialog closed, with the files to be referenced.
    KubeconfigDialog(const Theme &theme, const kube::Kubeconfig &loaded, const QString &folder,
                     std::function<void(const QStringList &)> accepted, QWidget *parent);

    void addFiles(const QStringList &files);
    void setText(const QString &text);
    [[nodiscard]] systems::KubeconfigReview &review() { return m_review; }
    [[nodiscard]] QPlainTextEdit *edit() const { return m_edit; }
    [[nodiscard]] QLineEdit *pathEdit() const { return m_path; }
    [[nodiscard]] QPushButton *addButton() const { return m_add; }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void addInput();
    void addReview();
    void addButtons();
    void chooseFiles();
    void update();
    void showRows();
    void save();

    systems::KubeconfigReview m_review;
    std::function<void(const QStringList &)> m_accepted;
    QPlainTextEdit *m_edit;
    QLineEdit *m_path;
    Field *m_pathField;
    QVBoxLayout *m_rows;
    ValidityLine *m_reason;
    QPushButton *m_add;
    QTimer m_typing; // the text is read when someone pauses
    QList<systems::ReviewedContext> m_shown;
    QString m_failure; // of saving
    bool m_isSaving = false;
};

// The local files, or else the text, of what was dropped or copied.
[[nodiscard]] QStringList localFiles(const QMimeData &data);

} // namespace natsdeck::ui
