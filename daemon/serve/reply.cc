#include "daemon/serve/reply.h"

#include <algorithm>
#include <new>

#include <zlib.h>

#include "feeds/text/strings.h"

namespace gazette {

namespace {

constexpr std::size_t kWorthCompressing = 512;
constexpr std::size_t kCacheBytes = 16'000'000;
constexpr std::size_t kCacheEntries = 256;
constexpr std::size_t kMaxTags = 64;

/// Weak comparison (RFC 9110 section 8.8.3.2) forgets the W/.
std::string_view opaque(std::string_view tag) {
  return tag.starts_with("W/") ? tag.substr(2) : tag;
}

bool lists(std::string_view header, std::string_view etag, bool weakly) {
  for (const std::string_view tag : entity_tags(header))
    if (tag == "*" || (weakly ? opaque(tag) == opaque(etag) : tag == etag && !tag.starts_with("W/")))
      return true;
  return false;
}

/// HTTP dates count whole seconds.
bool changed_since(Time modified, std::string_view http_date) {
  const std::optional<Time> since = parse_date(http_date);
  return !since || std::chrono::floor<std::chrono::seconds>(modified) > *since;
}

/// Each coding of a document is a representation with a tag of its own (section 8.8.3.3): "abc" and "abc-gz".
std::string gzip_tag(const std::string& etag) {
  return etag.substr(0, etag.size() - 1) + "-gz\"";
}

enum class Outcome { proceed, not_modified, failed };

/// RFC 9110 section 13.2.2, in its order. `other`: the tag of the coding that was not chosen; who has that
/// one has the document as well, and is told so under the tag that it knows.
Outcome evaluate(const Inquiry& inquiry, Reply& reply, const std::string& other) {
  if (!inquiry.if_match.empty()) {
    if (!lists(inquiry.if_match, reply.etag, false) && !lists(inquiry.if_match, other, false))
      return Outcome::failed;
  } else if (!inquiry.if_unmodified_since.empty() && reply.last_modified) {
    if (parse_date(inquiry.if_unmodified_since) &&
        changed_since(*reply.last_modified, inquiry.if_unmodified_since))
      return Outcome::failed;
  }
  if (!inquiry.if_none_match.empty()) {
    if (lists(inquiry.if_none_match, reply.etag, true)) return Outcome::not_modified;
    if (!lists(inquiry.if_none_match, other, true)) return Outcome::proceed;
    reply.etag = other;
    return Outcome::not_modified;
  }
  const bool same = !inquiry.if_modified_since.empty() && reply.last_modified &&
                    !changed_since(*reply.last_modified, inquiry.if_modified_since);
  return same ? Outcome::not_modified : Outcome::proceed;
}

/// "q=0", "q=0.000": not wanted (RFC 9110 section 12.4.2).
bool is_refused(std::string_view parameters) {
  for (const std::string_view parameter : split(parameters, ';')) {
    const std::string_view p = trim(parameter);
    if (starts_with_ignore_case(p, "q=")) return p.find_first_not_of("0.", 2) == std::string_view::npos;
  }
  return false;
}

void add_headers(Reply& reply) {
  auto& headers = reply.headers;
  if (!reply.content_type.empty() && reply.status != 304)
    headers.emplace_back("Content-Type", reply.content_type);
  if (!reply.etag.empty()) headers.emplace_back("ETag", reply.etag);
  if (reply.last_modified)
    headers.emplace_back("Last-Modified",
                         format_rfc822(std::chrono::floor<std::chrono::seconds>(*reply.last_modified)));
  headers.emplace_back("Cache-Control", reply.cache_control);
  headers.emplace_back("X-Content-Type-Options", "nosniff");
}

}  // namespace

std::vector<std::string_view> entity_tags(std::string_view list) {
  if (trim(list) == "*") return {"*"};
  std::vector<std::string_view> tags;
  for (std::size_t i = 0; i < list.size() && tags.size() < kMaxTags;) {
    const std::size_t start = i;
    if (list.substr(i, 3) == "W/\"") i += 2;
    if (list[i] != '"') {
      ++i;
      continue;
    }
    const std::size_t end = list.find('"', i + 1);
    if (end == std::string_view::npos) break;
    tags.push_back(list.substr(start, end + 1 - start));
    i = end + 1;
  }
  return tags;
}

bool accepts_gzip(std::string_view accept_encoding) {
  std::optional<bool> named, any;
  for (const std::string_view item : split(accept_encoding, ',')) {
    const std::size_t semicolon = std::min(item.find(';'), item.size());
    const std::string_view coding = trim(item.substr(0, semicolon));
    const bool wanted = !is_refused(item.substr(semicolon));
    if (equals_ignore_case(coding, "gzip") || equals_ignore_case(coding, "x-gzip")) named = wanted;
    if (coding == "*") any = wanted;
  }
  return named ? *named : any.value_or(false);
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  constexpr int kGzipFraming = 15 + 16;
  if (deflateInit2(&stream, 6, Z_DEFLATED, kGzipFraming, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();  // its only reason; ends the connection
  std::string out(deflateBound(&stream, static_cast<uLong>(text.size())), '\0');
  stream.next_in =
      reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // zlib's old interface; not written
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(ended == Z_STREAM_END ? stream.total_out : 0);
  deflateEnd(&stream);
  return out;
}

SharedText GzipCache::compressed(const std::string& etag, const SharedText& body) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.etag == etag; });
  if (found != entries_.end()) {
    entries_.splice(entries_.begin(), entries_, found);
    return entries_.front().body;
  }
  auto made = std::make_shared<const std::string>(gzip(*body));
  bytes_ += made->size();
  entries_.push_front({etag, made});
  while (entries_.size() > 1 && (bytes_ > kCacheBytes || entries_.size() > kCacheEntries)) {
    bytes_ -= entries_.back().body->size();
    entries_.pop_back();
  }
  return made;
}

Reply negotiate(Reply reply, const Inquiry& inquiry, GzipCache& cache) {
  const bool compressible = !reply.etag.empty() && reply.body->size() >= kWorthCompressing;
  const bool compress = compressible && accepts_gzip(inquiry.accept_encoding);
  const std::string plain_tag = reply.etag;
  if (compressible) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (compress) reply.etag = gzip_tag(plain_tag);
  if (reply.status == 200 && !reply.etag.empty()) {
    const Outcome outcome = evaluate(inquiry, reply, compress ? plain_tag : gzip_tag(plain_tag));
    if (outcome == Outcome::not_modified) reply.status = 304;
    if (outcome == Outcome::failed) reply.status = 412;
  }
  if (reply.status == 304 || reply.status == 412) {
    reply.body = std::make_shared<const std::string>();
  } else if (compress) {
    reply.body = cache.compressed(reply.etag, reply.body);
    reply.headers.emplace_back("Content-Encoding", "gzip");
  }
  add_headers(reply);
  return reply;
}

}  // namespace gazette
