#include "storage/tables/article_table.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "feeds/identity/address.h"
#include "feeds/identity/simhash.h"
#include "feeds/record.h"
#include "feeds/text/strings.h"
#include "storage/tables/json_columns.h"

namespace gazette {

namespace {

// The columns in the order in which read_row() takes them.
#define GAZETTE_ARTICLE_COLUMNS                                                                            \
  "a.number, a.version, a.gone is not null, a.changed, a.id, s.name, a.guid, a.url, a.title, a.language, " \
  "a.zone, "                                                                                               \
  "a.summary, a.image, a.comments, a.rights, a.content_from, a.record, a.authors, a.categories, a.tags, "  \
  "a.enclosures, a.origin, a.published, a.updated, a.date, a.first_seen, a.body_offset, a.fingerprint, "   \
  "case a.body_source when a.source then s.name else (select name from source where number = "             \
  "a.body_source) end, a.deleted, coalesce(a.deleted_why, ''), a.license, "                                \
  "a.number in (select article from past_article)"

constexpr const char* kReadOne = "select " GAZETTE_ARTICLE_COLUMNS
                                 " from article a join source s on s.number = a.source where a.number = ?";
constexpr const char* kInsert =
    "insert into article (id, source, body_source, guid, first_seen, url, url_key, title, language, zone, "
    "own_summary, image,"
    " comments, rights, content_from, record, authors, categories, tags, enclosures, origin, published, "
    "updated, date,"
    " body_offset, fingerprint, simhash, content_pending, summary_at, summary_size, license, changed)"
    " values (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, "
    "?21, ?22,"
    " ?23, ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?4)";
constexpr const char* kUpdate =
    "update article set version = version + ?29, url = ?2, url_key = ?3, title = ?4, language = ?5, zone = "
    "?6, "
    "own_summary = ?7,"
    " image = ?8, comments = ?9, rights = ?10, content_from = ?11, record = ?12, authors = ?13, categories = "
    "?14,"
    " tags = ?15, enclosures = ?16, origin = ?17, published = ?18, updated = ?19, date = ?20, body_offset = "
    "?21,"
    " fingerprint = ?22, simhash = ?23, content_pending = ?24, changed = ?25, body_source = ?26, summary_at "
    "= ?27, summary_size = ?28, license = ?30 where number = ?1";

constexpr int kMaxSuffix =
    20;  // "-2" to "-20"; a feed that claims one id more often gets the row's number behind it
constexpr std::size_t kMaxId = 64;
constexpr int kMaxMerges = 100;  // one into another into another

std::string with_suffix(const std::string& id, std::int64_t n) {
  const std::string suffix = "-" + std::to_string(n);
  return id.substr(0, kMaxId - suffix.size()) + suffix;
}

/// The beginning of the summary that the record holds word for word is not stored a second time, only what
/// comes after it: often "…" alone.
struct StoredSummary {
  explicit StoredSummary(const Article& article) : own(article.summary) {
    const std::string_view record = article.record, probe = own.substr(0, kProbe);
    std::size_t place = 0, longest = 0, tries = 0;
    for (std::size_t pos = record.find(probe);
         pos != record.npos && longest < own.size() && ++tries <= kMaxTries;
         pos = record.find(probe, pos + 1))
      if (const std::size_t same = common_size(own, record.substr(pos)); same > longest)
        longest = same, place = pos;
    if (longest == 0) return;
    at = static_cast<std::int64_t>(place);
    size = static_cast<std::int64_t>(longest);
    own.remove_prefix(longest);
  }
  std::string_view own;
  std::optional<std::int64_t> at, size;

 private:
  static constexpr std::size_t kProbe = 32, kMaxTries = 4;

