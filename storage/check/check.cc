#include "storage/check/check.h"

#include <array>
#include <optional>
#include <utility>

#include <sqlite3.h>

#include "feeds/identity.h"
#include "storage/backup.h"
#include "storage/check/parts.h"
#include "storage/history/compressor.h"
#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

constexpr int kMaxShown = 10;       // findings of one kind
constexpr int kSearchSample = 200;  // newest articles whose titles are looked up

constexpr const char* kRestore =
    "restore a backup, or save what can be read with `sqlite3 FILE .recover | sqlite3 NEW-FILE`";
constexpr const char* kRepair = "`gazette check --repair` mends it";

using Findings = std::vector<std::string>;

void check_pages(Database& db, Findings& findings) {
  Statement row = db.prepare("pragma integrity_check(" + std::to_string(kMaxShown) + ")");
  while (row.step())
    if (row.view(0) != "ok") findings.push_back("damaged: " + row.text(0) + ": " + kRestore);
}

void check_references(Database& db, Findings& findings) {
  Statement row = db.prepare("pragma foreign_key_check");
  for (int shown = 0; shown < kMaxShown && row.step(); ++shown)
    findings.push_back("a row of " + row.text(0) + " (" + row.text(1) + ") names a row of " + row.text(2) +
                       " that is not there: " + kRepair);
}

/// Of this connection alone. What exporters wrote of expired articles stays.
constexpr const char* kViews =
    "create temp view if not exists told_wrong as select c.article from change c join article a on a.number "
    "= "
    "c.article where iif(c.kind = 'removed', a.gone is null, coalesce(a.gone in ('withdrawn', 'merged'), 0));"
    " create temp view if not exists damaged_lists as select number from article where 0 in ("
    "json_valid(iif(authors = '', '[]', authors)), json_valid(iif(categories = '', '[]', categories)),"
    " json_valid(iif(tags = '', '[]', tags)), json_valid(iif(enclosures = '', '[]', enclosures)),"
    " json_valid(iif(origin = '', '[]', origin)))";

/// Without its articles a database is none; all else can be made anew, or begins anew.
std::string told(const Part& part) {
  if (part.name == "article") return "the table article is lost: restore a backup";
  const std::string what = "the " + part.type + " " + part.name + " is lost: " + kRepair;
  return part.type == "table" && !part.name.starts_with("search") ? what + " (empty)" : what;
}

/// True if a table is lost, so that nothing else can be asked.
bool check_parts(Database& db, Findings& findings) {
  bool table = false;
  for (const Part& part : lost_parts(db)) {
    table |= part.type == "table";
    findings.push_back(told(part));
  }
  return table;
}

void mend_parts(Database& db, Findings& done) {
  for (const Part& part : lost_parts(db)) {
    if (part.name == "article") throw_storage_error(db.path() + ": " + told(part));
    make_part(db, part);
    done.push_back("the " + part.type + " " + part.name + " was lost");
  }
}

/// A question whose answer should be 0, and what makes it so; null: the search index is made anew, or see
/// mend().
struct Count {
  const char* sql;
  const char* what;
  const char* repair;
};
constexpr const char* kNoKey =
    "select a.number, s.name, case a.guid when '' then a.id else a.guid end from article a join source s on "
    "s.number = "
    "a.source where a.gone is not 'merged' and a.number not in (select article from alias where article is "
    "not null)";
