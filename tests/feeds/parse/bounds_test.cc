// Documents made to exhaust a reader. Each is so large that anything but linear time would not end within the
// test's limit, is read in a process of its own whose memory is looked at, and leaves a clear word.
#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "feeds/parse/feed_json.h"
#include "feeds/parse/parse_feed.h"
#include "feeds/text/encoding.h"
#include "tests/feeds/parse/feed_case.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kShare = 20;  // sizes are divided by it; memory is the sanitizer's, not ours
constexpr bool kMemoryIsOurs = false;
#else
constexpr std::size_t kShare = 1;
constexpr bool kMemoryIsOurs = true;
#endif
constexpr std::size_t kMillion = 1'000'000 / kShare;
constexpr std::size_t kMegabyte = 1 << 20;

std::string repeated(std::string_view part, std::size_t times) {
  std::string out;
  out.reserve(part.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += part;
  return out;
}

std::string rss(const std::string& inside) {
  return "<rss version='2.0'><channel><title>Large</title>" + inside + "</channel></rss>";
}

std::string item(const std::string& inside) {
  return rss("<item><title>One</title>" + inside + "</item>");
}

/// What a child process that reads `body` says: the problems or the refusal, then "entries: n"; its peak in
/// bytes beyond what it began with.
struct Outcome {
  std::string words;
  std::size_t peak = 0;
  bool ended = false;
};

std::size_t peak_now() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::size_t>(usage.ru_maxrss) * 1024;
}

std::string words_about(const std::string& body) {
  Document document;
  document.body = body;
  document.url = "https://example.org/feed.xml";
  const Result<Feed> feed = parse_feed(document);
  if (!feed) return "refused: " + feed.error().message;
  std::string words;
  for (const std::string& problem : feed->problems) words += problem + "\n";
  const std::size_t json = feed_to_json(*feed).size();
  return words + "entries: " + std::to_string(feed->entries.size()) + "\njson: " + std::to_string(json);
}

