// The text of a file by profile: valid for any title, no shortcode, no tag that ends a build.
#include "exporters/dialects/front_matter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::rewrite;
using testing::sample;

std::string text_of(const ExportArticle& article, std::string_view dialect, std::string profile) {
  return file_text(article, {find_dialect(dialect), std::move(profile), nullptr, false});
}

TEST(FrontMatter, mainroad_is_the_record) {
  const ExportArticle article = sample("a");
  EXPECT_EQ(text_of(article, "hugo", "mainroad"), article.article.record);
}

TEST(FrontMatter, hugo_in_full) {
  ExportArticle article = sample("a", "He said \"no\"", "First.\n\n**Second.**");
  Article& a = article.article;
  a.summary = "First.";
  a.authors = {{"Ann Lee", "ann@example.org", ""}, {"", "bob@example.org", ""}};
  a.categories = {"Sea", "Sea", "a/b"};
  a.tags = {"harbour"};
  a.image = "https://example.org/i.jpg";
  a.updated = at(3600);
  article.changed = at(4000);
  article.version = 2;
  rewrite(article, "First.\n\n**Second.**");
  EXPECT_EQ(text_of(article, "hugo", "hugo"),
            "---\n"
            "title: \"He said \\\"no\\\"\"\n"
            "date: \"2025-02-08T15:33:20+08:00\"\n"
            "lastmod: \"2025-02-08T16:33:20+08:00\"\n"
            "canonical: \"https://example.org/a\"\n"
            "source: \"qq\"\n"
            "language: \"zh-CN\"\n"
            "summary: \"First.\"\n"
            "authors:\n  - \"Ann Lee\"\n  - \"bob@example.org\"\n"
            "categories:\n  - \"Sea\"\n  - \"a-b\"\n"
            "tags:\n  - \"harbour\"\n"
            "images:\n  - \"https://example.org/i.jpg\"\n"
            "---\n"
            "\n"
            "First.\n\n**Second.**\n\n[qq](https://example.org/a)\n");
}

TEST(FrontMatter, a_show_names_its_files) {
  ExportArticle show = sample("a");
  show.article.enclosures = {{"https://example.org/1.mp3", "audio/mpeg", 5, 60},
                             {"https://example.org/1.mp4", "video/mp4", {}, {}},
                             {"https://example.org/1.pdf", "application/pdf", {}, {}},
                             {"https://example.org/2.mp3", "audio", {}, {}}};
  for (const char* profile : {"hugo", "jekyll", "eleventy", "plain"}) {
    EXPECT_THAT(text_of(show, "hugo", profile),
                HasSubstr("\naudio:\n  - \"https://example.org/1.mp3\"\nvideos:\n  - "
                          "\"https://example.org/1.mp4\"\n"))
        << profile;
  }
  EXPECT_THAT(text_of(show, "zola", "zola"), HasSubstr("\naudio = [\"https://example.org/1.mp3\"]\nvideos = "
                                                       "[\"https://example.org/1.mp4\"]\n"));
}

TEST(FrontMatter, hugo_without_what_was_not_said) {
  ExportArticle article = sample("a");
  article.article.summary.clear();
  rewrite(article, "Text.");
  EXPECT_EQ(
      text_of(article, "hugo", "hugo"),
      "---\ntitle: \"A title\"\ndate: \"2025-02-08T15:33:20+08:00\"\ncanonical: \"https://example.org/a\"\n"
      "source: \"qq\"\nlanguage: \"zh-CN\"\n---\n\nText.\n\n[qq](https://example.org/a)\n");
}

TEST(FrontMatter, an_edit_that_the_source_does_not_date_has_our_date) {
  ExportArticle article = sample("a");
  article.version = 2;
  article.changed = at(7200);
  EXPECT_THAT(text_of(article, "hugo", "hugo"), HasSubstr("lastmod: \"2025-02-08T17:33:20+08:00\""));
  article.version = 1;
  EXPECT_THAT(text_of(article, "hugo", "hugo"), Not(HasSubstr("lastmod")));
}

