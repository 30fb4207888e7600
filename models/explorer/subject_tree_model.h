#pragma once

#include <QAbstractItemModel>
#include <QByteArray>
#include <QByteArrayView>
#include <QHash>

#include <functional>
#include <memory>
#include <vector>

namespace natsdeck::explorer {

// Subjects as a tree of their tokens, with what the open stream holds, what the tap has seen and the rate of that. It only
// knows what those two have shown: nothing is subscribed or asked for it. Bounded; what finds no place is counted.
class SubjectTreeModel final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Column { SubjectColumn, StoredColumn, RateColumn, ColumnCount };
    enum Role {
        PathRole = Qt::UserRole + 200, // QByteArray: the subject up to here as it came
        LeafRole,                      // bool: nothing below
        SeenRole                       // quint64: messages the tap has seen, here and below
    };

    static constexpr int nodeLimit = 20'000;
    static constexpr int depthLimit = 64;

    explicit SubjectTreeModel(QObject *parent = nullptr);
    ~SubjectTreeModel() override;

    // The tap has seen `count` messages of this subject, all in all.
    void setSeen(QByteArrayView subject, quint64 count);
    // The open stream holds these; replaces what was said before.
    void setStored(const QList<std::pair<QByteArray, quint64>> &subjects);
    // Another message of the open stream was shown; counts only where setStored() said nothing.
    void addStoredSubject(QByteArrayView subject);
    // Rates since the last call; call about once a second.
    void measure(double seconds);
    // Tells the views about counts; call after a batch of setSeen().
    void publish();
    void clearSeen();
    void clearStored();

    [[nodiscard]] int subjectCount() const { return m_subjects; }   // that have a place
    [[nodiscard]] qsizetype notShown() const { return m_notShown; } // subjects without a place

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    struct Node;

    [[nodiscard]] Node *nodeOf(const QModelIndex &index) const;
    [[nodiscard]] QModelIndex indexOf(const Node *node, int column = 0) const;
    [[nodiscard]] Node *childOf(Node *parent, QByteArrayView token, bool create);
    // The node of a whole subject, made when there is room; null otherwise.
    [[nodiscard]] Node *find(QByteArrayView subject);
    void mark(Node *node);
    [[nodiscard]] QVariant display(const Node &node, int column) const;
    void forEach(Node *node, const std::function<void(Node &)> &visit);
    void prune();
    void pruneBelow(Node *node);

    std::unique_ptr<Node> m_root;
    QHash<QByteArray, Node *> m_bySubject;
    std::vector<Node *> m_marked;
    int m_nodes = 0;
    int m_subjects = 0;
    qsizetype m_notShown = 0;
    QHash<QByteArray, bool> m_refused; // subjects counted in m_notShown, bounded
};

} // namespace natsdeck::explorer