Outcome outcome_of(const std::string& body) {
  int ends[2];
  if (pipe(ends) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    const std::size_t before = peak_now();
    std::string words = words_about(body);
    words = std::to_string(peak_now() - before) + "\n" + words.substr(0, 4000);
    _exit(write(ends[1], words.data(), words.size()) == static_cast<ssize_t>(words.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string said;
  char buffer[8192];
  for (ssize_t got = 0; (got = read(ends[0], buffer, sizeof buffer)) > 0;)
    said.append(buffer, static_cast<std::size_t>(got));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  Outcome outcome;
  outcome.ended = WIFEXITED(status) && WEXITSTATUS(status) == 0 && !said.empty();
  if (!outcome.ended) return outcome;
  outcome.peak = std::stoull(said);
  outcome.words = said.substr(said.find('\n') + 1);
  return outcome;
}

struct Case {
  const char* name;
  std::function<std::string()> make;
  const char* says;
  std::size_t times_the_size = 4;  ///< the most memory it may take
};

void check(const Case& c) {
  SCOPED_TRACE(c.name);
  const std::string body = c.make();
  const Outcome outcome = outcome_of(body);
  ASSERT_TRUE(outcome.ended);
  EXPECT_THAT(outcome.words, HasSubstr(c.says));
  if (kMemoryIsOurs) {
    EXPECT_LE(outcome.peak, (64U << 20) + c.times_the_size * body.size());
  }
}

TEST(ParseBounds, LargeFeeds) {
  const std::string paragraph =
      "<description>" + repeated("Some words of a long text. ", 35) + "</description>";
  const Case cases[] = {
      {"200 MB of entries", [&] { return rss(repeated("<item>" + paragraph + "</item>", 200'000 / kShare)); },
       kShare > 1 ? "entries: 10000" : "more than 100000 entries"},
      {"a million entries", [] { return rss(repeated("<item><title>t</title></item>", 1'000'000 / kShare)); },
       kShare > 1 ? "entries: 50000" : "more than 100000 entries", 40},
      {"one text of 40 MB",
       [&] { return item("<description>" + repeated("Words. ", 40 * kMillion / 7) + "</description>"); },
       kShare > 1 ? "entries: 1" : "a text is longer than 16 MB"},
      {"a million categories of an entry", [] { return item(repeated("<category>c</category>", kMillion)); },
       "entries: 1", 20},
      {"JSON of a million items",
       [] {
         return "{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{\"id\":\"0\"}" +
                repeated(",{\"id\":\"1\"}", kMillion) + "]}";
       },
       kShare > 1 ? "entries: 50001" : "more than 100000 entries", 60},
  };
  for (const Case& c : cases) check(c);
}

TEST(ParseBounds, DeepNesting) {
  const std::size_t deep = 100'000 / kShare;
  const Case cases[] = {
      {"elements of no feed", [=] { return repeated("<a>", deep) + repeated("</a>", deep); },
       "refused: not a feed"},
      {"in an entry",
       [=] {
         return item("<description>" + repeated("<b>", deep) + "x" + repeated("</b>", deep) +
                     "</description>");
       },
       "entries: 1", 100},
      {"escaped HTML", [=] { return item("<description>" + repeated("&lt;div>", deep) + "x</description>"); },
       "entries: 1", 100},
      {"XHTML with a base at each level",
       [=] {
         return "<feed xmlns='http://www.w3.org/2005/Atom'><entry><content type='xhtml'>" +
                repeated("<div xml:base='a/'>", deep) + "x" + repeated("</div>", deep) +
                "</content></entry></feed>";
       },
       "entries: 1", 100},
      {"tags that never end", [=] { return item("<description>" + repeated("<i>", deep)); }, "entries: 1",
       100},
      {"groups of media",
       [=] { return item(repeated("<media:group>", deep) + repeated("</media:group>", deep)); }, "entries: 1",
       100},
      {"JSON", [=] { return "{\"items\":" + repeated("[", deep) + repeated("]", deep) + "}"; },
       "nested deeper"},
      {"arrays alone", [=] { return repeated("[", deep); }, "nested deeper"},
  };
  for (const Case& c : cases) check(c);
}

TEST(ParseBounds, EntitiesThatExpand) {
  std::string laughs = "<!DOCTYPE rss [<!ENTITY lol0 'haha'>";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&lol" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY lol" + std::to_string(i) + " '" + repeated(before, 10) + "'>";
  }
  const Case cases[] = {
      {"a billion laughs", [&] { return laughs + "]>" + item("<description>&lol29;</description>"); },
       "entities that stand for more text than is read"},
      {"one large entity, many times",
       [] {
         return "<!DOCTYPE rss [<!ENTITY large '" + std::string(60'000, 'x') + "'>]>" +
                item("<description>" + repeated("&large;", 100'000 / kShare) + "</description>");
       },
       "entities that stand for more text than is read"},
      {"an entity of itself",
       [] {
         return "<!DOCTYPE rss [<!ENTITY a '&b;'><!ENTITY b '&a;'>]>" +
                item("<description>&a;</description>");
       },
       "entries: 1"},
      {"an external entity",
       [] {
         return "<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" +
                item("<description>[&x;]</description>");
       },
       "nothing external is read"},
      {"a million declarations",
       [] {
         std::string declarations;
         for (std::size_t i = 0; i < kMillion; ++i)
           declarations += "<!ENTITY e" + std::to_string(i) + " 'x'>";
         return "<!DOCTYPE rss [" + declarations + "]>" + item("<description>&e1;</description>");
       },
       "entries: 1"},
  };
  for (const Case& c : cases) check(c);
}

/// Found by mutating inputs: repair saw CDATA where the parser, behind a damaged instruction, saw none.
TEST(ParseBounds, HalvesOfPairsAreNoUtf8) {
  const Feed feed =
      feed_of("<?xml version='1.0'?<![CDATA[>\n<rss version=a&#55357;&#1114112;><channel/></rss>");
  EXPECT_TRUE(is_valid_utf8(feed.version)) << feed.version;
}

TEST(ParseBounds, OddRepetitions) {
  const auto in_item = [](std::string_view part, std::size_t times) {
    return [=] { return item("<description>" + repeated(part, times) + "</description>"); };
  };
  const Case cases[] = {
      {"an attribute of 1 MB", [] { return item("<link href='" + std::string(kMegabyte, 'x') + "'/>"); },
       "longer than 64 kB"},
      {"an address of 1 MB",
       [] { return item("<link>https://example.org/" + std::string(kMegabyte, 'x') + "</link>"); },
       "longer than 64 kB"},
      {"a million attributes",
       [] {
         std::string attributes;
         for (std::size_t i = 0; i < kMillion; ++i) attributes += " a" + std::to_string(i) + "=''";
         return item("<enclosure" + attributes + " url='https://example.org/a.mp3'/>");
       },
       "entries: 1", 20},
      {"a million namespaces",
       [] {
         std::string declarations;
         for (std::size_t i = 0; i < kMillion; ++i) declarations += " xmlns:n" + std::to_string(i) + "='u'";
         return "<rss" + declarations + "><channel><item><n1:a/><n2:a/></item></channel></rss>";
       },
       "entries: 1", 20},
      {"less-than signs", in_item("<", kMillion), "entries: 1", 100},
      {"ampersands", in_item("&", kMillion), "entries: 1", 20},
      {"ampersands and letters", in_item("&a", kMillion), "entries: 1", 20},
      {"openings of CDATA", in_item("<![CDATA[", kMillion), "entries: 1", 20},
      {"openings of comments", in_item("<!--", kMillion), "entries: 1", 20},
      {"processing instructions", in_item("<?", kMillion), "entries: 1", 20},
      {"names of HTML", in_item("&nbsp;", kMillion), "names of HTML", 20},
      {"iframes that never end", in_item("&lt;iframe>", kMillion), "entries: 1", 100},
      {"line breaks with an end", in_item("&lt;br>&lt;/br>", kMillion), "entries: 1", 100},
      {"images without a source", in_item("&lt;img>", kMillion), "entries: 1", 100},
      {"null bytes", [] { return item("<description>" + std::string(kMillion, '\0') + "</description>"); },
       "control characters"},
      {"invalid bytes",
       [] { return item("<description>" + std::string(kMillion, '\xFF') + "</description>"); }, "entries: 1",
       20},
      {"white space before the document", [] { return std::string(10 * kMillion, ' ') + rss("<item/>"); },
       "entries: 1"},
      {"junk before the document", [] { return std::string(60'000, 'x') + rss("<item/>"); },
       "something stands before"},
      {"a title of 1 MB",
       [] { return rss("<item><title>" + std::string(kMillion, 'x') + "</title></item>"); }, "entries: 1",
       20},
      {"a date of 1 MB", [] { return item("<pubDate>" + repeated("1 Jan ", kMillion / 6) + "</pubDate>"); },
       "date", 20},
  };
  for (const Case& c : cases) check(c);
}

}  // namespace
}  // namespace gazette
