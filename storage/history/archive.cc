#include "storage/history/archive.h"

namespace gazette {

namespace {
constexpr int kResponseLevel = 1;   // replaced soon; written with every listing that changed
constexpr std::int64_t kRoom = 16;  // a 16th of the bound is made free at once
}  // namespace

void Archive::keep_decision(std::int64_t source, const PollDecision& decision) {
  const std::int64_t slot = db_.number("select polls from source where number = ?", source) % kKeptDecisions;
  db_.run(
      "update decision set (at, cause, status, outcome, next, rule, reason) = (?3, ?4, ?5, ?6, ?7, ?8, ?9)"
      " where source = ?1 and slot = ?2",
      source, slot, decision.at, decision.cause, decision.status, decision.outcome, decision.next,
      decision.rule, decision.reason);
  if (db_.changed_rows() > 0) return;
  db_.run(
      "insert into decision (source, slot, at, cause, status, outcome, next, rule, reason)"
      " values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      source, slot, decision.at, decision.cause, decision.status, decision.outcome, decision.next,
      decision.rule, decision.reason);
}

std::vector<PollDecision> Archive::decisions(const std::string& source) {
  std::vector<PollDecision> decisions;
  Statement row = db_.query(
      "select d.at, d.cause, d.status, d.outcome, d.next, d.rule, d.reason from decision d join source s"
      " on s.number = d.source where s.name = ? order by d.at desc, (s.polls - d.slot + ?) % ?",
      source, kKeptDecisions, kKeptDecisions);
  while (row.step())
    decisions.push_back({row.time(0), row.text(1), static_cast<int>(row.integer(2)), row.text(3),
                         row.optional_time(4), row.text(5), row.text(6)});
  return decisions;
}

std::optional<std::string> Archive::unpacked(std::string_view body) {
  try {
    return compressor_.decompress(body, {}, "the last listing of a source");
  } catch (const SqlFailure&) {
    return std::nullopt;
  }
}

/// What the disk damaged keeps nothing new out; those before it are deltas against it.
void Archive::forget(std::int64_t source) {
  db_.run("delete from response where source = ?", source);
  db_.run("update setting set value = '0' where name = 'response_bytes'");  // counted anew
}

/// The newest one until now becomes a delta against this one's. False: that is the same again.
bool Archive::add_delta(std::int64_t source, const PollResult& poll) {
  Statement newest =
      db_.query("select number, body from response where source = ? order by number desc limit 1", source);
  if (!newest.step()) return true;
  const std::int64_t number = newest.integer(0);
  const std::optional<std::string> before = unpacked(newest.view(1));
  if (!before) {
    forget(source);
    return true;
  }
  if (*before == poll.body) {
    db_.run("update response set at = ?2, content_type = ?3, url = ?4 where number = ?1", number, poll.at,
            poll.content_type, poll.body_url);
    return false;
  }
  const auto size = std::ssize(newest.view(1));
  const std::string_view delta = compressor_.compress(*before, kResponseLevel, poll.body);
  db_.run("update response set encoding = 'zstd-next', body = ?2 where number = ?1", number, Blob{delta});
  note_bytes(std::ssize(delta) - size);
  return true;
}

/// Before anything was counted there is no row, and nothing to note.
void Archive::note_bytes(std::int64_t more) {
  db_.run("update setting set value = value + ? where name = 'response_bytes'", more);
}

void Archive::keep_response(std::int64_t source, const PollResult& poll, const KeepResponses& keep) {
  if (!add_delta(source, poll)) return;
  const std::string_view packed = compressor_.compress(poll.body, kResponseLevel);
  db_.run(
      "insert into response (source, at, url, content_type, size, encoding, body) values (?, ?, ?, ?, ?, "
      "'zstd', ?)",
      source, poll.at, poll.body_url, poll.content_type, poll.body.size(), Blob{packed});
  db_.run(
      "delete from response where source = ?1 and number <="
      " (select number from response where source = ?1 order by number desc limit 1 offset ?2)",
      source, keep.a_source);
  note_bytes(std::ssize(packed));
  const std::int64_t bytes =
      db_.number("select cast(value as integer) from setting where name = 'response_bytes'");
  if (bytes == 0 || bytes > keep.bytes) evict(keep.bytes);
}

/// Counts anew, and lets go of the oldest until there is some room again: earlier ones first, for the newest
/// of a source is what its missing pages are asked by.
void Archive::evict(std::int64_t bytes) {
  std::int64_t kept = db_.number("select sum(length(body)) from response");
  std::vector<std::int64_t> oldest;
  if (kept > bytes) {
    Statement row = db_.query("select number, length(body) from response order by encoding = 'zstd', number");
    while (kept > bytes - bytes / kRoom && row.step()) {
      oldest.push_back(row.integer(0));
      kept -= row.integer(1);
    }
  }
  for (const std::int64_t number : oldest) db_.run("delete from response where number = ?", number);
  db_.run("insert or replace into setting (name, value) values ('response_bytes', ?)", std::to_string(kept));
}

std::optional<StoredResponse> Archive::last_response(const std::string& source) {
  Statement row = db_.query(
      "select r.at, r.content_type, r.url, r.body from response r join source s on s.number = r.source"
      " where s.name = ? order by r.number desc limit 1",
      source);
  if (!row.step()) return std::nullopt;
  std::optional<std::string> body = unpacked(row.view(3));
  if (!body) return std::nullopt;
  return StoredResponse{row.time(0), *std::move(body), row.text(1), row.text(2)};
}

std::vector<StoredResponse> Archive::responses(const std::string& source) {
  std::vector<StoredResponse> responses;
  Statement row = db_.query(
      "select r.at, r.content_type, r.url, r.body, r.encoding from response r join source s on s.number = "
      "r.source where s.name = ? order by r.number desc",
      source);
  while (row.step()) {
    const std::string_view prefix = row.view(4) == "zstd" ? std::string_view() : responses.back().body;
    std::string body = compressor_.decompress(row.view(3), prefix, "a listing of " + source);
    responses.push_back({row.time(0), std::move(body), row.text(1), row.text(2)});
  }
  return responses;
}

}  // namespace gazette
