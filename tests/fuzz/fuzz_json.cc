// Any text as JSON Feed: a Feed or a reason, and valid UTF-8 JSON of our own.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include <boost/json.hpp>

#include "feeds/parse/feed_json.h"
#include "feeds/parse/json_feed.h"
#include "feeds/text/encoding.h"

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace gazette;
  const std::string text = make_valid_utf8({reinterpret_cast<const char*>(data), size});
  Document document;
  document.body = text;
  document.url = "https://example.org/feed.json";
  parse::Problems problems;
  const Result<Feed> feed = parse::parse_json_feed(text, document, problems);
  if (!feed) {
    require(!feed.error().message.empty() && is_valid_utf8(feed.error().message), "a refusal says why");
    return 0;
  }
  const std::string json = feed_to_json(*feed);
  require(is_valid_utf8(json), "JSON is UTF-8");
  boost::json::error_code error;
  boost::json::parse(json, error);
  require(!error, "JSON is valid");
  return 0;
}
