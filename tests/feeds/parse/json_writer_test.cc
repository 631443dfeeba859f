// The JSON that all of `gazette parse` goes through: whatever the strings hold, one line that a parser reads
// back as what was said.
#include "feeds/parse/json_writer.h"

#include <string>

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "feeds/parse/feed_json.h"

namespace gazette {
namespace {

using parse::JsonWriter;

std::string written(std::string_view value) {
  JsonWriter json;
  json.string(value);
  return std::string(json.text());
}

TEST(JsonWriter, EscapesWhatJsonForbids) {
  struct Case {
    std::string_view name, in, out;
  };
  constexpr Case kCases[] = {
      {"nothing", "", "\"\""},
      {"quotes and backslashes", "a\"b\\c", "\"a\\\"b\\\\c\""},
      {"ends of lines", "a\n\t\rb", "\"a\\n\\t\\rb\""},
      {"controls", std::string_view("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\\u007f\""},
      {"other characters as they are", "/<>&' \u00e9\u65b0\U0001F600\u2028",
       "\"/<>&' \u00e9\u65b0\U0001F600\u2028\""},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(written(c.in), c.out);
  }
}

/// Blocks are copied 16 bytes at a time and a long string in parts: an escape at each of their edges.
TEST(JsonWriter, ReadsBackAtEveryLength) {
  for (std::size_t length = 0; length < 2100;
       length = length < 70 || (length > 1000 && length < 1060) ? length + 1 : length + 97) {
    for (const std::size_t at : {std::size_t{0}, length / 2, length == 0 ? length : length - 1}) {
      std::string text(length, 'x');
      if (at < length) text[at] = '\n';
      const auto back = boost::json::parse(written(text));
      ASSERT_EQ(std::string_view(back.as_string()), text) << length << " " << at;
    }
  }
}

TEST(JsonWriter, SetsCommasAndLeavesOutWhatWasNotSaid) {
  JsonWriter json;
  json.raw("of the document before");
  json.begin(1);
  json.open('{');
  json.field("empty", "");
  json.field("time", std::optional<Time>{});
  json.number("number", std::optional<int>{});
  json.truth("truth", std::nullopt);
  json.field("a", "1");
  json.key("list");
  json.open('[');
  json.string("x");
  json.open('{');
  json.close('}');
  json.raw("7");
  json.close(']');
  json.number("b", std::optional(-2.5));
  json.truth("c", false);
  json.field("d", std::optional(from_unix_ms(0)));
  json.close('}');
  EXPECT_EQ(json.text(),
            "{\"a\":\"1\",\"list\":[\"x\",{},7],\"b\":-2.500000,\"c\":false,\"d\":\"1970-01-01T00:00:00Z\"}");
}

TEST(FeedJson, IsOneLineThatHoldsWhatTheFeedSaid) {
  Feed feed;
  feed.title = "Quotes \" and\nlines";
  feed.encoding = "utf-8";
  feed.problems = {"first \\", "second"};
  feed.entries.resize(2);
  feed.entries[0].id = "tag:x";
  feed.entries[0].content = {"<p onclick=x>A <a href='b'>link</a></p><script>x</script>",
                             "https://example.org/a/"};
  feed.entries[0].enclosures = {{"https://example.org/a.mp3", "audio/mpeg", 9U, 60}};
  feed.entries[1].content = {"<a href='b'>link</a>", ""};
  const std::string json = feed_to_json(feed);
  EXPECT_EQ(json.find('\n'), std::string::npos);
  EXPECT_EQ(boost::json::parse(json), boost::json::parse(R"({
    "format":"rss","encoding":"utf-8","feed":{"title":"Quotes \" and\nlines"},
    "entries":[{"id":"tag:x","content":"<p>A <a href=\"https://example.org/a/b\">link</a></p>",
                "enclosures":[{"url":"https://example.org/a.mp3","type":"audio/mpeg","length":9,"duration":60}]},
               {"content":"<a href=\"b\">link</a>"}],
    "problems":["first \\","second"]})"));
}

}  // namespace
}  // namespace gazette