TEST(FrontMatter, an_edit_dated_in_the_future_is_not_believed) {
  ExportArticle article = sample("a");
  article.article.updated = at(100'000'000);
  EXPECT_THAT(text_of(article, "hugo", "hugo"), Not(HasSubstr("lastmod")));
}

TEST(FrontMatter, tags_that_would_end_a_build_are_left_out_or_changed) {
  struct Case {
    const char* tag;
    const char* becomes;  ///< empty: left out
  };
  const Case cases[] = {{"..", ""},           {".", ""},       {"", ""},
                        {" / ", ""},          {"../x", "x"},   {"a/b", "a-b"},
                        {"a\\b", "a-b"},      {"C++", "C++"},  {".NET", "NET"},
                        {"软银", "软银"},     {"a\nb", "a b"}, {"-dash", "dash"},
                        {"_under", "_under"}, {"\x01", ""},    {"!", ""},
                        {"}..*", ""},         {"😀", ""},       {"two  words", "two words"}};
  for (const Case& c : cases) {
    SCOPED_TRACE(c.tag);
    ExportArticle article = sample("a");
    article.article.tags = {c.tag};
    const std::string text = text_of(article, "hugo", "hugo");
    if (*c.becomes)
      EXPECT_THAT(text, HasSubstr("tags:\n  - \"" + std::string(c.becomes) + "\"\n"));
    else
      EXPECT_THAT(text, Not(HasSubstr("tags:")));
  }
}

TEST(FrontMatter, the_rights_line_ends_the_text) {
  struct Case {
    const char* name;
    std::string rights, license, line;
  };
  const Case cases[] = {
      {"both", "© 2025 Ann.", "https://creativecommons.org/licenses/by-sa/4.0/",
       "© 2025 Ann. [CC BY-SA 4.0](https://creativecommons.org/licenses/by-sa/4.0/)"},
      {"rights alone, with marks in them", "*All* <rights> {{< reserved >}}", "",
       "\\*All\\* \\<rights> {{\\< reserved >}}"},
      {"a licence alone", "", "http://www.creativecommons.org/licenses/by-nc/1.0",
       "[CC BY-NC 1.0](http://www.creativecommons.org/licenses/by-nc/1.0)"},
      {"given to all", "", "https://creativecommons.org/publicdomain/zero/1.0/",
       "[CC0 1.0](https://creativecommons.org/publicdomain/zero/1.0/)"},
      {"of somebody else", "", "https://example.org/terms?a=1&b=2",
       "[example.org/terms?a=1&b=2](https://example.org/terms?a=1&b=2)"},
  };
  for (const Case& c : cases)
    for (const char* profile : {"mainroad", "hugo"}) {
      SCOPED_TRACE(std::string(c.name) + ", " + profile);
      ExportArticle article = sample("a");
      const Form form{find_dialect("hugo"), profile, nullptr, true};
      const std::string without = file_text(article, form);
      EXPECT_EQ(without, text_of(article, "hugo", profile)) << "nothing known: no line";
      article.article.rights = c.rights;
      article.article.license = c.license;
      EXPECT_THAT(file_text(article, form), EndsWith("](https://example.org/a)\n\n" + c.line + "\n"));
      EXPECT_THAT(text_of(article, "hugo", profile), EndsWith("](https://example.org/a)\n"));
    }
}

TEST(FrontMatter, the_number_of_tags_is_bounded) {
  ExportArticle article = sample("a");
  for (int i = 0; i < 1000; ++i) article.article.tags.push_back("t" + std::to_string(i));
  const std::string text = text_of(article, "hugo", "hugo");
  EXPECT_THAT(text, HasSubstr("\"t29\""));
  EXPECT_THAT(text, Not(HasSubstr("\"t30\"")));
}

}  // namespace
}  // namespace gazette
