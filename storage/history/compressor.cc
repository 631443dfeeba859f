#include "storage/history/compressor.h"

#include <zstd.h>

#include "storage/sqlite.h"

namespace gazette {

namespace {

constexpr std::size_t kMaxIdleBuffer = 1 << 20;
constexpr unsigned long long kMaxText = 1ULL << 30;  // a larger size in a frame is damage

void require(bool good, const std::string& message) {
  if (!good) throw_storage_error(message);
}
void require_done(std::size_t code, const std::string& what) {
  require(!ZSTD_isError(code), what + ": " + ZSTD_getErrorName(code) + "; nothing was stored");
}

}  // namespace

void Compressor::Free::operator()(ZSTD_CCtx_s* context) const {
  ZSTD_freeCCtx(context);
}
void Compressor::Free::operator()(ZSTD_DCtx_s* context) const {
  ZSTD_freeDCtx(context);
}

Compressor::Compressor() : pack_(ZSTD_createCCtx()), unpack_(ZSTD_createDCtx()) {}

std::string_view Compressor::compress(std::string_view text, int level, std::string_view prefix) {
  require(pack_ != nullptr, "no memory to compress with; nothing was stored");
  const std::size_t bound = ZSTD_compressBound(text.size());
  if (room_ < bound || room_ > kMaxIdleBuffer) {
    buffer_ = std::make_unique_for_overwrite<char[]>(bound);
    room_ = bound;
  }
  ZSTD_CCtx* context = pack_.get();
  require_done(ZSTD_CCtx_reset(context, ZSTD_reset_session_and_parameters), "compressing failed");
  require_done(ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, level), "compressing failed");
  require_done(ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1), "compressing failed");
  if (!prefix.empty()) {
    // The window has to reach over the whole prefix.
    int window = 10;
    while (window < 27 && (std::size_t{1} << window) < prefix.size() + text.size()) ++window;
    require_done(ZSTD_CCtx_setParameter(context, ZSTD_c_windowLog, window), "compressing failed");
    require_done(ZSTD_CCtx_refPrefix(context, prefix.data(), prefix.size()), "compressing failed");
  }
  const std::size_t size = ZSTD_compress2(context, buffer_.get(), room_, text.data(), text.size());
  require_done(size, "compressing failed");
  return {buffer_.get(), size};
}

std::string Compressor::decompress(std::string_view bytes, std::string_view prefix, const std::string& what) {
  require(unpack_ != nullptr, "no memory to read " + what + " with");
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  require(size <= kMaxText, what + " is damaged: restore a backup");
  ZSTD_DCtx* context = unpack_.get();
  ZSTD_DCtx_reset(context, ZSTD_reset_session_and_parameters);
  ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 27);
  if (!prefix.empty()) ZSTD_DCtx_refPrefix(context, prefix.data(), prefix.size());
  std::string text(size, '\0');
  const std::size_t got = ZSTD_decompressDCtx(context, text.data(), text.size(), bytes.data(), bytes.size());
  require(got == size, what + " is damaged (" + (ZSTD_isError(got) ? ZSTD_getErrorName(got) : "too short") +
                           "): restore a backup");
  return text;
}

}  // namespace gazette
