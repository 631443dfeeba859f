#include "feeds/record.h"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/text/strings.h"

namespace gazette {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;

struct Case {
  const char* in;
  const char* out;
};

TEST(Record, YamlQuote) {
  const std::vector<Case> cases = {{"plain", R"("plain")"},
                                   {"", R"("")"},
                                   {R"(a "b" \c)", R"("a \"b\" \\c")"},
                                   {"a\nb\r\tc", R"("a b  c")"},
                                   {" \n ends \t", R"("ends")"},
                                   {"nul\x01"
                                    "bell\x07",
                                    R"("nulbell")"},
                                   {"---", R"("---")"},
                                   {"“引号”：%{", R"("“引号”：%{")"},
                                   {"line\xE2\x80\xA8separator\xEF\xBB\xBF", R"("line separator")"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.in);
    EXPECT_EQ(yaml_quote(c.in), c.out);
  }
}

std::string repeat(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Record, ChineseSummary) {
  EXPECT_EQ(record_summary("<p>" + repeat("短", 79) + "</p>", "zh-CN"), repeat("短", 79));
  EXPECT_EQ(record_summary("<p>" + repeat("长", 80) + "</p>", "zh-CN"), repeat("长", 50) + "...");
  EXPECT_EQ(record_summary("<h2>一</h2><p>二<b>三</b></p>", "zh-HK"), "一二三");
  EXPECT_EQ(record_summary("<p>A &amp; B &lt; C</p>", "zh-CN"), "A &amp; B &lt; C");
}

TEST(Record, SummaryInWords) {
  EXPECT_EQ(record_summary("<h2>Key takeaways</h2><p>Ether <b>rose</b>d again.</p>", "en"),
            "Key takeaways Ether rosed again.");
  EXPECT_EQ(record_summary("<p>" + repeat("word ", 50) + "</p>", "en"),
            std::string(trim(repeat("word ", 50))));
  EXPECT_EQ(record_summary("<p>" + repeat("word ", 51) + "</p>", "en"),
            std::string(trim(repeat("word ", 50))) + "...");
}

TEST(Record, SummaryOfOddMarkup) {
  EXPECT_EQ(record_summary("a<img alt=\"x > y\" src=\"u\"/>b<!-- c > d -->", "zh"), "ab");
  EXPECT_EQ(record_summary("cut off <a href=\"x", "en"), "cut off");
}

Article sample() {
  Article article;
  article.source = "lwn";
  article.title = "A title";
  article.url = "https://x.org/a";
  article.language = "en";
  article.zone = "Asia/Shanghai";
  article.date = *parse_date("2025-02-07T23:44:33Z");
  return article;
}

TEST(Record, BodyIsFoundByItsOffset) {
  const RecordText record = write_record(sample(), "Body.", "Body.");
  EXPECT_EQ(record.text.substr(record.body_offset), "Body.\n\n[lwn](https://x.org/a)\n");
  EXPECT_THAT(record.text, HasSubstr("date: \"2025-02-08 07:44:33\"\n"));
  EXPECT_EQ(record.text.substr(record.body_offset - 5, 5), "---\n\n");
}

TEST(Record, WithoutABodyOrALink) {
  Article article = sample();
  EXPECT_THAT(write_record(article, "", "").text, EndsWith("---\n\n[lwn](https://x.org/a)\n"));
  article.url.clear();
  EXPECT_THAT(write_record(article, "Body.", "").text, EndsWith("---\n\nBody.\n"));
  EXPECT_THAT(write_record(article, "", "").text, EndsWith("---\n\n"));
}

TEST(Record, OperatorsTagsFollowTheSource) {
  Article article = sample();
  article.tags = {"linux", "lwn", "a \"b\""};
  EXPECT_THAT(write_record(article, "", "").text,
              HasSubstr("tags:\n  - \"lwn\"\n  - \"linux\"\n  - \"a \\\"b\\\"\"\nmenu:"));
}

TEST(Record, TheMarkdownIsFoundAgainAndReplaced) {
  for (const char* url : {"https://x.org/a", ""})
    for (const char* markdown : {"Body.\n\nTwo.", ""}) {
      SCOPED_TRACE(std::string(url) + markdown);
      Article article = sample();
      article.url = url;
      const RecordText record = write_record(article, markdown, "S");
      article.record = record.text;
      article.body_offset = record.body_offset;
      EXPECT_EQ(record_markdown(article), markdown);
      EXPECT_EQ(record_with_markdown(article, "Other."), write_record(article, "Other.", "S").text);
      EXPECT_EQ(record_with_markdown(article, markdown), article.record);
    }
}

TEST(Record, NothingForeignOpensAShortcodeOrEndsTheFrontMatter) {
  Article article = sample();
  article.title = "x\n---\nevil: true {{< x >}}";
  article.url = "https://x.org/a?b={{%25c}})";
  const std::string text = write_record(article, "Body.", "\n---\n").text;
  EXPECT_EQ(text.find("\n---\n", 4), text.rfind("\n---\n"));
  EXPECT_THAT(text, Not(HasSubstr("]({{")));
  EXPECT_THAT(text, Not(HasSubstr("={{%")));
}

}  // namespace
}  // namespace gazette
