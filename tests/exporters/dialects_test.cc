// Front matter for each generator: golden heads, and hostile titles read back by independent readers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/dialects/front_matter.h"
#include "exporters/site.h"
#include "tests/exporters/hostile.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::hostile;
using testing::hostile_text;
using testing::must;
using ::testing::Not;
using testing::rewrite;
using testing::run_program;
using testing::sample;
using testing::TempFolder;
using testing::write_text;

std::string text_of(const ExportArticle& article, std::string_view dialect) {
  const Dialect* found = find_dialect(dialect);
  return file_text(article, {found, std::string(found->profile), nullptr, true});
}

ExportArticle rich() {
  ExportArticle article = sample("a", "He said \"no\"", "First {{ x }}.");
  Article& a = article.article;
  a.authors = {{"Ann Lee", "", ""}};
  a.categories = {"Sea life"};
  a.tags = {"all"};
  a.image = "https://example.org/i.jpg";
  article.version = 2;
  article.changed = at(3600);
  rewrite(article, "First {{ x }}.");
  return article;
}

TEST(Dialects, every_one_has_a_profile_and_a_layout_that_work) {
  for (const std::string& name : dialect_names()) {
    SCOPED_TRACE(name);
    SiteOptions options;
    options.path = "/nowhere";
    options.dialect = name;
    EXPECT_TRUE(make_site_exporter(options));
    EXPECT_FALSE(site_path(options, sample("a").article).empty());
  }
}

TEST(Dialects, jekyll) {
  EXPECT_EQ(text_of(rich(), "jekyll"),
            "---\n"
            "title: \"He said \\\"no\\\"\"\n"
            "date: \"2025-02-08 15:33:20 +0800\"\n"
            "last_modified_at: \"2025-02-08 16:33:20 +0800\"\n"
            "canonical_url: \"https://example.org/a\"\n"
            "source: \"qq\"\n"
            "lang: \"zh-CN\"\n"
            "description: \"A summary.\"\n"
            "authors:\n  - \"Ann Lee\"\n"
            "categories:\n  - \"qq\"\n"
            "tags:\n  - \"Sea life\"\n  - \"all\"\n"
            "image: \"https://example.org/i.jpg\"\n"
            "---\n"
            "\n"
            "First {{ \"{{\" }} x }}.\n\n[qq](https://example.org/a)\n");
}

TEST(Dialects, jekyll_in_utc) {
  ExportArticle article = rich();
  article.article.zone = "UTC";
  EXPECT_THAT(text_of(article, "jekyll"), HasSubstr("date: \"2025-02-08 07:33:20 +0000\"\n"));
}

TEST(Dialects, zola) {
  EXPECT_EQ(text_of(rich(), "zola"),
            "+++\n"
            "title = \"He said \\\"no\\\"\"\n"
            "date = 2025-02-08T15:33:20+08:00\n"
            "updated = 2025-02-08T16:33:20+08:00\n"
            "description = \"A summary.\"\n"
            "authors = [\"Ann Lee\"]\n"
            "\n[taxonomies]\n"
            "tags = [\"Sea life\", \"all\"]\n"
            "\n[extra]\n"
            "canonical = \"https://example.org/a\"\n"
            "source = \"qq\"\n"
            "lang = \"zh-CN\"\n"
            "image = \"https://example.org/i.jpg\"\n"
            "+++\n"
            "\n"
            "First {\\{ x }}.\n\n[qq](https://example.org/a)\n");
}

TEST(Dialects, eleventy_has_no_tag_all) {
  const std::string text = text_of(rich(), "eleventy");
  EXPECT_THAT(text, HasSubstr("date: \"2025-02-08T15:33:20+08:00\"\n"));
  EXPECT_THAT(text, HasSubstr("tags:\n  - \"Sea life\"\nimage"));
  EXPECT_THAT(text, HasSubstr("First {{ \"{{\" }} x }}."));
}

TEST(Dialects, plain_tags_have_no_spaces) {
  const std::string text = text_of(rich(), "plain");
  EXPECT_THAT(text, HasSubstr("tags:\n  - \"Sea-life\"\n  - \"all\"\n"));
  EXPECT_THAT(text, HasSubstr("\nFirst {{ x }}.\n"));
}

constexpr const char* kReadBack = R"(
import sys, glob, yaml, tomllib
count = 0
for name in sorted(glob.glob('*.md')):
    text = open(name, encoding='utf-8', newline='').read()
    fence = text[:4]
    head = text[4:].split('\n' + fence, 1)[0] + '\n'
    data = yaml.safe_load(head) if fence == '---\n' else tomllib.loads(head)
    assert isinstance(data['title'], str), (name, data['title'])
    flat = {**data, **data.get('taxonomies', {}), **data.get('extra', {})}
    for key in ('tags', 'authors', 'categories'):
        assert all(isinstance(x, str) and x not in ('', '.', '..') and '/' not in x for x in flat.get(key, [])), (name, flat.get(key))
    expected = name.split('-')[0] + ' title'
    assert data['title'].endswith(expected), (name, data['title'])
    count += 1
print(count)
)";

TEST(Dialects, hostile_titles_are_read_back_by_others) {
  std::mt19937 random(20250208);
  for (const std::string& dialect : dialect_names()) {
    SCOPED_TRACE(dialect);
    TempFolder temp;
    for (int i = 0; i < 300; ++i) {
      ExportArticle article = sample("a");
      Article& a = article.article;
      a.title = hostile(random) + std::to_string(i) + " title";
      a.summary = hostile(random);
      a.categories = {hostile(random), hostile(random)};
      if (dialect != "hugo") a.tags = {hostile(random), "..", "a/b"};  // the record's are the operator's own
      a.authors = {{hostile(random), "", ""}};
      a.rights = hostile(random);
      rewrite(article, hostile_text(random, 12));  // records are valid UTF-8
      write_text(temp / (std::to_string(i) + "-.md"), text_of(article, dialect));
    }
    const auto read = run_program({"/usr/bin/python3", "-c", kReadBack}, temp.path());
    EXPECT_EQ(read.status, 0) << read.err;
    EXPECT_EQ(read.out, "300\n");
  }
}

}  // namespace
}  // namespace gazette
