// Conditions on articles as the operator writes them, and what rules do.
#include "feeds/rules/condition.h"

#include <gtest/gtest.h>

#include "feeds/record.h"
#include "feeds/rules/rules.h"

namespace gazette {
namespace {

Article sample() {
  Article a;
  a.id = "a", a.source = "lwn", a.title = "An Ad for 软银 [Sponsored]", a.url = "https://lwn.net/1";
  a.language = "en", a.zone = "UTC";
  a.authors = {{"Ann", "", ""}, {"Bob", "", ""}};
  a.tags = {"linux"};
  a.categories = {"Kernel", "Security"};
  RecordText record = write_record(a, "The text of it.", "");
  a.record = record.text, a.body_offset = record.body_offset;
  return a;
}

bool holds(std::string_view condition) {
  const Result<Condition> parsed = Condition::parse(condition);
  EXPECT_TRUE(parsed) << condition << ": " << parsed.error().message;
  return parsed && parsed->holds(sample());
}

TEST(Condition, tells_what_it_says) {
  const std::pair<const char*, bool> rows[] = {
      {"title ~ 'sponsored'", true},
      {"title ~ '赞助|软银'", true},
      {"title ~ \"^ad\"", false},
      {"title !~ '^ad'", true},
      {"source = \"LWN\"", true},
      {"source != 'lwn'", false},
      {"text ~ 'text of'", true},
      {"text ~ 'sponsored'", false},
      {"author = 'bob'", true},
      {"author != 'bob'", false},
      {"author = 'carl'", false},
      {"author != 'carl'", true},
      {"category ~ '^sec'", true},
      {"tag = 'linux' and language = 'en'", true},
      {"url ~ 'lwn\\.net'", true},
      {"not title ~ 'x'", true},
      {"not not title ~ 'ad'", true},
      {"title ~ 'x' or title ~ 'ad' and source = 'lwn'", true},
      {"(title ~ 'ad' or title ~ 'x') and source = 'x'", false},
      {"title ~ 'ad' or title ~ 'x' and source = 'x'", true},
      {"not (title ~ 'x' or source = 'x')", true},
      {"not title ~ 'x' and source = 'x'", false},
      {"title~'ad'and(source='lwn')", true},
      {"title = \"\"", false},
      {"title ~ ''", true},
  };
  for (const auto& [condition, expected] : rows) EXPECT_EQ(holds(condition), expected) << condition;
}

TEST(Condition, mistakes_are_told_with_their_place) {
  const std::pair<const char*, const char*> rows[] = {
      {"", "column 1: ends where"},
      {"titel ~ 'x'", "column 1: no field is named \"titel\""},
      {"title 'x'", "column 7: one of ~"},
      {"title ~ x", "column 9: a text in quotes"},
      {"title ~ 'x", "column 9: a text in quotes"},
      {"title ~ '('", "the pattern is wrong"},
      {"title ~ 'x' source = 'y'", "column 13: \"and\" or \"or\""},
      {"(title ~ 'x'", "a parenthesis is not closed"},
      {"title ~ 'x')", "closed that was not opened"},
      {"title ~ 'x' and", "ends where"},
      {"and title ~ 'x'", "no field is named \"and\""},
  };
  for (const auto& [condition, message] : rows) {
    const Result<Condition> parsed = Condition::parse(condition);
    ASSERT_FALSE(parsed) << condition;
    EXPECT_NE(parsed.error().message.find(message), std::string::npos)
        << condition << ": " << parsed.error().message;
  }
}

TEST(Condition, depth_costs_no_stack) {
  const std::string deep = std::string(4000, '(') + "title ~ 'ad'" + std::string(4000, ')');
  EXPECT_TRUE(holds(deep));
}

Rule rule(const char* when, std::vector<std::string> tags = {}) {
  return Rule{when, *Condition::parse(when), tags.empty(), tags};
}

TEST(Rules, the_first_that_drops_decides) {
  Article article = sample();
  const Rules rules({rule("title ~ 'nothing'"), rule("title ~ 'ad'"), rule("source = 'lwn'")});
  EXPECT_EQ(rules.apply(article), "title ~ 'ad'");
}

TEST(Rules, tags_stand_in_the_record_and_count_for_later_rules) {
  Article article = sample();
  const std::string body(article.body());
  const Rules rules({rule("title ~ '软银'", {"money", "linux"}), rule("tag = 'money'", {"asia"})});
  EXPECT_EQ(rules.apply(article), "");
  EXPECT_EQ(article.tags, (std::vector<std::string>{"linux", "money", "asia"}));
  EXPECT_EQ(article.body(), body);
  Article expected = sample();
  expected.tags = article.tags;
  EXPECT_EQ(article.record, write_record(expected, "The text of it.", "").text);
}

TEST(Rules, what_no_rule_meets_stays_as_it_is) {
  Article article = sample();
  EXPECT_EQ(Rules({rule("title ~ 'nothing'", {"x"})}).apply(article), "");
  EXPECT_EQ(article.record, sample().record);
}

}  // namespace
}  // namespace gazette
