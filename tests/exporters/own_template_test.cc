// The owner's own form: what it may say, and how its mistakes are told.
#include "exporters/dialects/own_template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using testing::at;
using ::testing::HasSubstr;
using testing::must;
using testing::sample;

std::string rendered(const std::string& form, const ExportArticle& article,
                     const std::string& body = "Body.\n") {
  return must(OwnTemplate::read(form))->text(article, body);
}

TEST(OwnTemplate, fills_names_and_lists) {
  ExportArticle article = sample("x1", "He said \"no\"\\");
  article.article.tags = {"a", "b \"c\""};
  article.article.authors = {{"Ann", "", ""}};
  article.article.enclosures = {{"https://example.org/1.mp3", "audio/mpeg", {}, {}}};
  EXPECT_EQ(rendered("---\n"
                     "title: \"{{title}}\"\n"
                     "date: {{date}}\n"
                     "day: {{year}}/{{month}}/{{day}} {{local_date}}\n"
                     "{{#image}}image: \"{{image}}\"\n{{/image}}"
                     "{{^updated}}fresh: true\n{{/updated}}"
                     "tags:\n{{#tags}}  - \"{{.}}\"\n{{/tags}}"
                     "---\n"
                     "{{{body}}}by {{#authors}}{{.}}{{/authors}}{{#audio}} {{.}}{{/audio}}{{#videos}} "
                     "{{.}}{{/videos}}{{! no comment }}\n",
                     article),
            "---\n"
            "title: \"He said \\\"no\\\"\\\\\"\n"
            "date: 2025-02-08T15:33:20+08:00\n"
            "day: 2025/02/08 2025-02-08 15:33:20\n"
            "fresh: true\n"
            "tags:\n  - \"a\"\n  - \"b \\\"c\\\"\"\n"
            "---\n"
            "Body.\nby Ann https://example.org/1.mp3\n");
}

TEST(OwnTemplate, values_are_not_read_as_templates) {
  EXPECT_EQ(rendered("{{title}}|{{{body}}}", sample("a", "{{id}} {{#x}}"), "{{title}}\n"),
            "{{id}} {{#x}}|{{title}}\n");
}

TEST(OwnTemplate, mistakes_are_told_with_their_line) {
  struct Case {
    const char* name;
    const char* form;
    const char* says;
  };
  const Case cases[] = {
      {"unknown name", "a\nb {{titel}}\n", "line 2: unknown name \"titel\"; there are id, guid, title"},
      {"unknown section", "{{#tag}}x{{/tag}}", "line 1: unknown name \"tag\""},
      {"open braces", "a\n\n{{title", "line 3: {{ without }}"},
      {"open section", "{{#tags}}\nx\n", "line 1: Unclosed section \"tags\""},
      {"section closed only", "x\n{{/tags}}", "line 2: Unopened section \"tags\""},
      {"crossed sections", "{{#tags}}{{#authors}}{{/tags}}{{/authors}}", "Unclosed section"},
      {"partial", "{{> other}}", "line 1: no other template"},
      {"delimiters", "{{=<% %>=}}", "line 1: the braces cannot be changed"},
      {"nothing in the braces", "{{}}", "line 1: unknown name"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const auto read = OwnTemplate::read(c.form);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().kind, ErrorKind::config);
    EXPECT_THAT(read.error().message, HasSubstr(c.says));
  }
}

TEST(OwnTemplate, a_site_is_written_by_it_and_guarded) {
  SiteOptions options;
  options.template_text = "{{title}}\n{{{body}}}";
  testing::Site site(options);
  must(site.run({sample("a", "T", "x {{< y >}}")}));
  EXPECT_EQ(site.text(testing::path_of("a")), "T\nx {{\\< y >}}\n\n[qq](https://example.org/a)\n");
}

}  // namespace
}  // namespace gazette