constexpr std::array kCounts{
    Count{"select count(*) from article where gone is null and number not in (select id from search_docsize)"
          " and number not in (select article from unindexed)",
          "articles are not in the search index", nullptr},
    Count{
        "select count(*) from search_docsize where id not in (select number from article where gone is null)",
        "entries of the search index belong to no article", nullptr},
    Count{"select count(*) from alias where article is not null and article not in (select number from "
          "article)",
          "keys name an article that is not there",
          "delete from alias where article is not null and article not in (select number from article)"},
    Count{"select count(*) from article where gone is not 'merged'"
          " and number not in (select article from alias where article is not null)",
          "articles have no key, and would be stored again as new ones", nullptr},
    Count{"select count(*) from article where coalesce(gone, '') not in ('expired', 'merged') and number not "
          "in (select article from "
          "article_source)",
          "articles are carried by no source",
          "insert into article_source (article, source, entry_fingerprint, since, date) select number, "
          "source, 0, "
          "first_seen, date from article where coalesce(gone, '') not in ('expired', 'merged') and number "
          "not in (select article from "
          "article_source)"},
    Count{"select count(*) from article where gone is not 'expired' and number not in (select article from "
          "change)",
          "articles are not in the change log, so that no exporter sees them",
          "insert into change (number, article, kind) select (select coalesce(max(number), 0) from change) +"
          " row_number() over (order by number), number, case when gone is null then 'updated' else "
          "'removed' end"
          " from article where gone is not 'expired' and number not in (select article from change)"},
    Count{"select count(*) from article where body_offset not between 0 and length(cast(record as blob))",
          "articles have a body that begins outside of their record",
          "update article set body_offset = max(0, instr(cast(record as blob), x'0a2d2d2d0a') + 4) where "
          "body_offset"
          " not between 0 and length(cast(record as blob))"},
    Count{
        "select count(*) from article_source c join article a on a.number = c.article where a.date <> c.date",
        "articles have another date in the list of their source",
        "update article_source set date = (select date from article where number = article) where date <>"
        " (select date from article where number = article)"},
    Count{
        "select count(*) from version v join article a on a.number = v.article where v.version >= a.version",
        "earlier versions are not earlier than their article",
        "delete from version where version >= (select version from article where number = article)"},
    Count{"select count(*) from told_wrong", "articles are told to exporters as what they are not",
          "insert or replace into change (number, article, kind) select (select max(number) from change) +"
          " row_number() over (order by number), number, iif(gone is null, 'updated', 'removed')"
          " from article where number in (select article from told_wrong)"},
    Count{"select count(*) from damaged_lists",
          "articles have lists that cannot be read (authors, tags, ...)",
          "update article set authors = iif(json_valid(authors), authors, ''), categories ="
          " iif(json_valid(categories), categories, ''), tags = iif(json_valid(tags), tags, ''), enclosures ="
          " iif(json_valid(enclosures), enclosures, ''), origin = iif(json_valid(origin), origin, '')"
          " where number in (select number from damaged_lists)"},
    Count{"select count(*) from cursor where change > (select coalesce(max(number), 0) from change)",
          "followers are ahead of the change log (an older copy was restored?) and would miss articles",
          "update cursor set change = 0 where change > (select coalesce(max(number), 0) from change)"},
};

/// A lost source gets a row again; what else names one that is not there goes.
constexpr const char* kLostSources =
    "insert or ignore into source (number, name, url, title, link, etag, last_modified, validators_url, "
    "body_hash,"
    " failures, last_status, error_kind, error, reason, gone) select number, 'lost-' || number, '', '', '', "
    "'', '', '',"
    " '', 0, 0, '', '', '', 0 from (select source as number from article union select body_source from "
    "article union"
    " select source from article_source) where number not in (select number from source)";

/// For each reference of a table: which rows name one that is not there.
std::vector<std::string> lost_rows(Database& db) {
  std::vector<std::string> deletions;
  Statement row = db.prepare(
      "select t.name, f.\"from\", f.\"table\", f.\"to\" from pragma_table_list t join "
      "pragma_foreign_key_list(t.name) f where t.schema = 'main' and t.type = 'table'");
  while (row.step())
    deletions.push_back("delete from \"" + row.text(0) + "\" where \"" + row.text(1) +
                        "\" not in (select \"" + row.text(3) + "\" from \"" + row.text(2) + "\")");
  return deletions;
}

void mend_references(Database& db, Findings& done) {
  std::int64_t rows = 0;
  const auto change = [&](const std::string& sql) {
    db.execute(sql.c_str());
    rows += db.changed_rows();
    return db.changed_rows();
  };
  change(kLostSources);
  const std::vector<std::string> deletions = lost_rows(db);
  for (bool again = true; again;) {  // what went may have been named, too
    again = false;
    for (const std::string& deletion : deletions) again = change(deletion) > 0 || again;
  }
  if (rows > 0) done.push_back(std::to_string(rows) + " rows named one that was not there");
}

/// Rows of texts that are kept as deltas, each against the one before it here: which cannot be read any more.
/// `sql` gives what they belong to, their number, encoding and bytes, and what the first one is against.
std::vector<std::int64_t> unreadable(Database& db, const char* sql) {
  std::vector<std::int64_t> numbers;
  Compressor compressor;
  std::int64_t owner = 0;
  std::optional<std::string> next;
  Statement row = db.prepare(sql);
  while (row.step()) {
    if (row.integer(0) != owner) next = row.text(4);
    owner = row.integer(0);
    const bool is_alone = row.view(2) == "zstd";
    try {
      if (next || is_alone) next = compressor.decompress(row.view(3), is_alone ? "" : *next, "");
    } catch (const SqlFailure&) {
      next.reset();
    }
    if (!next) numbers.push_back(row.integer(1));
  }
  return numbers;
}

struct Deltas {
  const char* sql;
  const char* what;
  const char* repair;
};
constexpr std::array kDeltas{
    Deltas{"select v.article, v.number, v.encoding, v.record, a.record from version v join article a on "
           "a.number = "
           "v.article order by v.article, v.version desc",
           "earlier versions cannot be read", "delete from version where number = ?"},
    Deltas{"select source, number, encoding, body, '' from response order by source, number desc",
           "kept listings cannot be read", "delete from response where number = ?"},
};

void check_deltas(Database& db, Findings& findings) {
  for (const Deltas& deltas : kDeltas)
    if (const std::size_t n = unreadable(db, deltas.sql).size())
      findings.push_back(std::to_string(n) + " " + deltas.what + ": " + kRepair + " (without them)");
}

