// Route: what a request target asks for. Pure: bytes of a stranger in, a value out; never fails, any thread.
#pragma once

#include <string>
#include <string_view>

#include "daemon/serve/serve_model.h"

namespace gazette {

struct Route {
  enum class Kind {
    front,        ///< /
    sources,      ///< /sources: all of them and their health
    source,       ///< /sources/NAME
    tag,          ///< /tags/TAG
    language,     ///< /languages/TAG
    article,      ///< /articles/ID
    changes,      ///< /articles/ID/changes/VERSION, or without the version the last
    search,       ///< /search?q=WORDS
    about,        ///< /about
    feed,         ///< /feeds/NAME.{atom,rss,json}, "all" with ?source=, ?tag=, ?lang=, ?q=,
                  ///< ?content=; its archives
                  ///< /feeds/NAME/7.{atom,rss,json}
    health,       ///< /healthz
    ready,        ///< /readyz
    api,          ///< /api/...: read by daemon/serve/api
    metrics,      ///< /metrics
    troubles,     ///< /status.atom
    opml,         ///< /opml: the feeds that we give out, as a list for other readers
    open_search,  ///< /opensearch.xml
    file,         ///< /style.css, /icon.svg: whatever daemon/serve/static holds
    not_found,    ///< well-formed, and nothing here
    bad,          ///< not a target: 400
    too_long,     ///< 414
  };
  Kind kind = Kind::not_found;
  std::string name;  ///< of the article, feed, source or file: [A-Za-z0-9._-], never "." or "..";
                     ///< of a tag or language: UTF-8, one line
  int version = 0;   ///< of changes
  FeedName feed;
  std::string words;  ///< of a search: UTF-8, one line, at most 200 code points
  std::string after;  ///< where a list goes on
  std::string root;   ///< "../" as often as leads from this page to /
};

/// `target`: as in the request line, origin form or absolute form (RFC 9112 section 3.2).
Route find_route(std::string_view target);

/// The one form of a feed's address: "/feeds/all.atom?tag=linux".
std::string feed_target(const FeedName& feed);

/// %XX decoded, and '+' as a space where asked. False for a broken escape, a control character or what is not
/// UTF-8.
bool percent_decode(std::string_view text, bool plus_is_space, std::string& out);
/// The other way; letters, digits and -_.~ stay.
std::string percent_encode(std::string_view text);

}  // namespace gazette
