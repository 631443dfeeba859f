#include "storage/feed_log/as_of.h"

#include "storage/tables/json_columns.h"

namespace gazette {
namespace {

/// GAZETTE_VERSION_FACTS back.
void take_facts(Database& db, int version, StoredArticle& stored) {
  Statement row = db.query(
      "select f ->> 0, f ->> 1, f ->> 2, f ->> 3, f ->> 4, f ->> 5, f ->> 6, f ->> 7, f ->> 8, f ->> 9, f "
      "->> "
      "10, f ->> 11, f ->> 12, f ->> 13, coalesce(f ->> 14, '') from (select facts f from version where "
      "article = ? and version = ? "
      "and facts is not null)",
      stored.number, version);
  if (!row.step()) return;
  Article& a = stored.article;
  int column = 0;
  for (std::string* field : {&a.url, &a.language, &a.summary, &a.image, &a.comments, &a.rights})
    *field = row.text(column++);
  a.authors = persons_from_json(row.view(6));
  a.categories = strings_from_json(row.view(7));
  a.tags = strings_from_json(row.view(8));
  a.enclosures = enclosures_from_json(row.view(9));
  a.origin = origin_from_json(row.view(10));
  a.published = row.optional_time(11);
  a.updated = row.optional_time(12);
  a.date = row.time(13);
  a.license = row.text(14);
}

}  // namespace

std::optional<StoredArticle> as_of(Database& db, Versions& versions, StoredArticle now, int version) {
  if (version == now.version) return now;
  std::optional<ArticleVersion> then = versions.read(now, version);
  if (!then) return std::nullopt;
  now.version = version;
  now.changed = then->info.at;
  now.article.title = std::move(then->info.title);
  now.article.record = std::move(then->record);
  now.article.body_offset = then->body_offset;
  take_facts(db, version, now);
  return now;
}

}  // namespace gazette
