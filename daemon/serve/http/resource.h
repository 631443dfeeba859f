// Resource: what is to be said, before HTTP does anything to it; Representation: the same in its codings,
// with heads made once; Reply: what goes on the wire. A Representation is used by one thread at a time.
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "daemon/serve/http/codings.h"
#include "daemon/serve/http/inquiry.h"
#include "feeds/text/time.h"

namespace gazette {

using SharedText = std::shared_ptr<const std::string>;

struct Resource {
  int status = 200;
  std::string content_type;
  SharedText body = std::make_shared<const std::string>();
  std::string etag;  ///< quoted, strong; empty: not conditional, not compressed
  std::optional<Time> last_modified;
  std::string cache_control = "no-cache";
  std::string vary;                                          ///< besides Accept-Encoding
  std::vector<std::pair<std::string, std::string>> headers;  ///< all others
};

/// A line of text about one request: nobody keeps it.
Resource text_resource(int status, std::string text);

/// `head`: status line and header lines, each with its end; Date, Connection and the empty line are to come.
struct Reply {
  int status = 200;
  SharedText head, body;
  std::size_t saved = 0;  ///< bytes of the body that a 304 spares
};

/// `"abc"` to `"abc-gz"`: each coding is a representation with a tag of its own (RFC 9110 section 8.8.3.3).
std::string tag_of(const std::string& etag, Coding coding);

class Representation {
 public:
  explicit Representation(Resource resource);

  /// What a request gets.
  struct Choice {
    int status = 200;  ///< the resource's, 304 or 412
    Coding coding = Coding::identity;
  };
  Choice choose(const Inquiry& inquiry) const;

  /// Must the coded body be made before reply()?
  bool lacks(const Choice& choice) const;
  const SharedText& plain() const { return resource_.body; }
  void add(Coding coding, std::string coded);

  Reply reply(const Choice& choice);

  const Resource& resource() const { return resource_; }
  /// Bytes of all bodies.
  std::size_t size() const;

 private:
  const std::string& tag(Coding coding) const { return tags_[static_cast<std::size_t>(coding)]; }
  std::string make_head(const Choice& choice) const;

  Resource resource_;
  bool is_compressible_;
  std::array<std::string, kCodings> tags_;
  std::array<SharedText, kCodings> bodies_;
  std::array<std::array<SharedText, kCodings>, 3> heads_;  ///< of the resource, of 304, of 412
};

/// For what is said once: compresses here and now.
Reply to_reply(Resource resource, const Inquiry& inquiry);

/// "Not Found"
std::string_view reason_phrase(int status);

}  // namespace gazette
