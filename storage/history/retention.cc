#include "storage/history/retention.h"

#include <algorithm>
#include <optional>

namespace gazette {

namespace {

constexpr int kBatch = 500;  // articles a call: the writer is not kept for long
constexpr Duration kLookEvery = std::chrono::hours(1);
constexpr Duration kAtLeast = std::chrono::hours(24 * 7);  // after it was met: exporters have seen it by then
constexpr Duration kForgetAfter = std::chrono::hours(24 * 30);  // without being listed
constexpr Duration kNoteEvery = std::chrono::hours(24);
constexpr std::int64_t kFreePages = 64;  // so many, and this part of all: new articles will use them
constexpr std::int64_t kFreePart = 8;

// What somebody starred stays, whatever its age.
#define GAZETTE_NOT_STARRED " and c.article not in (select article from reading where starred = 1)"

// By the index of a source's articles. Only the source that an article was first met in decides.
#define GAZETTE_OLD                                                                                       \
  "select c.article from article_source c join article a on a.number = c.article where c.source = ?1 and" \
  " a.source = ?1 and a.gone is null and c.date < ?2 and a.first_seen < ?3" GAZETTE_NOT_STARRED

std::vector<std::int64_t> numbers_of(Statement row) {
  std::vector<std::int64_t> numbers;
  while (row.step()) numbers.push_back(row.integer(0));
  return numbers;
}

Time met_before(Duration kept, Time now) {
  return now - std::min(kept, kAtLeast);
}

/// When a listing of it was kept: since then it has answered "not modified" or not at all, and may list still
/// what it listed then. Absent where no listings are kept.
std::optional<Time> last_listing(Database& db, std::int64_t source) {
  Statement row = db.query("select max(at) from response where source = ?", source);
  return row.step() ? row.optional_time(0) : std::nullopt;
}

}  // namespace

void give_back_pages(Database& db) {
  const std::int64_t free = db.number("pragma freelist_count");
  if (free <= kFreePages || free < db.number("pragma page_count") / kFreePart) return;
  db.execute("pragma incremental_vacuum(256)");  // 4 MB
}

RetentionKeeper::Numbers RetentionKeeper::old_contents(std::int64_t source, const Retention& retention,
                                                       Time now) {
  if (!retention.content) return {};
  return numbers_of(db_.query(GAZETTE_OLD " and a.content_from <> ?4 order by c.date limit ?5", source,
                              now - *retention.content, met_before(*retention.content, now), kExpiredContent,
                              kBatch));
}

RetentionKeeper::Numbers RetentionKeeper::old_records(std::int64_t source, const Retention& retention,
                                                      Time now) {
  Numbers numbers;
  if (retention.record)
    numbers = numbers_of(db_.query(GAZETTE_OLD " order by c.date limit ?4", source, now - *retention.record,
                                   met_before(*retention.record, now), kBatch));
  if (!retention.count || !numbers.empty()) return numbers;
  return numbers_of(db_.query(
      "select c.article from article_source c join article a on a.number = c.article where c.source = ?1 and"
      " a.source = ?1 and a.gone is null" GAZETTE_NOT_STARRED
      " order by c.date desc, c.article desc limit ?2 offset ?3",
      source, kBatch, *retention.count));
}

/// Keys have no index by article, so that they are gone through once for all. An article that has the last
/// number of the change log is left for another time: the number would be given twice. So would be that of
/// the last article, under which readers know it.
int RetentionKeeper::forget(std::int64_t source, Time now) {
#define GAZETTE_UNLISTED "select number from article where source = ?1 and gone = 'expired' and deleted < ?2"
#define GAZETTE_FORGOTTEN \
  "(" GAZETTE_UNLISTED    \
  " and number not in (select article from change) and number < (select max(number) from article))"
  const Time before = last_listing(db_, source).value_or(now) - kForgetAfter;
  if (db_.number("select exists (" GAZETTE_UNLISTED ")", source, before) == 0) return 0;
  db_.run("delete from change where article in (" GAZETTE_UNLISTED
          ") and number < (select max(number) from change)",
          source, before);
  db_.run("delete from alias where article in " GAZETTE_FORGOTTEN, source, before);
  db_.run("delete from apart where article in " GAZETTE_FORGOTTEN, source, before);
  db_.run("delete from merge where article in " GAZETTE_FORGOTTEN " or other in " GAZETTE_FORGOTTEN, source,
          before);
  db_.run("delete from reading where article in " GAZETTE_FORGOTTEN, source, before);
  db_.run("delete from past_article where article in " GAZETTE_FORGOTTEN, source, before);
  db_.run("delete from article where number in " GAZETTE_FORGOTTEN, source, before);
  return db_.changed_rows();
}

ExpireReport RetentionKeeper::expire(std::int64_t source, const Retention& retention, Time now) {
  ExpireReport report;
  const auto is_due = [&] {
    return db_.number("select expired from source where number = ?", source) + kLookEvery.count() <=
           to_unix_ms(now);
  };
  if (!is_due()) return report;
  Transaction transaction(db_, Transaction::Kind::write);
  for (const std::int64_t number : old_records(source, retention, now))
    if (const auto stored = articles_.read(number)) {
      removal_.expire_record(*stored, now);
      ++report.records;
    }
  for (const std::int64_t number : old_contents(source, retention, now))
    if (const auto stored = articles_.read(number)) {
      removal_.expire_content(*stored);
      ++report.contents;
    }
  report.forgotten = forget(source, now);
  const bool all = report.records < kBatch && report.contents < kBatch;
  if (all) db_.run("update source set expired = ? where number = ?", now, source);
  transaction.commit();
  return report;
}

void RetentionKeeper::note_listed(const std::vector<std::int64_t>& listed, Time now) {
  if (db_.number("select exists (select 1 from article where gone = 'expired')") == 0) return;
  for (const std::int64_t number : listed)
    db_.run("update article set deleted = ?2 where number = ?1 and gone = 'expired' and deleted < ?3", number,
            now, now - kNoteEvery);
}

}  // namespace gazette
