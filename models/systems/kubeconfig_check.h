#pragma once

#include "models/base/finding.h"
#include "models/kube/kubeconfig.h"

#include <QList>

// What a kubeconfig would run, read and reach, said before it is used. Nothing is contacted, run or opened for it but the
// kubeconfig itself.
namespace natsdeck::systems {

// What someone wants to add: files where they lie, and text that would be saved at `pastedPath` (its relative paths are read
// from there).
struct KubeconfigOffer
{
    QStringList files;
    QByteArray pasted;
    QString pastedPath;
};

// A context of it, or a file that could not be read (then `context` is empty). All texts are cleaned.
struct ReviewedContext
{
    QString key; // file and name, as they came
    QString context;
    QString file;
    QString slug; // the name in letters that a file name may hold
    Findings findings;
    bool isUsable = false; // it would stand in the tree

    friend bool operator==(const ReviewedContext &, const ReviewedContext &) = default;
};

// Blocks on the disk and wants a deep stack: for a thread of its own. `loaded` is what is in force: its names win, as in client-go.
[[nodiscard]] QList<ReviewedContext> checkKubeconfigs(const KubeconfigOffer &offer, const kube::Kubeconfig &loaded);

// The text looks enough like a kubeconfig to offer adding it.
[[nodiscard]] bool looksLikeKubeconfig(const QString &text);

} // namespace natsdeck::systems
