#include "storage/history/archive.h"

namespace gazette {

namespace {
constexpr int kResponseLevel = 1;  // overwritten soon; written with every listing that changed
}  // namespace

void Archive::keep_decision(std::int64_t source, const PollDecision& decision) {
  db_.run(
      "insert or replace into decision (source, slot, at, cause, status, outcome, next, rule, reason)"
      " select number, polls % ?9, ?2, ?3, ?4, ?5, ?6, ?7, ?8 from source where number = ?1",
      source, decision.at, decision.cause, decision.status, decision.outcome, decision.next, decision.rule,
      decision.reason, kKeptDecisions);
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

void Archive::keep_response(std::int64_t source, Time at, std::string_view content_type,
                            std::string_view body, int keep) {
  db_.run(
      "insert or replace into response (source, slot, at, content_type, size, body)"
      " select number, bodies % ?6, ?2, ?3, ?4, ?5 from source where number = ?1",
      source, at, content_type, body.size(), Blob{compressor_.compress(body, kResponseLevel)}, keep);
  db_.run("delete from response where source = ? and slot >= ?", source,
          keep);  // of a time when more were kept
}

std::optional<StoredResponse> Archive::last_response(const std::string& source) {
  Statement row = db_.query(
      "select r.at, r.content_type, r.body from response r join source s on s.number = r.source"
      " where s.name = ? order by r.at desc limit 1",
      source);
  if (!row.step()) return std::nullopt;
  return StoredResponse{row.time(0), compressor_.decompress(row.view(2), {}, "the last listing of " + source),
                        row.text(1)};
}

}  // namespace gazette
