#include "storage/check.h"

#include <array>

#include "storage/search/text/tokens.h"

namespace gazette {

namespace {

constexpr int kMaxShown = 10;       // findings of one kind
constexpr int kSearchSample = 200;  // newest articles whose titles are looked up

constexpr const char* kRestore =
    "restore a backup, or save what can be read with `sqlite3 FILE .recover | sqlite3 NEW-FILE`";
constexpr const char* kRebuildSearch =
    "have it made anew: `sqlite3 FILE \"delete from setting where name = 'search'\"` and start gazette again";

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
                       " that is not there: " + kRestore);
}

/// A question whose answer should be 0.
struct Count {
  const char* sql;
  const char* what;
  const char* remedy;
};
constexpr std::array kCounts{
    Count{"select count(*) from article where gone is null and number not in (select id from search_docsize)",
          "articles are not in the search index", kRebuildSearch},
    Count{
        "select count(*) from search_docsize where id not in (select number from article where gone is null)",
        "entries of the search index belong to no article", kRebuildSearch},
    Count{"select count(*) from article where gone is not 'merged'"
          " and number not in (select article from alias where article is not null)",
          "articles have no key, and would be stored again as new ones", kRestore},
    Count{"select count(*) from alias where article is not null and article not in (select number from "
          "article)",
          "keys name an article that is not there", kRestore},
    Count{"select count(*) from article where gone is not 'expired' and number not in (select article from "
          "article_source)",
          "articles are carried by no source", kRestore},
    Count{"select count(*) from article where gone is not 'expired' and number not in (select article from "
          "change)",
          "articles are not in the change log, so that no exporter sees them", kRestore},
    Count{"select count(*) from article where body_offset not between 0 and length(cast(record as blob))",
          "articles have a body that begins outside of their record", kRestore},
    Count{
        "select count(*) from article_source c join article a on a.number = c.article where a.date <> c.date",
        "articles have another date in the list of their source", kRestore},
    Count{
        "select count(*) from version v join article a on a.number = v.article where v.version >= a.version",
        "earlier versions are not earlier than their article", kRestore},
    Count{"select count(*) from cursor where change > (select coalesce(max(number), 0) from change)",
          "followers are ahead of the change log (an older copy was restored?) and would miss articles",
          "set them back: `sqlite3 FILE \"update cursor set change = 0\"`, which repeats what they did"},
};

void check_counts(Database& db, Findings& findings) {
  for (const Count& count : kCounts)
    if (const std::int64_t n = db.number(count.sql))
      findings.push_back(std::to_string(n) + " " + count.what + ": " + count.remedy);
}

/// Does the index find the newest articles by their titles? Notices one that fell behind its articles.
void check_titles(Database& db, Findings& findings) {
  std::int64_t missed = 0;
  Statement row = db.query(
      "select number, title from article where gone is null order by number desc limit ?", kSearchSample);
  while (row.step()) {
    const std::string tokens = search_tokens(row.view(1));
    if (tokens.empty()) continue;
    const std::string match = "title : \"" + tokens + "\"";
    if (db.number("select count(*) from search where search match ? and rowid = ?", match, row.integer(0)) ==
        0)
      ++missed;
  }
  if (missed > 0)
    findings.push_back(std::to_string(missed) + " articles are not found by their title: " + kRebuildSearch);
}

}  // namespace

std::vector<std::string> check_database(Database& db) {
  Findings findings;
  check_pages(db, findings);
  if (!findings.empty()) return findings;  // what follows reads everything
  check_references(db, findings);
  check_counts(db, findings);
  check_titles(db, findings);
  return findings;
}

}  // namespace gazette
