// Markdown to the HTML of feeds and pages: nothing that runs, nothing that leads nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/feed_writer.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RenderMarkdown, what_records_hold) {
  struct Case {
    const char* name;
    const char* in;
    const char* out;
  };
  const Case cases[] = {
      {"paragraphs", "One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>\n"},
      {"bold Chinese", "资。**该笔，投资方。**", "<p>资。<strong>该笔，投资方。</strong></p>\n"},
      {"hard break", "one  \ntwo", "<p>one<br />\ntwo</p>\n"},
      {"image", "![图片](https://e.org/a.jpg)", "<p><img src=\"https://e.org/a.jpg\" alt=\"图片\" /></p>\n"},
      {"link", "[a](https://e.org/)", "<p><a href=\"https://e.org/\">a</a></p>\n"},
      {"strike", "~~a~~", "<p><del>a</del></p>\n"},
      {"nothing", "", ""},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(render_markdown(c.in), c.out);
  }
}

TEST(RenderMarkdown, tables_and_lists) {
  EXPECT_THAT(render_markdown("| a | b |\n| --- | --- |\n| 1 | 2 |\n"), HasSubstr("<td>1</td>"));
  EXPECT_THAT(render_markdown("* a\n  + b\n"), HasSubstr("<ul>\n<li>b</li>"));
}

TEST(RenderMarkdown, raw_html_is_shown_as_text) {
  for (const char* raw : {"<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<!-- x -->",
                          "<iframe src=//e.org>"}) {
    SCOPED_TRACE(raw);
    const std::string html = render_markdown(raw);
    EXPECT_THAT(html, HasSubstr("&lt;"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("<img")));
    EXPECT_THAT(html, Not(HasSubstr("<iframe")));
  }
}

TEST(RenderMarkdown, links_that_lead_nowhere_from_elsewhere_are_unwrapped) {
  for (const char* url : {"javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x", "/relative", "page.html",
                          "#part", "//e.org/x", "vbscript:x", "file:///etc/passwd"}) {
    SCOPED_TRACE(url);
    EXPECT_EQ(render_markdown("[text](" + std::string(url) + ")"), "<p>text</p>\n");
    EXPECT_EQ(render_markdown("![text](" + std::string(url) + ")"), "<p>text</p>\n");
  }
}

TEST(RenderMarkdown, a_bad_link_around_a_bad_image_leaves_the_text) {
  EXPECT_EQ(render_markdown("[![alt](/a.png)](/b)"), "<p>alt</p>\n");
}

TEST(RenderMarkdown, deep_nesting_is_bounded_work) {
  const std::string quotes(20'000, '>');
  EXPECT_FALSE(render_markdown(quotes + " x").empty());
  std::string brackets(50'000, '[');
  EXPECT_FALSE(render_markdown(brackets).empty());
}

TEST(RenderMarkdown, broken_bytes_become_replacement_characters) {
  EXPECT_EQ(render_markdown("a\xff"), "<p>a\xef\xbf\xbd</p>\n");
}

}  // namespace
}  // namespace gazette
