#include "storage/feed_log/feed_log.h"

#include <algorithm>
#include <string_view>

namespace gazette {

std::vector<FeedLogState> FeedLog::states() {
  std::vector<FeedLogState> states;
  Statement row =
      db_.query("select name, selection, first_page, open_page, entries, bytes from feed_log order by name");
  while (row.step())
    states.push_back({row.text(0), row.text(1), row.integer(2), row.integer(3),
                      static_cast<int>(row.integer(4)), row.integer(5)});
  return states;
}

/// Has somebody made the same feed begin?
bool FeedLog::is_begun(const FeedLogState& state) {
  return db_.number("select count(*) from feed_log where name = ? and selection = ?", state.feed,
                    state.selection) > 0;
}

bool FeedLog::extend(std::span<const FeedLogState> states, std::span<const FeedLogEntry> entries,
                     std::int64_t from, std::int64_t to) {
  const std::string_view follower = kFeedLogFollower;
  if (db_.number("select coalesce((select change from cursor where follower = ?), 0)", follower) != from)
    return false;
  if (from == to && std::any_of(states.begin(), states.end(), [&](const auto& one) { return is_begun(one); }))
    return false;
  for (const FeedLogState& state : states) save(state);
  for (const FeedLogEntry& entry : entries) append(entry);
  db_.run("insert or replace into cursor (follower, change) values (?, ?)", follower, to);
  return true;
}

/// Where the feed stands from now on. A page that is not there any more loses its entries.
void FeedLog::save(const FeedLogState& state) {
  db_.run(
      "insert into feed_log (name, selection, first_page, open_page, entries, bytes) values (?, ?, ?, ?, ?, "
      "?)"
      " on conflict (name) do update set selection = excluded.selection, first_page = excluded.first_page, "
      "open_page = excluded.open_page, entries = excluded.entries,"
      " bytes = excluded.bytes",
      state.feed, state.selection, state.first_page, state.open_page, state.entries, state.bytes);
  db_.run("delete from feed_log_entry where feed = (select number from feed_log where name = ?) and page < ?",
          state.feed, state.first_page);
}

void FeedLog::append(const FeedLogEntry& entry) {
  db_.run(
      "insert into feed_log_entry (feed, page, place, article, version)"
      " select number, ?2, (select count(*) from feed_log_entry where feed = number and page = ?2), ?3, ?4"
      " from feed_log where name = ?1",
      entry.feed, entry.page, entry.article, entry.version);
}

std::vector<FeedLogEntry> FeedLog::page(const std::string& feed, std::int64_t page) {
  std::vector<FeedLogEntry> entries;
  Statement row = db_.query(
      "select e.article, e.version from feed_log_entry e join feed_log f on f.number = e.feed"
      " where f.name = ? and e.page = ? order by e.place",
      feed, page);
  while (row.step()) entries.push_back({feed, page, row.integer(0), static_cast<int>(row.integer(1))});
  return entries;
}

std::optional<int> FeedLog::version(const std::string& feed, std::int64_t article) {
  Statement row = db_.query(
      "select version from feed_log_entry where article = ? and feed = (select number from feed_log where "
      "name "
      "= ?) order by page desc, place desc limit 1",
      article, feed);
  return row.step() ? std::optional(static_cast<int>(row.integer(0))) : std::nullopt;
}

}  // namespace gazette
