#include "storage/identity/merges.h"

#include <boost/json.hpp>

#include "storage/tables/change_log.h"

namespace gazette {

namespace json = boost::json;

namespace {

json::object read_moved(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error || !value.is_object()) throw_storage_error("the log of merges is damaged: restore a backup");
  return std::move(value.as_object());
}

std::int64_t number_in(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value && value->is_int64() ? value->as_int64() : 0;
}

/// Each of the list "name"; none if there is no such list.
template <class Visit>
void each(const json::object& object, std::string_view name, Visit visit) {
  const json::value* list = object.if_contains(name);
  if (!list || !list->is_array()) return;
  for (const json::value& value : list->as_array()) visit(value);
}

}  // namespace

void Merges::log_entry(const JoinedEntry& joined, const std::vector<std::int64_t>& noted) {
  const json::object moved{{"keys", json::array(noted.begin(), noted.end())}};
  db_.run("insert into merge (at, article, source, entry, found, moved) values (?, ?, ?, ?, ?, ?)", joined.at,
          joined.article, joined.source, joined.entry, joined.found, json::serialize(moved));
  db_.run("update article_source set repairs = repairs + 1 where article = ? and source = ?", joined.article,
          joined.source);
}

/// All that carry `from` carry `to`; gives what to remember of it.
std::string Merges::move_sources(std::int64_t from, std::int64_t to, const std::vector<std::int64_t>& keys) {
  json::array sources;
  Statement row = db_.query(
      "select source, entry_fingerprint, since, date, repairs,"
      " not exists (select 1 from article_source o where o.article = ?2 and o.source = c.source)"
      " from article_source c where article = ?1",
      from, to);
  while (row.step())
    sources.push_back(json::object{{"source", row.integer(0)},
                                   {"entry", row.integer(1)},
                                   {"since", row.integer(2)},
                                   {"date", row.integer(3)},
                                   {"repairs", row.integer(4)},
                                   {"is_new", row.is_true(5)}});
  db_.run(
      "insert or ignore into article_source (article, source, entry_fingerprint, since, date)"
      " select ?2, source, entry_fingerprint, since, (select date from article where number = ?2)"
      " from article_source where article = ?1",
      from, to);
  db_.run("delete from article_source where article = ?", from);
  return json::serialize(
      json::object{{"keys", json::array(keys.begin(), keys.end())}, {"sources", std::move(sources)}});
}

void Merges::merge(ArticleTable& articles, const StoredArticle& kept, const StoredArticle& other, Time at) {
  const std::vector<std::int64_t> keys = aliases_.numbers_of(other.number);
  for (const std::int64_t key : keys) aliases_.move(key, kept.number);
  const std::string moved = move_sources(other.number, kept.number, keys);
  db_.run("insert into merge (at, article, other, entry, found, moved) values (?, ?, ?, '', 'operator', ?)",
          at, kept.number, other.number, moved);
  articles.remove_from_search(other.number, other.article);
  db_.run("update article set gone = 'merged' where number = ?", other.number);
  note_change(db_, other.number, ChangeKind::removed);
  note_change(db_, kept.number, ChangeKind::updated);
}

void Merges::give_back(ArticleTable& articles, const StoredArticle& article, std::int64_t other,
                       std::string_view moved) {
  const json::object back = read_moved(moved);
  each(back, "keys", [&](const json::value& key) {
    if (key.is_int64()) aliases_.move(key.as_int64(), other);
  });
  each(back, "sources", [&](const json::value& value) {
    if (!value.is_object()) return;
    const json::object& row = value.as_object();
    const std::int64_t source = number_in(row, "source");
    db_.run(
        "insert or replace into article_source (article, source, entry_fingerprint, since, date, repairs) "
        "values (?, "
        "?, ?, ?, ?, ?)",
        other, source, number_in(row, "entry"), number_in(row, "since"), number_in(row, "date"),
        number_in(row, "repairs"));
    if (const json::value* is_new = row.if_contains("is_new");
        is_new && is_new->is_bool() && is_new->as_bool())
      db_.run("delete from article_source where article = ? and source = ?", article.number, source);
  });
  db_.run("update article set gone = null where number = ?", other);
  if (const std::optional<StoredArticle> stored = articles.read(other))
    articles.add_to_search(other, stored->article);
  note_change(db_, other, ChangeKind::updated);
}

/// The entry's keys name the article no longer, and never will: the next poll meets a new one.
void Merges::set_apart(const StoredArticle& article, std::int64_t source, std::string_view entry,
                       std::string_view moved) {
  each(read_moved(moved), "keys", [&](const json::value& key) {
    if (key.is_int64()) aliases_.forget(key.as_int64());
  });
  aliases_.keep_apart(entry, article.number);
  db_.run(
      "delete from article_source where article = ?1 and source = ?2 and source <> (select source from "
      "article where "
      "number = ?1)",
      article.number, source);
  db_.run("update source set body_hash = '', etag = '', last_modified = '' where number = ?", source);
}

std::optional<SplitReport> Merges::split(ArticleTable& articles, const StoredArticle& article, Time at) {
  std::int64_t number = 0, other = 0, source = 0;
  std::string entry, moved;
  {
    Statement row = db_.query(
        "select number, coalesce(other, 0), coalesce(source, 0), entry, moved from merge where article = ? "
        "and undone "
        "is null order by number desc limit 1",
        article.number);
    if (!row.step()) return std::nullopt;
    number = row.integer(0), other = row.integer(1), source = row.integer(2);
    entry = row.text(3), moved = row.text(4);
  }
  if (other != 0)
    give_back(articles, article, other, moved);
  else
    set_apart(article, source, entry, moved);
  db_.run("update merge set undone = ? where number = ?", at, number);
  note_change(db_, article.number, ChangeKind::updated);
  return SplitReport{article, other != 0 ? articles.read(other) : std::nullopt, entry};
}

}  // namespace gazette
