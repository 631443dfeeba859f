// What is remembered of hosts: who asked to be left alone, and their robots.txt. Throws SqlFailure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "storage/sqlite.h"
#include "storage/store.h"

namespace gazette {

class HostTable {
 public:
  explicit HostTable(Database& db) : db_(db) {}

  void save(const HostPause& pause) {
    db_.run("insert or replace into pause (key, until, reason) values (?, ?, ?)", pause.key, pause.until,
            pause.reason);
  }
  std::vector<HostPause> pauses(Time now) {
    std::vector<HostPause> pauses;
    Statement row = db_.query("select key, until, reason from pause where until > ? order by until", now);
    while (row.step()) pauses.push_back({row.text(0), row.time(1), row.text(2)});
    return pauses;
  }
  void forget_pauses(Time now) { db_.run("delete from pause where until <= ?", now); }

  void save(const std::string& origin, const StoredRobots& robots) {
    db_.run("insert or replace into robots (origin, at, status, body) values (?, ?, ?, ?)", origin, robots.at,
            robots.status, robots.body);
  }
  std::optional<StoredRobots> robots(const std::string& origin) {
    Statement row = db_.query("select at, status, body from robots where origin = ?", origin);
    if (!row.step()) return std::nullopt;
    return StoredRobots{row.time(0), static_cast<int>(row.integer(1)), row.text(2)};
  }

 private:
  Database& db_;
};

}  // namespace gazette
