// Reply: an answer before it goes on the wire, and what HTTP does to it: validators (RFC 9110 section 13),
// content coding, headers. Pure but for the cache of compressed bodies; on the loop's thread.
#pragma once

#include <list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "feeds/text/time.h"

namespace gazette {

/// What we look at in a request; header values as sent, repeated ones joined by a comma.
struct Inquiry {
  std::string target;
  std::string if_match, if_none_match, if_modified_since, if_unmodified_since;
  std::string accept_encoding;
};

using SharedText = std::shared_ptr<const std::string>;

struct Reply {
  int status = 200;
  std::string content_type;
  SharedText body = std::make_shared<const std::string>();
  std::string etag;  ///< quoted; empty: not conditional, not compressed
  std::optional<Time> last_modified;
  std::string cache_control = "no-cache";
  std::vector<std::pair<std::string, std::string>> headers;  ///< all others
};

/// Bodies compressed before, by ETag, so that a thousand readers cost one compression. The oldest go first.
class GzipCache {
 public:
  SharedText compressed(const std::string& etag, const SharedText& body);

 private:
  struct Entry {
    std::string etag;
    SharedText body;
  };
  std::list<Entry> entries_;  ///< last used in front
  std::size_t bytes_ = 0;
};

/// Chooses the coding, evaluates the preconditions: the reply as it is to be sent (200, 304 or 412), its
/// headers complete but for Date, Content-Length and Connection.
Reply negotiate(Reply reply, const Inquiry& inquiry, GzipCache& cache);

/// RFC 9110 section 12.5.3.
bool accepts_gzip(std::string_view accept_encoding);
/// The entity tags of If-Match, If-None-Match, as sent: `"a"`, `W/"b"`, `*`. What is no tag is left out.
std::vector<std::string_view> entity_tags(std::string_view list);
/// RFC 1952; the same bytes for the same text.
std::string gzip(std::string_view text);

}  // namespace gazette
