#pragma once

#include <QString>

#include <optional>
#include <vector>

namespace natsdeck::ui {

// A place in the program: which system, which page, which item of it.
struct Location
{
    QString systemId;
    QString page;
    QString item;

    friend bool operator==(const Location &, const Location &) = default;
};

// Alt+Left and Alt+Right. Bounded; going somewhere new drops what was ahead.
class History final
{
public:
    static constexpr std::size_t kept = 100;

    void visit(const Location &place); // the same place twice in a row counts once
    [[nodiscard]] std::optional<Location> back();
    [[nodiscard]] std::optional<Location> forward();
    void forget(const QString &systemId); // the system was closed
    [[nodiscard]] bool canGoBack() const { return m_at > 1; }
    [[nodiscard]] bool canGoForward() const { return m_at < m_places.size(); }

private:
    std::vector<Location> m_places;
    std::size_t m_at = 0; // one past the current place
};

} // namespace natsdeck::ui
