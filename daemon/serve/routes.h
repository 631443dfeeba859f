// Route: what a request target asks for. Pure: bytes of a stranger in, a value out; never fails, any thread.
#pragma once

#include <string>
#include <string_view>

#include "exporters/feed_writer.h"

namespace gazette {

struct Route {
  enum class Kind {
    overview,   ///< /
    article,    ///< /articles/ID
    search,     ///< /search?q=WORDS
    feed,       ///< /feeds/NAME.{atom,rss,json}
    health,     ///< /healthz
    file,       ///< /style.css, /icon.svg: whatever daemon/serve/static holds
    not_found,  ///< well-formed, and nothing here
    bad,        ///< not a target: 400
    too_long,   ///< 414
  };
  Kind kind = Kind::not_found;
  std::string name;                      ///< of the article, feed or file: [A-Za-z0-9._-], never "." or ".."
  FeedOutput format = FeedOutput::atom;  ///< of a feed
  std::string words;                     ///< of a search: UTF-8, one line, at most 200 code points
  std::string root;                      ///< "../" as often as leads from this page to /
};

/// `target`: as in the request line, origin form or absolute form (RFC 9112 section 3.2).
Route find_route(std::string_view target);

/// %XX decoded, and '+' as a space where asked. False for a broken escape, a control character or what is not
/// UTF-8.
bool percent_decode(std::string_view text, bool plus_is_space, std::string& out);

}  // namespace gazette
