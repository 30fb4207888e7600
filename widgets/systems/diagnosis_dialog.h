#pragma once

#include "models/systems/link_diagnosis.h"
#include "widgets/common/scrim_dialog.h"

#include <functional>
#include <memory>
#include <vector>

class QLabel;
class QPushButton;

namespace natsdeck::ui {

class Glyph;

// The stages of a diagnosis as they go: glyph and word, what was found, evidence, remedy. Everything can be copied. Closing it gives
// up what runs.
class DiagnosisDialog final : public ScrimDialog
{
    Q_OBJECT

public:
    using Maker = std::function<std::unique_ptr<systems::LinkDiagnosis>()>;

    // `make` gives a fresh diagnosis for each run; null when there is no way to the system any more.
    DiagnosisDialog(const Theme &theme, const QString &system, Maker make, QWidget *parent);

    [[nodiscard]] const systems::LinkDiagnosis *diagnosis() const { return m_diagnosis.get(); }
    [[nodiscard]] QPushButton *copyButton() const { return m_copy; }
    [[nodiscard]] QPushButton *againButton() const { return m_again; }

    // Offered when the certificate is what stands in the way. The caller asks before it does anything.
    void setUncheckedOffer(std::function<void()> offer);

protected:
    void done(int result) override;

private:
    struct Row
    {
        QString stage;
        Glyph *glyph;
        QLabel *word;
        QLabel *what;
        QLabel *evidence;
        QLabel *remedy;
    };

    void run();
    void buildRows();
    void showStage(Row &row, const systems::DiagnosisStage &stage);
    void refresh();
    void copy();

    Maker m_make;
    std::function<void()> m_offer;
    std::unique_ptr<systems::LinkDiagnosis> m_diagnosis;
    QLabel *m_head;
    QWidget *m_list;
    std::vector<Row> m_rows;
    QPushButton *m_unchecked;
    QPushButton *m_copy;
    QPushButton *m_again;
    QPushButton *m_close;
};

} // namespace natsdeck::ui
