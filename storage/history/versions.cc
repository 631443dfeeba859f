#include "storage/history/versions.h"

#include "storage/feed_log/as_of.h"

namespace gazette {

namespace {

constexpr int kLevel = 3;
constexpr int kAloneEvery = 32;  // versions: one stands alone

std::string name_of(const StoredArticle& article, int version) {
  return "version " + std::to_string(version) + " of article " + article.article.id;
}

}  // namespace

void Versions::write(const StoredArticle& now, int version, std::string_view record, std::string_view next) {
  const bool alone = version % kAloneEvery == 0;
  db_.run("update version set encoding = ?3, record = ?4 where article = ?1 and version = ?2", now.number,
          version, std::string_view(alone ? "zstd" : "zstd-next"),
          Blob{compressor_.compress(record, kLevel, alone ? std::string_view() : next)});
}

void Versions::keep(const StoredArticle& old, std::string_view next) {
  const Article& article = old.article;
  db_.run(
      "insert into version (article, version, at, fingerprint, title, body_offset, encoding, record, facts)"
      " select ?1, ?2, ?3, ?4, ?5, ?6, 'zstd', x'', " GAZETTE_VERSION_FACTS " from article where number = ?1",
      old.number, old.version, old.changed, article.fingerprint, article.title, article.body_offset);
  write(old, old.version, article.record, next);
}

void Versions::rebase(const StoredArticle& old, std::string_view next) {
  if (old.version > 1) write(old, old.version - 1, record_of(old, old.version - 1), next);
}

std::vector<VersionInfo> Versions::list(const StoredArticle& now) {
  std::vector<VersionInfo> versions;
  Statement row =
      db_.query("select version, at, title from version where article = ? order by version", now.number);
  while (row.step()) versions.push_back({static_cast<int>(row.integer(0)), row.time(1), row.text(2)});
  versions.push_back({now.version, now.changed, now.article.title});
  return versions;
}

std::string Versions::record_of(const StoredArticle& now, int version) {
  // Forward to the next one that stands alone, or to the present; then back.
  std::vector<std::string> deltas;
  std::string record = now.article.record;
  {
    Statement row =
        db_.query("select encoding, record from version where article = ? and version >= ? order by version",
                  now.number, version);
    while (row.step()) {
      const bool alone = row.view(0) == "zstd";
      deltas.push_back(row.text(1));
      if (!alone) continue;
      record.clear();
      break;
    }
  }
  const std::string name = name_of(now, version);
  for (auto delta = deltas.rbegin(); delta != deltas.rend(); ++delta)
    record = compressor_.decompress(*delta, record, name);
  return record;
}

std::optional<ArticleVersion> Versions::read(const StoredArticle& now, int version) {
  const Article& article = now.article;
  if (version == now.version)
    return ArticleVersion{{now.version, now.changed, article.title}, article.record, article.body_offset};
  ArticleVersion found;
  {
    Statement row =
        db_.query("select version, at, title, body_offset from version where article = ? and version = ?",
                  now.number, version);
    if (!row.step()) return std::nullopt;
    found.info = {static_cast<int>(row.integer(0)), row.time(1), row.text(2)};
    found.body_offset = static_cast<std::size_t>(row.integer(3));
  }
  found.record = record_of(now, version);
  if (found.body_offset > found.record.size())
    throw_storage_error(name_of(now, version) + " is damaged: restore a backup");
  return found;
}

}  // namespace gazette
