#include "storage/history/retention.h"

#include <algorithm>

namespace gazette {

namespace {

constexpr int kBatch = 500;  // articles a call: the writer is not kept for long
constexpr Duration kLookEvery = std::chrono::hours(1);
constexpr Duration kAtLeast = std::chrono::hours(24 * 7);  // after it was met: exporters have seen it by then
constexpr Duration kForgetAfter = std::chrono::hours(24 * 30);  // without being listed
constexpr Duration kNoteEvery = std::chrono::hours(24);
constexpr std::int64_t kFreePages = 64;  // so many, and this part of all: new articles will use them
constexpr std::int64_t kFreePart = 8;

/// Of this connection alone. `let_go`: what a source lets go where its limits say so, as none of its other
/// sources keeps it; one that has no limit keeps its articles for ever. What somebody starred stays, whatever
/// its age.
constexpr const char* kTemporary = R"sql(
create temp table if not exists other_limit (source integer primary key, before integer not null);
create temp view if not exists let_go as
  select c.source, c.date, a.number, a.first_seen, a.content_from
  from article_source c join article a on a.number = c.article
  where a.gone is null and a.number not in (select article from reading where starred = 1) and not exists (
    select 1 from article_source o where o.article = a.number and o.source <> c.source
    and o.date >= coalesce((select before from other_limit where source = o.source), o.date));
create temp table if not exists forgotten (number integer primary key);
)sql";

std::vector<std::int64_t> numbers_of(Statement row) {
  std::vector<std::int64_t> numbers;
  while (row.step()) numbers.push_back(row.integer(0));
  return numbers;
}

Time met_before(Duration kept, Time now) {
  return now - std::min(kept, kAtLeast);
}

}  // namespace

void give_back_pages(Database& db) {
  const std::int64_t free = db.number("pragma freelist_count");
  if (free <= kFreePages || free < db.number("pragma page_count") / kFreePart) return;
  db.execute("pragma incremental_vacuum(256)");  // 4 MB
}

/// Before when an article must be dated, so that the source does not keep it. Where it keeps so many, what
/// has the date of the last of these stays.
std::optional<Time> RetentionKeeper::limit_of(std::int64_t source, const Retention& retention, Step step,
                                              Time now) {
  std::optional<Time> limit;
  const auto raise = [&](std::optional<Time> to) {
    if (to && (!limit || *limit < *to)) limit = to;
  };
  if (step == Step::content && retention.content) raise(now - *retention.content);
  if (retention.record) raise(now - *retention.record);
  if (!retention.count) return limit;
  Statement last = db_.query(
      "select c.date from article_source c join article a on a.number = c.article where c.source = ? and"
      " a.gone is null order by c.date desc limit 1 offset ?",
      source, std::max(*retention.count - 1, 0));
  if (last.step()) raise(last.time(0));
  return limit;
}

/// The other sources of its articles dated before `limit`, as far as they have a retention.
RetentionKeeper::Others RetentionKeeper::others_of(std::int64_t source, Time limit, const Retentions& all) {
  Others others;
  Statement row = db_.query(
      "select number, name from source where number in (select o.source from article_source c join"
      " article_source o on o.article = c.article where c.source = ?1 and c.date < ?2 and o.source <> ?1)",
      source, limit);
  while (row.step())
    if (const auto found = all.find(row.view(1)); found != all.end())
      others.emplace_back(row.integer(0), found->second);
  return others;
}

void RetentionKeeper::note_limits(const Others& others, Step step, Time now) {
  db_.run("delete from other_limit");
  for (const auto& [source, retention] : others)
    if (const auto limit = limit_of(source, retention, step, now))
      db_.run("insert into other_limit (source, before) values (?, ?)", source, *limit);
}

RetentionKeeper::Numbers RetentionKeeper::old_contents(std::int64_t source, const Retention& retention,
                                                       Time now) {
  if (!retention.content) return {};
  return numbers_of(db_.query(
      "select number from let_go where source = ? and date < ? and first_seen < ? and"
      " content_from <> ? order by date limit ?",
      source, now - *retention.content, met_before(*retention.content, now), kExpiredContent, kBatch));
}

RetentionKeeper::Numbers RetentionKeeper::old_records(std::int64_t source, const Retention& retention,
                                                      Time now) {
  Numbers numbers;
  if (retention.record)
    numbers = numbers_of(db_.query(
        "select number from let_go where source = ? and date < ? and first_seen < ? order by date limit ?",
        source, now - *retention.record, met_before(*retention.record, now), kBatch));
  if (!retention.count || !numbers.empty()) return numbers;
  return numbers_of(
      db_.query("select number from let_go where source = ? order by date desc, number desc limit ? offset ?",
                source, kBatch, *retention.count));
}

/// Keys have no index by article, so that they are gone through once for all. An article that has the last
/// number of the change log is left for another time: the number would be given twice. So would be that of
/// the last article, under which readers know it.
int RetentionKeeper::forget(std::int64_t source) {
  db_.run("delete from forgotten");
  db_.run(
      "insert into forgotten select a.number from article a join source s on s.number = a.source where"
      " a.source = ?1 and a.gone = 'expired' and a.deleted < s.listed - ?2 and not exists (select 1 from"
      " article_source c join source o on o.number = c.source where c.article = a.number and"
      " a.deleted >= coalesce(o.listed, 0) - ?2)",
      source, kForgetAfter);
  if (db_.changed_rows() == 0) return 0;
  db_.run(
      "delete from change where article in (select number from forgotten) and number < (select max(number) "
      "from change)");
  db_.run(
      "delete from forgotten where number in (select article from change) or number = (select max(number) "
      "from article)");
  for (const char* sql : {"delete from alias where article in (select number from forgotten)",
                          "delete from apart where article in (select number from forgotten)",
                          "delete from merge where article in (select number from forgotten)",
                          "delete from merge where other in (select number from forgotten)",
                          "delete from reading where article in (select number from forgotten)",
                          "delete from past_article where article in (select number from forgotten)",
                          "delete from article_source where article in (select number from forgotten)",
                          "delete from article where number in (select number from forgotten)"})
    db_.run(sql);
  return db_.changed_rows();
}

void RetentionKeeper::let_go(std::int64_t source, const Retention& retention, const Others& others, Time now,
                             ExpireReport& report) {
  note_limits(others, Step::record, now);
  for (const std::int64_t number : old_records(source, retention, now))
    if (const auto stored = articles_.read(number)) {
      removal_.expire_record(*stored, now);
      ++report.records;
    }
  note_limits(others, Step::content, now);
  for (const std::int64_t number : old_contents(source, retention, now))
    if (const auto stored = articles_.read(number)) {
      removal_.expire_content(*stored);
      ++report.contents;
    }
}

ExpireReport RetentionKeeper::expire(const std::string& name, const Retentions& all, Time now) {
  ExpireReport report;
  const auto retention = all.find(name);
  const std::int64_t source = db_.number("select number from source where name = ?", name);
  const std::int64_t looked = db_.number("select expired from source where number = ?", source);
  if (retention == all.end() || looked + kLookEvery.count() > to_unix_ms(now)) return report;
  db_.execute(kTemporary);
  Transaction transaction(db_, Transaction::Kind::write);
  if (const auto limit = limit_of(source, retention->second, Step::content, now))
    let_go(source, retention->second, others_of(source, *limit, all), now, report);
  report.forgotten = forget(source);
  const bool is_done = report.records < kBatch && report.contents < kBatch;
  if (is_done) db_.run("update source set expired = ? where number = ?", now, source);
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
