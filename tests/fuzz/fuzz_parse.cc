// Any bytes as a feed: what comes out is valid UTF-8 JSON, bounded by the input, the same every time, in time
// linear in the size; an entry's content is safe by both ways of the sanitizer. The first byte chooses URL
// and Content-Type.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <string_view>

#include <boost/json.hpp>

#include "feeds/html/sanitize.h"
#include "feeds/html/simple/sanitize_simple.h"
#include "feeds/parse/feed_json.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/buffer/json_text.h"
#include "feeds/text/encoding.h"

namespace {

using namespace gazette;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

Document document_of(const std::uint8_t* data, std::size_t size) {
  static constexpr const char* kUrls[] = {"", "https://example.org/feeds/all.xml?x=1", "not a url"};
  static constexpr const char* kTypes[] = {"", "text/xml", "application/rss+xml; charset=iso-8859-1",
                                           "text/html; charset=gbk"};
  Document document;
  document.body = {reinterpret_cast<const char*>(data) + 1, size - 1};
  document.url = kUrls[data[0] % 3];
  document.content_type = kTypes[(data[0] / 3) % 4];
  return document;
}

void check_markup(const Markup& markup) {
  require(is_valid_utf8(markup.html) && is_valid_utf8(markup.base), "markup is UTF-8");
  const html::SanitizeOptions options{markup.base, true};
  const auto simple = html::sanitize_simple(markup.html, options);
  if (simple)
    require(*simple == html::sanitize_by_tree(markup.html, options), "both ways of the sanitizer agree");
  TextBuffer json, expected;
  require(html::sanitize_simple_as_json(json, markup.html, options) == simple.has_value(), "as JSON too");
  add_json(expected, simple.value_or(""));
  require(json.text() == expected.text(), "both forms of the short way agree");
}

}  // namespace

namespace {

double cpu_seconds() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

/// Linear, with room for a sanitized build on a slow machine: what is quadratic does not stay below it.
double allowed_seconds(std::size_t size) {
  return 0.5 + 50e-6 * static_cast<double>(size);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const Document document = document_of(data, size);
  const double before = cpu_seconds();
  const Result<Feed> feed = parse_feed(document);
  require(cpu_seconds() - before < allowed_seconds(size), "time is linear in the size");
  if (!feed) {
    require(!feed.error().message.empty() && is_valid_utf8(feed.error().message), "a refusal says why");
    return 0;
  }
  const std::string json = feed_to_json(*feed);
  require(is_valid_utf8(json), "JSON is UTF-8");
  boost::json::error_code error;
  boost::json::parse(json, error);
  require(!error, "JSON is valid");
  require(json.find('\n') == std::string::npos, "JSON is one line");
  require(feed->entries.size() <= size, "no entries out of nothing");
  for (const Entry& entry : feed->entries) {
    require(is_valid_utf8(entry.title), "titles are UTF-8");
    check_markup(entry.summary);
    check_markup(entry.content);
  }
  require(feed_to_json(*parse_feed(document)) == json, "the same every time");
  return 0;
}
