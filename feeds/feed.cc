#include "feeds/feed.h"

namespace gazette {

std::string_view to_string(FeedFormat format) {
  switch (format) {
    case FeedFormat::rss: return "rss";
    case FeedFormat::rdf: return "rdf";
    case FeedFormat::atom: return "atom";
    case FeedFormat::json: return "json";
    case FeedFormat::cdf: return "cdf";
    case FeedFormat::site: return "site";
  }
  return "rss";
}

}  // namespace gazette
