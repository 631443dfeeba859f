// The texts that pages are made of: fragments, phrases, highlights.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/serve/pages/text/highlight.h"
#include "daemon/serve/pages/text/phrases.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const Time kNow = from_unix_ms(1'764'000'000'000);  // 2025-11-24T16:00:00Z

TEST(RelativeTime, Words) {
  const struct Case {
    Duration distance;
    const char *english, *chinese;
  } cases[] = {
      {0s, ">now<", ">刚刚<"},
      {-5s, ">now<", ">刚刚<"},
      {-30s, ">30 s ago<", ">30 秒前<"},
      {30s, ">in 30 s<", ">30 秒后<"},
      {-59min, ">59 min ago<", ">59 分钟前<"},
      {-90min, ">1 h ago<", ">1 小时前<"},
      {-47h, ">47 h ago<", ">47 小时前<"},
      {-48h, ">2 days ago<", ">2 天前<"},
      {240h, ">in 10 days<", ">10 天后<"},
      {-720h, ">25 Oct 2025<", ">2025年10月25日<"},
      {24000h, ">20 Aug 2028<", ">2028年8月20日<"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.english);
    EXPECT_THAT(relative_time(phrases_in(Tongue::english), kNow + c.distance, kNow).str(),
                HasSubstr(c.english));
    EXPECT_THAT(relative_time(phrases_in(Tongue::chinese), kNow + c.distance, kNow).str(),
                HasSubstr(c.chinese));
  }
  EXPECT_THAT(relative_time(phrases_in(Tongue::english), kNow, kNow).str(),
              HasSubstr("datetime=\"2025-11-24T16:00:00Z\""));
}

TEST(Dates, Long) {
  EXPECT_EQ(long_date(phrases_in(Tongue::english), kNow), "Monday, 24 November 2025, 16:00 UTC");
  EXPECT_EQ(long_date(phrases_in(Tongue::chinese), kNow), "2025年11月24日星期一 16:00 UTC");
}

TEST(ChooseTongue, Header) {
  const struct Case {
    const char* in;
    Tongue out;
  } cases[] = {
      {"", Tongue::english},
      {"en", Tongue::english},
      {"zh", Tongue::chinese},
      {"ZH-Hant-TW,zh;q=0.9", Tongue::chinese},
      {"zh-CN,zh;q=0.9,en;q=0.8", Tongue::chinese},
      {"en-US,en;q=0.9,zh-CN;q=0.8", Tongue::english},
      {"de,zh;q=0.5,en;q=0.4", Tongue::chinese},
      {"de,fr", Tongue::english},
      {"zh;q=0", Tongue::english},
      {"zh;q=0.1,en;q=0.09", Tongue::chinese},
      {";;,q=,zh;q=x", Tongue::english},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(phrases_in(choose_tongue(c.in)).language, phrases_in(c.out).language);
  }
}

/// A phrase that one language lacks would be a hole in its pages.
TEST(Phrases, EveryOneIsThereInBothLanguagesWithAsManyPlaces) {
  const auto* english = reinterpret_cast<const std::string_view*>(&phrases_in(Tongue::english));
  const auto* chinese = reinterpret_cast<const std::string_view*>(&phrases_in(Tongue::chinese));
  const auto places = [](std::string_view phrase) {
    int count = 0;
    for (std::size_t at = 0; (at = phrase.find("{}", at)) != std::string_view::npos; ++at) ++count;
    return count;
  };
  static_assert(sizeof(Phrases) % sizeof(std::string_view) == 0);
  for (std::size_t i = 0; i < sizeof(Phrases) / sizeof(std::string_view); ++i) {
    SCOPED_TRACE(english[i]);
    EXPECT_NE(english[i], "") << "number " << i;
    EXPECT_NE(chinese[i], "") << "number " << i;
    EXPECT_EQ(places(english[i]), places(chinese[i]));
  }
}

TEST(Fill, PutsFragmentsInAndEscapesThePhrase) {
  EXPECT_EQ(fill("a {} <b> {} c", {html("<i>1</i>"), html("2")}).str(), "a <i>1</i> &lt;b&gt; 2 c");
  EXPECT_EQ(fill("nothing", {}).str(), "nothing");
  EXPECT_EQ(fill("one {}", {html("1"), html("2")}).str(), "one 12");
}

