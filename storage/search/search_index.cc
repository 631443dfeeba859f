#include "storage/search/search_index.h"

namespace gazette {

namespace {
constexpr std::size_t kWrittenAtOnce = 500;  // articles, when the index is made anew
}  // namespace

void SearchIndex::add(std::int64_t article, SearchText text) {
  pending_.push_back({article, std::move(text), true});
}

void SearchIndex::remove(std::int64_t article, SearchText text) {
  pending_.push_back({article, std::move(text), false});
}

void SearchIndex::write_pending() {
  for (const Entry& entry : pending_)
    if (entry.adds)
      db_.run("insert into search (rowid, title, body, names) values (?, ?, ?, ?)", entry.article,
              entry.text.title, entry.text.body, entry.text.names);
    else
      db_.run("insert into search (search, rowid, title, body, names) values ('delete', ?, ?, ?, ?)",
              entry.article, entry.text.title, entry.text.body, entry.text.names);
  pending_.clear();
}

bool SearchIndex::is_current() {
  Statement row = db_.query("select value from setting where name = 'search'");
  return row.step() && row.view(0) == kSearchFormat;
}

void SearchIndex::rebuild(const ReadArticle& read, bool force) {
  if (is_current() && !force) return;
  Transaction transaction(db_, Transaction::Kind::write);
  if (is_current() && !force) return;  // another process was first
  db_.run("insert into search (search) values ('delete-all')");
  const std::int64_t last = db_.number("select max(number) from article");
  for (std::int64_t number = 1; number <= last; ++number) {
    if (const std::optional<Article> article = read(number)) add(number, search_text(*article));
    if (pending_.size() >= kWrittenAtOnce) write_pending();
  }
  write_pending();
  db_.run("insert or replace into setting (name, value) values ('search', ?)", kSearchFormat);
  transaction.commit();
}

}  // namespace gazette
