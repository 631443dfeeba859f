#include "storage/search/search_index.h"

#include <utility>

#include <sqlite3.h>

#include "storage/search/segment.h"

namespace gazette {

namespace {

// More take no less time (measured: 100 or 200 thousand tokens) and more memory: so many tokens 4 MB while
// they are written.
constexpr std::size_t kAtOnce = 1'000;  // articles
constexpr std::size_t kTokens = 100'000;
constexpr std::size_t kMostTokens = 200'000;  // within one transaction

}  // namespace

void SearchIndex::add(std::int64_t article, const SearchText& text) {
  db_.run("insert or ignore into unindexed (article) values (?)", article);
  ++added_;
  if (waiting_.rows().empty()) waiting_version_ = data_version();
  if (!waiting_.rows().empty() && waiting_.rows().back().article >= article) return forget();
  waiting_.add(article, text);
  if (waiting_.tokens() >= kMostTokens) write_known();
}

/// Within the transaction that adds, so that no listing however large makes a queue as large. Not after a
/// removal in the same one: FTS5 hears of that at its end, and would take the article's new words for those
/// that went.
void SearchIndex::write_known() {
  if (!removals_.empty() || !knows_queue()) return;
  write_segment(db_, waiting_);
  db_.run("delete from unindexed");
  forget();
  added_ = 0;
}

void SearchIndex::remove(std::int64_t article, SearchText text) {
  db_.run("delete from unindexed where article = ?", article);
  if (db_.changed_rows() == 0)
    removals_.push_back({article, std::move(text)});
  else
    forget();
}

void SearchIndex::write_pending() {
  for (const auto& [article, text] : std::exchange(removals_, {}))
    db_.run("insert into search (search, rowid, title, body, names) values ('delete', ?, ?, ?, ?)", article,
            text.title, text.body, text.names);
}

/// After a rollback other articles get the numbers of those that waited.
void SearchIndex::end_pending(bool committed) {
  removals_.clear();
  if (!committed) forget();
}

void SearchIndex::forget() {
  if (!waiting_.rows().empty()) waiting_.clear();
}

void SearchIndex::count_waiting() {
  added_ = static_cast<std::size_t>(db_.number("select count(*) from unindexed"));
}

bool SearchIndex::is_behind() {
  return db_.number("select exists (select 1 from unindexed)") != 0;
}

/// All of it, and as it is now: another process may have added to it, or changed an article.
bool SearchIndex::knows_queue() {
  return !waiting_.rows().empty() && data_version() == waiting_version_ &&
         db_.number("select count(*) from unindexed") == std::ssize(waiting_.rows());
}

void SearchIndex::catch_up() {
  work_off();
  waiting_ = {};
}

/// More will follow.
void SearchIndex::catch_up_if_due() {
  if (added_ >= kAtOnce || waiting_.tokens() >= kTokens) work_off();
}

void SearchIndex::work_off() {
  while (is_behind()) {
    Transaction transaction(db_, Transaction::Kind::write);
    if (knows_queue()) {
      write_segment(db_, waiting_);
      db_.run("delete from unindexed");
    } else {
      index_some();
    }
    transaction.commit();
    forget();
  }
  forget();  // another process may have been first
  added_ = 0;
}

void SearchIndex::index_some() {
  std::vector<std::int64_t> articles;
  {
    Statement row = db_.query("select article from unindexed order by article limit ?", kAtOnce);
    while (row.step()) articles.push_back(row.integer(0));
  }
  Postings postings;
  std::int64_t last = 0;
  for (const std::int64_t article : articles) {
    if (postings.tokens() >= kTokens) break;
    if (const std::optional<Article> stored = read_(article)) postings.add(article, search_text(*stored));
    last = article;
  }
  write_segment(db_, postings);
  db_.run("delete from unindexed where article <= ?", last);
}

SearchIndex::OfWaiting::OfWaiting(SearchIndex& index) : db_(index.db_) {
  // A name is looked for among the connection's own tables first.
  db_.execute(
      "create virtual table temp.search using fts5 (title, body, names, content = '', tokenize = 'ascii')");
  Statement row = db_.query("select article from unindexed order by article");
  while (row.step()) {
    const std::int64_t number = row.integer(0);
    const std::optional<Article> article = index.read_(number);
    if (!article) continue;
    const SearchText text = search_text(*article);
    db_.run("insert into temp.search (rowid, title, body, names) values (?, ?, ?, ?)", number, text.title,
            text.body, text.names);
  }
}

SearchIndex::OfWaiting::~OfWaiting() {
  sqlite3_exec(db_.handle(), "drop table if exists temp.search", nullptr, nullptr, nullptr);
}

bool SearchIndex::is_current() {
  Statement row = db_.query("select value from setting where name = 'search'");
  return row.step() && row.view(0) == kSearchFormat;
}

/// Empty, whatever became of its rows: another one of the same form. FTS5 drops no table that it cannot read,
/// so that its rows become those of an empty one before.
void SearchIndex::replace_table() {
  const auto rows = [this](const char* sql) {
    std::vector<std::pair<std::string, std::int64_t>> found;
    Statement row = db_.prepare(sql);
    while (row.step()) found.emplace_back(row.text(0), row.integer(1));
    return found;
  };
  const auto table = rows("select sql, 0 from sqlite_schema where name = 'search'");
  const auto settings = rows("select k, v from search_config where k <> 'version'");
  db_.execute(
      "delete from search_data; delete from search_idx; delete from search_docsize;"
      " insert into search_data (id, block) values (1, x''), (10, x'00000000000000');"
      " drop table search");
  db_.execute(table.at(0).first.c_str());
  for (const auto& [name, value] : settings)
    db_.run("insert into search (search, rank) values (?, ?)", name, value);
}

void SearchIndex::rebuild(bool force) {
  if (is_current() && !force) return;
  Transaction transaction(db_, Transaction::Kind::write);
  if (is_current() && !force) return;  // another process was first
  replace_table();
  db_.run("delete from unindexed");
  forget();
  const std::int64_t last = db_.number("select max(number) from article");
  Postings postings;
  for (std::int64_t number = 1; number <= last; ++number) {
    if (const std::optional<Article> article = read_(number)) postings.add(number, search_text(*article));
    if (postings.rows().size() >= kAtOnce || postings.tokens() >= kTokens)
      write_segment(db_, std::exchange(postings, {}));
  }
  write_segment(db_, postings);
  db_.run("insert or replace into setting (name, value) values ('search', ?)", kSearchFormat);
  transaction.commit();
}

}  // namespace gazette
