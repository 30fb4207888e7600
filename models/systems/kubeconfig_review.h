#pragma once

#include "models/base/async.h"
#include "models/systems/kubeconfig_check.h"

#include <QAbstractListModel>

namespace natsdeck::systems {

// The contexts that are to be added, as rows that keep their place while the text is edited.
class ReviewedContexts final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { FileRole = Qt::UserRole + 1, UsableRole };

    using QAbstractListModel::QAbstractListModel;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    [[nodiscard]] const QList<ReviewedContext> &rows() const { return m_rows; }
    void setRows(const QList<ReviewedContext> &rows); // keyed: rows are inserted, removed and changed, never reset

private:
    QList<ReviewedContext> m_rows;
};

// Adding kubeconfigs: what they would do, read off this thread, and where pasted text would be saved.
class KubeconfigReview final : public QObject
{
    Q_OBJECT

public:
    // `loaded` is what is in force; `folder` is where pasted text is saved unless someone says another place (~/.kube).
    explicit KubeconfigReview(kube::Kubeconfig loaded, QString folder = {}, QObject *parent = nullptr);

    void addFiles(const QStringList &files); // referenced where they lie
    void setPasted(const QString &text);
    void setPath(const QString &path); // where the text is to be saved; empty: the default again

    [[nodiscard]] ReviewedContexts &contexts() { return m_contexts; }
    [[nodiscard]] bool isReading() const { return m_isReading; }
    [[nodiscard]] bool hasPasted() const { return !m_offer.pasted.trimmed().isEmpty(); }
    [[nodiscard]] QString path() const { return m_offer.pastedPath; }
    [[nodiscard]] bool isPathChosen() const { return m_isPathChosen; } // by someone; otherwise it follows the text
    [[nodiscard]] QString pathProblem() const;                         // why the text cannot be saved there; empty when it can
    [[nodiscard]] int usable() const;
    [[nodiscard]] QString reason() const; // why nothing can be added now; empty when something can

    // Saves the text, readable by its owner only and over no existing file, and answers with the files to be referenced: those
    // of which something would stand in the tree. Conflict, Io.
    [[nodiscard]] async::Future<QStringList> save() const;

signals:
    void changed();

private:
    void read();
    void take(const QList<ReviewedContext> &rows);
    [[nodiscard]] QString defaultPath(const QList<ReviewedContext> &rows) const;

    kube::Kubeconfig m_loaded;
    QString m_folder;
    KubeconfigOffer m_offer;
    bool m_isPathChosen = false;
    bool m_isReading = false;
    ReviewedContexts m_contexts;
    async::Generation m_reads;
};

} // namespace natsdeck::systems
