// Where files go: safe names, no collisions, nothing outside.
#include "exporters/files/layout.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/files/slug.h"
#include "exporters/site.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using testing::must;
using testing::sample;

const std::string kDefault = site_layout({});

std::string path(const std::string& layout, const Article& article) {
  return must(Layout::parse(layout)).path(article);
}

TEST(Layout, the_default_is_the_seeds_path) {
  EXPECT_EQ(path(kDefault, sample("20250208A01CMD").article),
            "content/zh-CN/news/qq/20250208A01CMD.zh-CN.md");
}

TEST(Layout, fills_every_field) {
  Article a = sample("x1", "Tide Tables: 2025 & Beyond").article;  // 2025-02-08 15:33 in Shanghai
  EXPECT_EQ(path("{lang}/{source}/{year}/{month}/{day}/{id}-{slug}.md", a),
            "zh-CN/qq/2025/02/08/x1-tide-tables-2025-beyond.md");
}

TEST(Layout, the_day_is_the_records_not_the_machines) {
  Article a = sample("x1").article;
  a.date = Time{std::chrono::seconds(1'738'971'873)};  // 2025-02-07 23:44:33 UTC
  EXPECT_EQ(path("{year}-{month}-{day}/{id}.md", a), "2025-02-08/x1.md");
  a.zone = "UTC";
  EXPECT_EQ(path("{year}-{month}-{day}/{id}.md", a), "2025-02-07/x1.md");
}

TEST(Layout, an_article_without_a_language_has_a_folder_too) {
  Article a = sample("x1").article;
  a.language.clear();
  EXPECT_EQ(path(kDefault, a), "content/und/news/qq/x1.und.md");
}

TEST(Layout, refuses_what_is_no_safe_template) {
  struct Case {
    const char* name;
    const char* layout;
    const char* says;
  };
  const Case cases[] = {
      {"empty", "", "empty"},
      {"absolute", "/content/{id}.md", "empty"},
      {"doubled slash", "content//{id}.md", "empty"},
      {"slash at the end", "content/{id}.md/", "empty"},
      {"up", "content/../{id}.md", "begins with"},
      {"up, glued to a field", "..{id}/a.md", "begins with"},
      {"hidden", ".git/hooks/{id}", "begins with"},
      {"an option to git", "-rf/{id}.md", "begins with"},
      {"unknown field", "content/{idd}.md", "unknown field {idd}"},
      {"open brace", "content/{id", "a { without its }"},
      {"closing brace alone", "content/{id}}.md", "holds other than"},
      {"newline", "content/a\n{id}.md", "holds other than"},
      {"back slash", "content\\{id}.md", "holds other than"},
      {"not telling", "content/{source}/{year}.md", "needs {id} or {slug}"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Result<Layout> layout = Layout::parse(c.layout);
    ASSERT_FALSE(layout);
    EXPECT_EQ(layout.error().kind, ErrorKind::config);
    EXPECT_THAT(layout.error().message, HasSubstr(c.says));
  }
}

TEST(Layout, no_value_leaves_the_folder_or_makes_a_strange_name) {
  const std::string hostile[] = {"..",
                                 "../../etc/passwd",
                                 "/etc/passwd",
                                 ".git",
                                 "-rf",
                                 "a/b\\c",
                                 std::string("nul\0byte", 8),
                                 "con",
                                 "CON.txt",
                                 "lpt1",
                                 "index",
                                 "_index",
                                 "",
                                 ".",
                                 "...",
                                 "   ",
                                 "中文标题",
                                 std::string(500, 'x'),
                                 "a\nb",
                                 "a..b",
                                 "end.",
                                 "\xff\xfe"};
  for (const std::string& value : hostile) {
    SCOPED_TRACE(value);
    Article a = sample("x1", value).article;
    a.id = a.source = a.language = value;
    for (const std::string& layout : {kDefault, std::string("{source}/{slug}"),
                                      std::string("p/{id}/index.md"), std::string("{id}{slug}")}) {
      SCOPED_TRACE(layout);
      const std::string made = path(layout, a);
      for (std::size_t begin = 0, end; begin <= made.size(); begin = end + 1) {
        end = std::min(made.find('/', begin), made.size());
        const std::string part = made.substr(begin, end - begin);
        SCOPED_TRACE(part);
        EXPECT_FALSE(part.empty());
        EXPECT_LE(part.size(), 120u);
        EXPECT_EQ(part.find(".."), part.npos);
        EXPECT_TRUE(part[0] != '.' && part[0] != '-');
        EXPECT_NE(part.back(), '.');
        EXPECT_EQ(part.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"),
                  part.npos);
      }
    }
  }
}

TEST(Layout, names_that_mean_something_else_are_changed) {
  for (const char* name : {"con", "AUX.md", "com1", "index", "_index.zh", "LPT9"}) {
    SCOPED_TRACE(name);
    EXPECT_THAT(safe_segment(name), HasSubstr(short_hash(name)));
  }
  for (const char* name : {"console", "com10", "indexes", "20250208A01CMD", "a_b.c-d"}) {
    SCOPED_TRACE(name);
    EXPECT_EQ(safe_segment(name), name);
  }
}

TEST(Layout, long_names_keep_their_end_and_stay_apart) {
  Article one = sample("x1").article, two = one;
  one.id = std::string(200, 'a') + "1";
  two.id = std::string(200, 'a') + "2";
  const std::string first = path(kDefault, one), second = path(kDefault, two);
  EXPECT_NE(first, second);
  EXPECT_TRUE(first.ends_with(".zh-CN.md")) << first;
  EXPECT_EQ(first.substr(first.rfind('/') + 1).size(), 120u);
}

TEST(Layout, slugs_of_one_title_are_told_apart_where_letters_were_lost) {
  const Article one = sample("x1", "软银 OpenAI").article, two = sample("x2", "微软 OpenAI").article;
  const std::string first = path("{slug}.md", one), second = path("{slug}.md", two);
  EXPECT_TRUE(first.starts_with("openai-")) << first;
  EXPECT_NE(first, second);
}

TEST(Layout, the_suffix_stands_with_the_articles_name) {
  const Layout layout = must(Layout::parse("p/{year}/{slug}/index.md"));
  EXPECT_EQ(layout.path(sample("x1", "Tides").article, "-ab12"), "p/2025/tides-ab12/index.md");
}

}  // namespace
}  // namespace gazette
