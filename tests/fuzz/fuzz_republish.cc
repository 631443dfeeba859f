// Any bytes that are a feed: given out again as Atom, RSS and JSON Feed they are read without a problem, and
// the entries are the same.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/exporters/republished.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  Document document;
  document.body = {reinterpret_cast<const char*>(data), size};
  document.url = "https://example.org/feeds/all.xml?x=1";
  const Result<Feed> feed = parse_feed(document);
  if (!feed || feed->entries.empty()) return 0;
  for (const FeedOutput format : {FeedOutput::atom, FeedOutput::rss, FeedOutput::json}) {
    const std::string fault = testing::republishing_fault(*feed, format);
    if (fault.empty()) continue;
    std::fprintf(stderr, "%s: %s\n", std::string(feed_extension(format)).c_str(), fault.c_str());
    std::abort();
  }
  return 0;
}
