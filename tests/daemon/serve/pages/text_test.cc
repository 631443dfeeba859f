// The texts that pages are made of: fragments, phrases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "daemon/schedule/next_poll.h"
#include "daemon/serve/pages/text/fragment.h"
#include "daemon/serve/pages/text/phrases.h"
#include "daemon/serve/pages/text/reasons.h"

namespace gazette {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

const Time kNow = from_unix_ms(1'764'000'000'000);  // 2025-11-24T16:00:00Z

/// Whatever the schedule says, the pages say in their language.
TEST(ReasonInWords, EverySentenceOfTheScheduleIsKnown) {
  const Phrases &english = phrases_in(Tongue::english), &chinese = phrases_in(Tongue::chinese);
  for (int rule = 0; rule <= static_cast<int>(PollRule::gone); ++rule)
    for (const bool capped : {false, true})
      for (const bool skipped : {false, true})
        for (const int failures : {1, 7}) {
          PollReason reason;
          reason.rule = static_cast<PollRule>(rule);
          reason.wait = 20h + 10min;
          reason.capped = capped;
          reason.skipped = skipped;
          reason.failures = failures;
          const std::string said = sentence(reason);
          SCOPED_TRACE(said);
          EXPECT_EQ(reason_in_words(english, said).str(),
                    html("<bdi lang=\"en\">{}</bdi>", Text{said}).str());
          const std::string words = reason_in_words(chinese, said).str();
          EXPECT_THAT(words, ::testing::StartsWith("<bdi lang=\"zh-CN\">"));
          EXPECT_EQ(words.find("(capped"), std::string::npos);
          EXPECT_EQ(words.find("moved"), std::string::npos);
          EXPECT_EQ(words.find("20 小时 10 分钟") != words.npos, said.find("20h10m") != said.npos);
        }
}

TEST(ReasonInWords, WaitsAreRoundedAndOtherSentencesStay) {
  const Phrases &english = phrases_in(Tongue::english), &chinese = phrases_in(Tongue::chinese);
  EXPECT_THAT(reason_in_words(english, "every 20h10m23s, by the source's own rhythm").str(),
              HasSubstr(">every 20h10m, by the source"));
  EXPECT_THAT(reason_in_words(chinese, "every 1d, by the source's own rhythm").str(),
              HasSubstr(">按来源自己的节奏，每 1 天 一次<"));
  EXPECT_EQ(reason_in_words(chinese, "pushed <b>").str(), "<bdi lang=\"en\">pushed &lt;b&gt;</bdi>");
  EXPECT_TRUE(reason_in_words(chinese, "").empty());
}

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

}  // namespace
}  // namespace gazette