  /// Of whole characters.
  static std::size_t common_size(std::string_view a, std::string_view b) {
    const auto end = std::mismatch(a.begin(), a.begin() + std::ssize(a.substr(0, b.size())), b.begin()).first;
    std::size_t size = static_cast<std::size_t>(end - a.begin());
    while (size > 0 && size < a.size() && (a[size] & 0xC0) == 0x80) --size;
    return size;
  }
};

std::uint64_t simhash_of(const SearchText& text) {
  return simhash(text.title + ' ' + text.body);
}

/// In all that an update writes.
bool is_same(const Article& a, const Article& b) {
  const auto texts = [](const Article& x) {
    return std::tie(x.url, x.title, x.language, x.zone, x.summary, x.image, x.comments, x.rights, x.license,
                    x.content_from, x.record, x.body_offset, x.fingerprint, x.published, x.updated, x.date,
                    x.authors, x.categories, x.tags);
  };
  return texts(a) == texts(b) && to_json(a.enclosures) == to_json(b.enclosures) &&
         to_json(a.origin) == to_json(b.origin);
}

}  // namespace

ArticleTable::ArticleTable(Database& db, AliasTable& aliases)
    : db_(db),
      aliases_(aliases),
      index_(db,
             [this](std::int64_t number) -> std::optional<Article> {
               std::optional<StoredArticle> stored = read(number);
               if (!stored || stored->withdrawn) return std::nullopt;
               return std::move(stored->article);
             }),
      finder_(db) {}

StoredArticle ArticleTable::read_row(const Statement& row) {
  StoredArticle stored;
  Article& a = stored.article;
  stored.number = row.integer(0);
  stored.version = static_cast<int>(row.integer(1));
  stored.withdrawn = row.is_true(2);
  stored.changed = row.time(3);
  int column = 4;
  for (std::string* field : {&a.id, &a.source, &a.guid, &a.url, &a.title, &a.language, &a.zone, &a.summary,
                             &a.image, &a.comments, &a.rights, &a.content_from, &a.record})
    *field = row.text(column++);
  a.authors = persons_from_json(row.view(17));
  a.categories = strings_from_json(row.view(18));
  a.tags = strings_from_json(row.view(19));
  a.enclosures = enclosures_from_json(row.view(20));
  a.origin = origin_from_json(row.view(21));
  a.published = row.optional_time(22);
  a.updated = row.optional_time(23);
  a.date = row.time(24);
  a.first_seen = row.time(25);
  a.body_offset = std::min(static_cast<std::size_t>(row.integer(26)), a.record.size());
  a.fingerprint = row.unsigned_integer(27);
  stored.body_source = row.text(28);
  stored.deleted = row.optional_time(29);
  stored.deleted_why = row.text(30);
  a.license = row.text(31);
  stored.past = row.is_true(32);
  stored.sources = sources(stored.number);
  return stored;
}

std::vector<std::string> ArticleTable::sources(std::int64_t number) {
  std::vector<std::string> names;
  Statement row = db_.query(
      "select s.name from article_source c join source s on s.number = c.source join article a on a.number = "
      "c.article"
      " where c.article = ? order by c.source <> a.source, c.since, c.source",
      number);
  while (row.step()) names.push_back(row.text(0));
  return names;
}

std::optional<StoredArticle> ArticleTable::read(std::int64_t number) {
  Statement row = db_.query(kReadOne, number);
  if (!row.step()) return std::nullopt;
  return read_row(row);
}

std::int64_t ArticleTable::find_row(const std::string& id_or_url) {
  if (id_or_url.empty()) return 0;
  if (const auto number = db_.number("select number from article where id = ?", id_or_url)) return number;
  const std::string address = address_of(id_or_url);
  if (!address.empty())
    if (const auto number =
            db_.number("select number from article where url_key = ? order by gone is not null, number",
                       aliases_.number_of(address)))
      return number;
  Statement source = db_.query("select name from source order by number");  // an id is one within its source
  while (source.step())
    if (const Alias alias = aliases_.find(key_of_id(source.text(0), id_or_url)); alias.article)
      return alias.article;
  return 0;
}

std::int64_t ArticleTable::find(const std::string& id_or_url) {
  std::int64_t number = find_row(id_or_url);
  // One that was merged is the one that it was merged into.
  for (int steps = 0; number != 0 && steps < kMaxMerges; ++steps) {
    const std::int64_t kept = db_.number(
        "select m.article from merge m join article a on a.number = m.other where m.other = ? and m.undone "
        "is null"
        " and a.gone = 'merged'",
        number);
    if (kept == 0) break;
    number = kept;
  }
  return number;
}

std::vector<StoredArticle> ArticleTable::list(const ArticleQuery& query) {
  if (!query.words.empty() && index_.is_behind()) return list_with_waiting(query);
  return read_all(finder_.find(query));
}

std::vector<StoredArticle> ArticleTable::read_all(const std::vector<std::int64_t>& numbers) {
  std::vector<StoredArticle> articles;
  for (const std::int64_t number : numbers)
    if (auto stored = read(number)) articles.push_back(std::move(*stored));
  return articles;
}

/// What waits for the index, which is new, stands first; unless it is asked for by date.
std::vector<StoredArticle> ArticleTable::list_with_waiting(const ArticleQuery& query) {
  ArticleQuery whole = query;
  const auto offset = static_cast<std::size_t>(std::max(query.offset, 0));
  whole.offset = 0;
  whole.limit = std::min(query.limit, std::numeric_limits<int>::max() - static_cast<int>(offset)) +
                static_cast<int>(offset);
  std::vector<StoredArticle> articles;
  {
    const SearchIndex::OfWaiting waiting(index_);
    articles = read_all(finder_.find(whole, Finder::Scope::waiting));
  }
  for (StoredArticle& stored : read_all(finder_.find(whole, Finder::Scope::indexed)))
    articles.push_back(std::move(stored));
  const auto newer = [](const StoredArticle& a, const StoredArticle& b) {
    return std::tie(a.article.date, a.number) > std::tie(b.article.date, b.number);
  };
  if (query.newest_first) std::sort(articles.begin(), articles.end(), newer);
  articles.erase(articles.begin(),
                 articles.begin() + static_cast<std::ptrdiff_t>(std::min(offset, articles.size())));
  if (std::ssize(articles) > query.limit)
    articles.erase(articles.begin() + std::max(query.limit, 0), articles.end());
  return articles;
}

std::optional<std::int64_t> ArticleTable::url_key(const std::string& url) {
  const std::string address = address_of(url);
  if (!names_an_article(address)) return std::nullopt;
  return aliases_.number_of(address);
}

bool ArticleTable::insert_as(const std::string& id, const Article& a, std::int64_t source,
                             bool content_pending, std::uint64_t simhash) {
  const StoredSummary summary(a);
  return db_.run_if_unique(kInsert, id, source, a.guid, a.first_seen, a.url, url_key(a.url), a.title,
                           a.language, a.zone, summary.own, a.image, a.comments, a.rights, a.content_from,
                           a.record, to_json(a.authors), to_json(a.categories), to_json(a.tags),
                           to_json(a.enclosures), to_json(a.origin), a.published, a.updated, a.date,
                           a.body_offset, a.fingerprint, simhash, content_pending, summary.at, summary.size,
                           a.license);
}

std::int64_t ArticleTable::insert(const Article& article, std::int64_t source, bool content_pending) {
  const SearchText text = search_text(article);
  const std::uint64_t bits = simhash_of(text);
  bool done = insert_as(article.id, article, source, content_pending, bits);
  for (int n = 2; !done && n <= kMaxSuffix; ++n)
    done = insert_as(with_suffix(article.id, n), article, source, content_pending, bits);
  const std::int64_t next = done ? 0 : db_.number("select max(number) + 1 from article");
  if (!done && !insert_as(with_suffix(article.id, next), article, source, content_pending, bits))
    throw_storage_error("article " + article.id + ": no free id was found; nothing of this poll was stored");
  const std::int64_t number = db_.last_number();
  index_.add(number, text);
  return number;
}

void ArticleTable::update(const StoredArticle& old, const Article& a, std::int64_t body_source,
                          bool content_pending, Time changed) {
  write(old, a, body_source, content_pending, changed, 1);
}

bool ArticleTable::rewrite(const StoredArticle& old, const Article& a, std::int64_t body_source,
                           bool content_pending) {
  if (is_same(old.article, a)) return false;
  write(old, a, body_source, content_pending, old.changed, 0);
  return true;
}

void ArticleTable::write(const StoredArticle& old, const Article& a, std::int64_t body_source,
                         bool content_pending, Time changed, int versions) {
  const SearchText text = search_text(a);
  const StoredSummary summary(a);
  db_.run(kUpdate, old.number, a.url, url_key(a.url), a.title, a.language, a.zone, summary.own, a.image,
          a.comments, a.rights, a.content_from, a.record, to_json(a.authors), to_json(a.categories),
          to_json(a.tags), to_json(a.enclosures), to_json(a.origin), a.published, a.updated, a.date,
          a.body_offset, a.fingerprint, simhash_of(text), content_pending, changed, body_source, summary.at,
          summary.size, versions, a.license);
  if (a.date != old.article.date)
    db_.run("update article_source set date = ? where article = ?", a.date, old.number);
  remove_from_search(old.number, old.article);
  index_.add(old.number, text);
}

bool ArticleTable::is_elsewhere(std::int64_t number, const std::string& url) {
  const std::optional<std::int64_t> key = url_key(url);
  return key &&
         db_.number("select count(*) from article where number = ? and url_key is not ?", number, *key) != 0;
}

std::string ArticleTable::move(const StoredArticle& old, const std::string& url) {
  Article moved = old.article;
  moved.url = url;
  moved.record = record_with_markdown(moved, record_markdown(old.article));
  db_.run("update article set url = ?, url_key = ? where number = ?", url, url_key(url), old.number);
  replace_record(old, moved);
  return std::move(moved.record);
}

void ArticleTable::set_facts(std::int64_t number, const Article& a) {
  db_.run(
      "update article set authors = ?, categories = ?, rights = ?, license = ?, enclosures = ? where number "
      "= "
      "?",
      to_json(a.authors), to_json(a.categories), a.rights, a.license, to_json(a.enclosures), number);
}

std::string ArticleTable::set_tags(const StoredArticle& old, const std::vector<std::string>& tags) {
  Article tagged = old.article;
  tagged.tags = tags;
  rewrite_tags(tagged);
  db_.run("update article set tags = ?, body_offset = ? where number = ?", to_json(tags), tagged.body_offset,
          old.number);
  replace_record(old, tagged);
  return std::move(tagged.record);
}

void ArticleTable::add_to_search(std::int64_t number, const Article& article) {
  index_.add(number, search_text(article));
}

void ArticleTable::remove_from_search(std::int64_t number, const Article& old) {
  index_.remove(number, search_text(old));
}

void ArticleTable::replace_record(const StoredArticle& old, const Article& now) {
  const StoredSummary summary(now);
  db_.run(
      "update article set record = ?2, content_from = ?3, own_summary = ?4, summary_at = ?5, summary_size = "
      "?6"
      " where number = ?1",
      old.number, now.record, now.content_from, summary.own, summary.at, summary.size);
  index_.remove(old.number, search_text(old.article));
  index_.add(old.number, search_text(now));
}

std::vector<Time> ArticleTable::dates(const std::string& source, int limit) {
  std::vector<Time> dates;
  Statement row = db_.query(
      "select c.date from article_source c join source s on s.number = c.source where s.name = ?"
      " order by c.date desc limit ?",
      source, limit);
  while (row.step()) dates.push_back(row.time(0));
  return dates;
}

}  // namespace gazette