TEST(LanguageName, OfTags) {
  EXPECT_EQ(language_name(phrases_in(Tongue::english), "de"), "German");
  EXPECT_EQ(language_name(phrases_in(Tongue::chinese), "ja"), "日语");
  EXPECT_EQ(language_name(phrases_in(Tongue::english), "not a tag!"), "not a tag!");
}

TEST(Numbers, Words) {
  EXPECT_EQ(grouped(0).str(), "0");
  EXPECT_EQ(grouped(999).str(), "999");
  EXPECT_EQ(grouped(1000).str(), "1,000");
  EXPECT_EQ(grouped(-123456).str(), "-123,456");
  EXPECT_EQ(grouped(1234567).str(), "1,234,567");
  EXPECT_EQ(rough_bytes(-1), "0 B");
  EXPECT_EQ(rough_bytes(999), "999 B");
  EXPECT_EQ(rough_bytes(1500), "1.5 kB");
  EXPECT_EQ(rough_bytes(48'200'000), "48 MB");
  EXPECT_EQ(rough_bytes(999'999), "1.0 MB");
}

TEST(ExternalLink, OnlyHttp) {
  const Fragment text = html("text");
  for (const char* url : {"javascript:alert(1)", "data:text/html,x", "", "/path", "file:///etc/passwd"}) {
    SCOPED_TRACE(url);
    EXPECT_EQ(external_link(url, text).str(), "text");
  }
  EXPECT_EQ(external_link("https://a.example/?a=1&b=\"", text).str(),
            "<a href=\"https://a.example/?a=1&amp;b=&quot;\" rel=\"noopener\">text</a>");
}

TEST(Highlight, MarksAsTheIndexFinds) {
  const struct Case {
    const char *words, *text, *marked;
  } cases[] = {
      {"tide", "The Tide and tides",
       "The <mark>Tide</mark> and <mark>tides</mark>"},  // the last word by its beginning
      {"tide tab", "tide tables, tides", "<mark>tide</mark> tables, <mark>tides</mark>"},
      {"\"tide\"", "tides, tide", "tides, <mark>tide</mark>"},
      {"-tide table", "tide table", "tide <mark>table</mark>"},
      {"cafe", "CAFÉ Ｃａｆｅ", "<mark>CAFÉ</mark> <mark>Ｃａｆｅ</mark>"},
      {"软银", "孙正义的软银集团", "孙正义的<mark>软银</mark>集团"},
      {"软银 openai", "软银拟投OpenAI。", "<mark>软银</mark>拟投<mark>OpenAI</mark>。"},
      {"b", "<b>&b", "&lt;<mark>b</mark>&gt;&amp;<mark>b</mark>"},
      {"source:lwn tide", "source lwn tide", "source lwn <mark>tide</mark>"},
      {"", "anything", "anything"},
      {"!!!", "!!!", "!!!"},
      {"absent", "text", "text"},
      {"\xff", "\xff", "�"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.words);
    EXPECT_EQ(Highlight(c.words, "en").mark(c.text).str(), c.marked);
  }
}

TEST(Highlight, ExcerptsShowThePlace) {
  const std::string before = [] {
    std::string s;
    for (int i = 0; i < 100; ++i) s += "word" + std::to_string(i) + ' ';
    return s;
  }();
  const Highlight tide("tide", "en");
  EXPECT_EQ(tide.excerpt("nothing here"), "");
  EXPECT_EQ(tide.excerpt("**The** [tide](https://example.org/x)\n\nHeading\n-------\n\n> `turns` \\*"),
            "The tide Heading turns");
  const std::string late = tide.excerpt(before + "the tide " + before);
  EXPECT_TRUE(late.starts_with("…word"));
  EXPECT_THAT(late, HasSubstr("word99 the tide word0"));
  EXPECT_TRUE(late.ends_with("…"));
  std::string han;
  for (int i = 0; i < 200; ++i) han += "江城";
  const std::string chinese = Highlight("软银", "zh-CN").excerpt(han + "软银" + han);
  EXPECT_THAT(chinese, HasSubstr("城软银江"));
  EXPECT_LT(chinese.size(), 700u);
  EXPECT_EQ(Highlight().excerpt("text"), "");
  EXPECT_NO_FATAL_FAILURE(tide.excerpt("](" + std::string(100'000, '[') + "\xff\xfe tide"));
}

}  // namespace
}  // namespace gazette
