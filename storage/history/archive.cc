#include "storage/history/archive.h"

namespace gazette {

namespace {
constexpr int kResponseLevel = 1;  // overwritten soon; written with every listing that changed
}  // namespace

void Archive::keep_decision(std::int64_t source, Time at, std::string_view text) {
  db_.run(
      "insert or replace into decision (source, slot, at, text)"
      " select number, polls % ?4, ?2, ?3 from source where number = ?1",
      source, at, text, kKeptDecisions);
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

}  // namespace gazette
