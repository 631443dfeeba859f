#include "daemon/net/manners/robots.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Robots, TheLongestMatchingRuleDecides) {
  struct Case {
    const char *name, *text, *path;
    bool allowed;
  };
  const Case cases[] = {
      {"no rules", "", "/a", true},
      {"empty disallow", "User-agent: *\nDisallow:\n", "/a", true},
      {"all refused", "User-agent: *\nDisallow: /\n", "/a", false},
      {"robots.txt itself", "User-agent: *\nDisallow: /\n", "/robots.txt", true},
      {"prefix", "User-agent: *\nDisallow: /private\n", "/private/x", false},
      {"prefix of a word", "User-agent: *\nDisallow: /private\n", "/privately", false},
      {"another path", "User-agent: *\nDisallow: /private/\n", "/private", true},
      {"longer allow", "User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/c", true},
      {"longer disallow", "User-agent: *\nAllow: /a\nDisallow: /a/b\n", "/a/b/c", false},
      {"tie is allowed", "User-agent: *\nDisallow: /a\nAllow: /a\n", "/a", true},
      {"tie, other order", "User-agent: *\nAllow: /a\nDisallow: /a\n", "/a", true},
      {"star", "User-agent: *\nDisallow: /*/print\n", "/2026/print?x", false},
      {"star in vain", "User-agent: *\nDisallow: /*/print\n", "/print", true},
      {"end", "User-agent: *\nDisallow: /*.php$\n", "/a.php", false},
      {"not the end", "User-agent: *\nDisallow: /*.php$\n", "/a.php?x", true},
      {"end twice", "User-agent: *\nDisallow: /*ab$\n", "/abab", false},
      {"end without star", "User-agent: *\nDisallow: /a$\n", "/ab", true},
      {"query", "User-agent: *\nDisallow: /*?print=\n", "/a?print=1", false},
      {"our group", "User-agent: *\nDisallow: /\n\nUser-agent: gazette\nDisallow: /x\n", "/a", true},
      {"our group's rule", "User-agent: *\nDisallow:\n\nUser-agent: Gazette/1.0\nDisallow: /x\n", "/x",
       false},
      {"two names share", "User-agent: other\nUser-agent: gazette\nDisallow: /x\n", "/x", false},
      {"another's group", "User-agent: other\nDisallow: /\n", "/a", true},
      {"a longer name is another", "User-agent: gazettebot\nDisallow: /\n", "/a", true},
      {"groups of one name add up", "User-agent: gazette\nDisallow: /x\nUser-agent: gazette\nDisallow: /y\n",
       "/x", false},
      {"no group", "Disallow: /\n", "/a", true},
      {"comments, case, CR", "# hello\r\nUSER-AGENT : * # all\r\nDISALLOW : /x # no\r\n", "/x", false},
      {"old Mac ends", "User-agent: *\rDisallow: /x\r", "/x", false},
      {"byte order mark", "\xef\xbb\xbfUser-agent: *\nDisallow: /x\n", "/x", false},
      {"encoded letter", "User-agent: *\nDisallow: /%61bc\n", "/abc", false},
      {"encoded in the URL", "User-agent: *\nDisallow: /abc\n", "/%61bc", false},
      {"case of digits", "User-agent: *\nDisallow: /a%2fb\n", "/a%2Fb", false},
      {"slash is not %2F", "User-agent: *\nDisallow: /a/b\n", "/a%2Fb", true},
      {"beyond ASCII", "User-agent: *\nDisallow: /\xe6\x96\xb0\n", "/%E6%96%B0/1", false},
      {"sitemap does not end a group", "User-agent: *\nSitemap: http://x/y\nDisallow: /x\n", "/x", false},
      {"html", "<html><body>Disallow: /</body></html>", "/a", true},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(RobotsRules::parse(c.text, "gazette").allows(c.path), c.allowed);
  }
}

TEST(Robots, a_text_that_is_cut_ends_with_its_last_whole_line) {
  constexpr std::size_t kLimit = 512'000;
  std::string text = "User-agent: *\n" + std::string(kLimit - 14 - 12, '#') + "\nDisallow: /private/x\n";
  ASSERT_EQ(text.substr(kLimit - 11, 11), "Disallow: /");
  EXPECT_TRUE(RobotsRules::parse(text, "gazette").allows("/news"));
  EXPECT_TRUE(RobotsRules::parse(text.substr(0, kLimit), "gazette").allows("/news"))
      << "as the store keeps it";
}

TEST(Robots, thousands_of_rules_are_obeyed) {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 15'000; ++i) text += "Disallow: /" + std::to_string(i) + "/\n";
  EXPECT_FALSE(RobotsRules::parse(text, "gazette").allows("/14999/x"));
}

TEST(Robots, CrawlDelay) {
  const auto delay = [](const std::string& value) {
    return RobotsRules::parse("User-agent: *\nCrawl-delay: " + value + "\n", "gazette").crawl_delay();
  };
  EXPECT_EQ(delay("10"), seconds(10));
  EXPECT_EQ(delay("1.5"), milliseconds(1500));
  EXPECT_EQ(delay("86400"), seconds(300));  // nobody waits a day between two pages
  for (const char* nonsense : {"", "0", "-3", "soon", "nan", "inf"})
    EXPECT_FALSE(delay(nonsense)) << nonsense;
  EXPECT_FALSE(RobotsRules::parse("User-agent: other\nCrawl-delay: 5\n", "gazette").crawl_delay());
}

TEST(Robots, RefuseAll) {
  EXPECT_FALSE(RobotsRules::refuse_all().allows("/a"));
  EXPECT_TRUE(RobotsRules().allows("/a"));
}

TEST(Robots, HostileTextsStayCheap) {
  std::string text = "User-agent: *\n";
  for (int i = 0; i < 20'000; ++i) text += "Disallow: /*a*a*a*a*a*a*a*a*b" + std::to_string(i) + "$\n";
  text += "Disallow: /" + std::string(1'000'000, '*') + "\n";
  const RobotsRules rules = RobotsRules::parse(text, "gazette");
  EXPECT_TRUE(rules.allows("/" + std::string(100'000, 'a')));
}

}  // namespace
}  // namespace gazette