void mend_deltas(Database& db, Findings& done) {
  for (const Deltas& deltas : kDeltas) {
    const std::vector<std::int64_t> numbers = unreadable(db, deltas.sql);
    for (const std::int64_t number : numbers) db.run(deltas.repair, number);
    if (!numbers.empty()) done.push_back(std::to_string(numbers.size()) + " " + deltas.what);
  }
}

void check_counts(Database& db, Findings& findings) {
  for (const Count& count : kCounts)
    if (const std::int64_t n = db.number(count.sql))
      findings.push_back(std::to_string(n) + " " + count.what + ": " + kRepair);
}

/// Does the index find the newest articles by their titles? Notices one that fell behind its articles.
void check_titles(Database& db, Findings& findings) {
  std::int64_t missed = 0;
  Statement row = db.query(
      "select number, title from article where gone is null and number not in (select article from unindexed)"
      " order by number desc limit ?",
      kSearchSample);
  while (row.step()) {
    const std::string tokens = search_tokens(row.view(1));
    if (tokens.empty()) continue;
    const std::string match = "title : \"" + tokens + "\"";
    if (db.number("select count(*) from search where search match ? and rowid = ?", match, row.integer(0)) ==
        0)
      ++missed;
  }
  if (missed > 0)
    findings.push_back(std::to_string(missed) + " articles are not found by their title: " + kRepair);
}

/// What damages the index alone damages nothing else.
void check_index(Database& db, Findings& findings) {
  try {
    check_titles(db, findings);
  } catch (const SqlFailure& failure) {
    findings.push_back("the search index cannot be read (" + failure.error.message + "): " + kRepair);
  }
}

/// What the hashes in `alias` are made with.
bool has_lost_secret(Database& db) {
  return db.number("select exists (select 1 from setting where name = 'key')") == 0;
}

void renew_secret(Database& db, Findings& done) {
  db.run("delete from alias");
  db.run("insert into setting (name, value) values ('key', lower(hex(randomblob(16))))");
  db.run("insert or replace into setting (name, value) values ('keys', 'clustered')");
  done.emplace_back("what the names of articles are made with was lost");
}

/// "5 keys name an article that is not there" when `sql` changed something.
void mend(Database& db, const char* sql, const std::string& what, Findings& done) {
  db.run(sql);
  if (const int rows = db.changed_rows()) done.push_back(std::to_string(rows) + " " + what);
}

void mend_keys(Database& db, AliasTable& aliases, const char* what, Findings& done) {
  std::vector<std::pair<std::int64_t, std::string>> keys;
  {
    Statement row = db.query(kNoKey);
    while (row.step()) keys.emplace_back(row.integer(0), key_of_id(row.text(1), row.text(2)));
  }
  for (const auto& [article, key] : keys) aliases.note(key, article);
  if (!keys.empty()) done.push_back(std::to_string(keys.size()) + " " + what);
}

/// While it lives, references are not checked: rows go before those that they name are there again.
class Unchecked {
 public:
  explicit Unchecked(Database& db) : db_(db) { db_.execute("pragma foreign_keys = off"); }
  Unchecked(const Unchecked&) = delete;
  ~Unchecked() { sqlite3_exec(db_.handle(), "pragma foreign_keys = on", nullptr, nullptr, nullptr); }

 private:
  Database& db_;
};

}  // namespace

std::vector<std::string> repair_database(Database& db, AliasTable& aliases, ArticleTable& articles) {
  Findings damaged, done;
  check_pages(db, damaged);
  if (!damaged.empty()) throw_storage_error(db.path() + ": " + damaged.front());
  if (check_database(db).empty()) return done;
  if (!db.is_memory()) back_up(db, db.path() + ".before-repair");
  {
    const Unchecked unchecked(db);
    Transaction transaction(db, Transaction::Kind::write);
    mend_parts(db, done);
    db.execute(kViews);
    mend_references(db, done);
    mend_deltas(db, done);
    for (const Count& count : kCounts)
      if (count.repair) mend(db, count.repair, count.what, done);
    if (has_lost_secret(db)) renew_secret(db, done);
    mend_keys(db, aliases, "articles had no key", done);
    transaction.commit();
  }
  articles.search_index().rebuild(true);
  done.push_back("the search index was made anew");
  return done;
}

std::vector<std::string> check_database(Database& db) {
  Findings findings;
  check_pages(db, findings);
  if (!findings.empty() || check_parts(db, findings)) return findings;  // what follows reads everything
  db.execute(kViews);
  check_references(db, findings);
  if (has_lost_secret(db))
    findings.push_back(std::string("what the names of articles are made with is lost: ") + kRepair);
  check_counts(db, findings);
  check_deltas(db, findings);
  check_index(db, findings);
  return findings;
}

}  // namespace gazette
