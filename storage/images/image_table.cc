#include "storage/images/image_table.h"

#include <algorithm>
#include <array>
#include <utility>

#include "storage/tables/change_log.h"

namespace gazette {

namespace {

using State = StoredImage::State;

constexpr std::array<std::pair<State, std::string_view>, 4> kStates{{{State::kept, "kept"},
                                                                     {State::tracking, "tracking"},
                                                                     {State::refused, "refused"},
                                                                     {State::missing, "missing"}}};

std::string_view name_of(State state) {
  for (const auto& [one, name] : kStates)
    if (one == state) return name;
  return kStates.back().second;
}
State state_of(std::string_view name) {
  for (const auto& [state, text] : kStates)
    if (text == name) return state;
  return State::missing;
}

bool changes_files(State state) {
  return state == State::kept || state == State::tracking;
}

/// Of a row of: url, state, reason, sha256, type, width, height, size, tries, next.
StoredImage read_row(const Statement& row) {
  StoredImage image;
  image.url = row.text(0);
  image.state = state_of(row.view(1));
  image.reason = row.text(2);
  image.sha256 = row.text(3);
  image.type = row.text(4);
  image.width = static_cast<int>(row.integer(5));
  image.height = static_cast<int>(row.integer(6));
  image.size = row.integer(7);
  image.tries = static_cast<int>(row.integer(8));
  image.next = row.optional_time(9);
  return image;
}

/// Images of these that no article has any more, with contents that no image has any more.
void forget_unused(Database& db, std::span<const std::string> urls) {
  for (const std::string& url : urls) {
    const auto known = read_images(db, {&url, 1});
    if (!known[0]) continue;
    db.run(
        "delete from image where url = ? and not exists (select 1 from article_image where image = "
        "image.number)",
        url);
    db.run("delete from image_content where sha256 = ? and sha256 not in (select sha256 from image)",
           known[0]->sha256);
  }
}

void save(Database& db, const FetchedImage& fetched, std::int64_t article) {
  const StoredImage& image = fetched.image;
  if (!fetched.bytes.empty())
    db.run("insert or ignore into image_content (sha256, bytes) values (?, ?)", image.sha256,
           Blob{fetched.bytes});
  db.run(
      "insert into image (url, source, state, reason, sha256, type, width, height, size, tries, next) values "
      "(?, (select source from article where number = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (url) do "
      "update set state = excluded.state, reason = excluded.reason, sha256 = excluded.sha256, type = "
      "excluded.type, width = excluded.width, height = excluded.height, size = excluded.size, tries = "
      "excluded.tries, next = excluded.next",
      image.url, article, name_of(image.state), image.reason, image.sha256, image.type, image.width,
      image.height, image.size, image.tries, image.next);
}

std::vector<std::int64_t> articles_with(Database& db, const std::string& url) {
  std::vector<std::int64_t> articles;
  Statement row = db.query(
      "select article from article_image where image = (select number from image where url = ?) and article "
      "in (select number from article where gone is null)",
      url);
  while (row.step()) articles.push_back(row.integer(0));
  return articles;
}

std::vector<std::string> urls_of(Database& db, std::int64_t article) {
  std::vector<std::string> urls;
  for (StoredImage& image : images_of(db, article)) urls.push_back(std::move(image.url));
  return urls;
}

/// True if what the article's files show is another thing now.
bool link(Database& db, std::int64_t article, std::span<const std::string> urls) {
  const std::vector<std::string> before = urls_of(db, article);
  if (std::equal(before.begin(), before.end(), urls.begin(), urls.end())) return false;
  db.run("delete from article_image where article = ?", article);
  bool shows = false;
  int place = 0;
  for (const std::string& url : urls) {
    db.run(
        "insert or ignore into article_image (article, image, place) select ?, number, ? from image where "
        "url = ?",
        article, place++, url);
    shows |= db.number("select state in ('kept', 'tracking') from image where url = ?", url) != 0;
  }
  forget_unused(db, before);
  return shows;
}

}  // namespace

std::vector<std::optional<StoredImage>> read_images(Database& db, std::span<const std::string> urls) {
  std::vector<std::optional<StoredImage>> images;
  for (const std::string& url : urls) {
    Statement row = db.query(
        "select url, state, reason, sha256, type, width, height, size, tries, next from image where url = ?",
        url);
    images.push_back(row.step() ? std::optional(read_row(row)) : std::nullopt);
  }
  return images;
}

std::vector<StoredImage> images_of(Database& db, std::int64_t article) {
  std::vector<StoredImage> images;
  Statement row = db.query(
      "select i.url, i.state, i.reason, i.sha256, i.type, i.width, i.height, i.size, i.tries, i.next from "
      "article_image a join image i on i.number = a.image where a.article = ? order by a.place",
      article);
  while (row.step()) images.push_back(read_row(row));
  return images;
}

std::optional<std::string> image_bytes(Database& db, const std::string& sha256) {
  Statement row = db.query("select bytes from image_content where sha256 = ?", sha256);
  return row.step() ? std::optional(row.text(0)) : std::nullopt;
}

std::vector<DueImage> due_images(Database& db, Time now, int limit) {
  std::vector<DueImage> due;
  Statement row = db.query(
      "select i.url, i.state, i.reason, i.sha256, i.type, i.width, i.height, i.size, i.tries, i.next, "
      "min(a.article) from image i join article_image a on a.image = i.number where i.next <= ? group by "
      "i.number order by i.next limit ?",
      now, limit);
  while (row.step()) due.push_back({read_row(row), row.integer(10)});
  return due;
}

std::int64_t image_bytes_of(Database& db, const std::string& source) {
  return db.number("select sum(size) from image where source = (select number from source where name = ?)",
                   source);
}

void save_images(Database& db, std::int64_t article, std::span<const std::string> urls,
                 std::span<const FetchedImage> fetched) {
  for (const FetchedImage& one : fetched) save(db, one, article);
  if (link(db, article, urls)) note_change(db, article, ChangeKind::updated);
  for (const FetchedImage& one : fetched) {
    if (!changes_files(one.image.state)) continue;
    for (const std::int64_t other : articles_with(db, one.image.url))
      note_change(db, other, ChangeKind::updated);
  }
}

void forget_images(Database& db, std::int64_t article) {
  std::vector<std::int64_t> articles{article};
  Statement row =
      db.query("select other from merge where article = ? and undone is null and other is not null", article);
  while (row.step()) articles.push_back(row.integer(0));
  for (const std::int64_t one : articles) {
    const std::vector<std::string> urls = urls_of(db, one);
    if (urls.empty()) continue;
    db.run("delete from article_image where article = ?", one);
    forget_unused(db, urls);
  }
}

}  // namespace gazette
