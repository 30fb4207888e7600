#include "models/kube/impersonation.h"

#include <QUrl>

using namespace Qt::StringLiterals;

namespace natsdeck::kube {

Result<HeaderList> impersonationHeaders(const UserEntry &user)
{
    HeaderList headers;
    if (user.impersonate.isEmpty())
        return headers;
    bool repeated = user.impersonateGroups.size() > 1;
    headers.append({"Impersonate-User", user.impersonate.toUtf8()});
    if (!user.impersonateUid.isEmpty())
        headers.append({"Impersonate-Uid", user.impersonateUid.toUtf8()});
    for (const QString &group : user.impersonateGroups)
        headers.append({"Impersonate-Group", group.toUtf8()});
    for (auto it = user.impersonateExtra.begin(); it != user.impersonateExtra.end(); ++it) {
        repeated |= it.value().size() > 1;
        const QByteArray key = QUrl::toPercentEncoding(it.key().toLower(), "!#$&'*+^`|");
        for (const QString &value : it.value())
            headers.append({"Impersonate-Extra-" + key, value.toUtf8()});
    }
    for (const auto &[name, value] : headers) {
        if (value.contains('\n') || value.contains('\r'))
            return failure(ErrorKind::Invalid, u"An impersonation value holds a line break"_s);
    }
    if (repeated)
        return failure(ErrorKind::Unsupported, u"Impersonating several groups is not supported"_s, user.impersonateGroups.join(u", "_s),
                       u"Use one group (as-groups) and one value per as-user-extra key."_s);
    return headers;
}

} // namespace natsdeck::kube
