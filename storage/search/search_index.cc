#include "storage/search/search_index.h"

#include <utility>

#include "storage/search/segment.h"

namespace gazette {

namespace {

constexpr std::size_t kAtOnce =
    1'000;  // articles: twice as many take a tenth less time, half as many a tenth more
constexpr std::size_t kMaxTokens = 1'000'000;
constexpr std::size_t kMaxTexts = 6'000'000;  // bytes of tokens that are kept for what waits

std::size_t size_of(const SearchText& text) {
  return text.title.size() + text.body.size() + text.names.size();
}

}  // namespace

void SearchIndex::add(std::int64_t article, SearchText text) {
  db_.run("insert or ignore into unindexed (article) values (?)", article);
  ++added_;
  keep_text(article, std::move(text));
}

void SearchIndex::remove(std::int64_t article, SearchText text) {
  db_.run("delete from unindexed where article = ?", article);
  if (db_.changed_rows() == 0)
    removals_.push_back({article, std::move(text)});
  else
    texts_.erase(article);
}

void SearchIndex::write_pending() {
  for (const auto& [article, text] : std::exchange(removals_, {}))
    db_.run("insert into search (search, rowid, title, body, names) values ('delete', ?, ?, ?, ?)", article,
            text.title, text.body, text.names);
}

/// After a rollback other articles get the numbers of those that waited.
void SearchIndex::end_pending(bool committed) {
  removals_.clear();
  if (!committed) forget_texts();
}

void SearchIndex::keep_text(std::int64_t article, SearchText text) {
  if (texts_.empty()) texts_version_ = data_version();
  text_bytes_ += size_of(text);
  if (text_bytes_ <= kMaxTexts)
    texts_.insert_or_assign(article, std::move(text));
  else
    texts_.erase(article);
}

void SearchIndex::forget_texts() {
  texts_ = {};
  text_bytes_ = 0;
}

bool SearchIndex::is_due() const {
  return added_ >= kAtOnce || text_bytes_ >= kMaxTexts;
}

bool SearchIndex::is_behind() {
  return db_.number("select exists (select 1 from unindexed)") != 0;
}

void SearchIndex::catch_up() {
  while (is_behind()) {
    Transaction transaction(db_, Transaction::Kind::write);
    index_some();
    transaction.commit();
  }
  forget_texts();
  added_ = 0;
}

void SearchIndex::index_some() {
  if (data_version() != texts_version_) forget_texts();  // another process may have changed these articles
  std::vector<std::int64_t> articles;
  {
    Statement row = db_.query("select article from unindexed order by article limit ?", kAtOnce);
    while (row.step()) articles.push_back(row.integer(0));
  }
  Postings postings;
  std::int64_t last = 0;
  for (const std::int64_t article : articles) {
    if (postings.tokens() >= kMaxTokens) break;
    if (const std::optional<SearchText> text = text_of(article)) postings.add(article, *text);
    last = article;
  }
  write_segment(db_, postings);
  db_.run("delete from unindexed where article <= ?", last);
}

std::optional<SearchText> SearchIndex::text_of(std::int64_t article) {
  if (const auto kept = texts_.find(article); kept != texts_.end()) return std::move(kept->second);
  const std::optional<Article> stored = read_(article);
  if (!stored) return std::nullopt;
  return search_text(*stored);
}

bool SearchIndex::is_current() {
  Statement row = db_.query("select value from setting where name = 'search'");
  return row.step() && row.view(0) == kSearchFormat;
}

void SearchIndex::rebuild(bool force) {
  if (is_current() && !force) return;
  Transaction transaction(db_, Transaction::Kind::write);
  if (is_current() && !force) return;  // another process was first
  db_.run("insert into search (search) values ('delete-all')");
  db_.run("delete from unindexed");
  forget_texts();
  const std::int64_t last = db_.number("select max(number) from article");
  Postings postings;
  for (std::int64_t number = 1; number <= last; ++number) {
    if (const std::optional<Article> article = read_(number)) postings.add(number, search_text(*article));
    if (postings.rows().size() >= kAtOnce || postings.tokens() >= kMaxTokens)
      write_segment(db_, std::exchange(postings, {}));
  }
  write_segment(db_, postings);
  db_.run("insert or replace into setting (name, value) values ('search', ?)", kSearchFormat);
  transaction.commit();
}

}  // namespace gazette
