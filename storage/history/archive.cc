#include "storage/history/archive.h"

#include <zstd.h>

namespace gazette {

namespace {
constexpr int kVersionLevel = 3;   // kept for ever
constexpr int kResponseLevel = 1;  // overwritten soon; written with every listing that changed
constexpr std::size_t kMaxIdleBuffer = 1 << 20;
}  // namespace

void Archive::FreeContext::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}

Archive::Archive(Database& db) : db_(db), context_(ZSTD_createCCtx()) {}

std::string_view Archive::compressed(std::string_view text, int level) {
  if (!context_) throw_storage_error("no memory to compress with; nothing was stored");
  const std::size_t bound = ZSTD_compressBound(text.size());
  if (buffer_.size() < bound) buffer_.resize(bound);
  const std::size_t size =
      ZSTD_compressCCtx(context_.get(), buffer_.data(), buffer_.size(), text.data(), text.size(), level);
  if (ZSTD_isError(size)) throw_storage_error(std::string("compressing failed: ") + ZSTD_getErrorName(size));
  return std::string_view(buffer_).substr(0, size);
}

void Archive::keep_version(const StoredArticle& old) {
  const Article& article = old.article;
  db_.run(
      "insert into version (article, version, at, fingerprint, body_offset, encoding, record)"
      " values (?, ?, ?, ?, ?, 'zstd', ?)",
      old.number, old.version, old.changed, article.fingerprint, article.body_offset,
      Blob{compressed(article.record, kVersionLevel)});
}

void Archive::keep_decision(std::int64_t source, Time at, std::string_view text) {
  db_.run(
      "insert or replace into decision (source, slot, at, text)"
      " select number, polls % ?4, ?2, ?3 from source where number = ?1",
      source, at, text, kKeptDecisions);
}

void Archive::keep_response(std::int64_t source, Time at, std::string_view content_type,
                            std::string_view body, int keep) {
  db_.run(
      "insert or replace into response (source, slot, at, content_type, size, body)"
      " select number, bodies % ?6, ?2, ?3, ?4, ?5 from source where number = ?1",
      source, at, content_type, body.size(), Blob{compressed(body, kResponseLevel)}, keep);
  db_.run("delete from response where source = ? and slot >= ?", source,
          keep);  // of a time when more were kept
  if (buffer_.size() > kMaxIdleBuffer) buffer_ = {};
}

}  // namespace gazette
