// The images of a record, and the record with other addresses for them.
#include "exporters/images/links.h"

#include <fstream>

#include <cmark-gfm.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/html/markdown.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::rewrite;
using testing::sample;

std::vector<std::string> images(std::string_view markdown) {
  std::vector<std::string> urls;
  for (const MarkdownLink& link : markdown_links(markdown))
    if (link.is_image) urls.push_back(link.url);
  return urls;
}

struct Row {
  const char* markdown;
  std::vector<std::string> urls;
};
TEST(MarkdownLinks, finds_images_and_nothing_else) {
  const Row rows[] = {
      {"![图片](https://a.example/1.jpg)", {"https://a.example/1.jpg"}},
      {"![a](u \"a title with \\\" and ]\") ![b](v)", {"u", "v"}},
      {"[![alt](inner)](outer)", {"inner"}},
      {"![a \\] b](u)", {"u"}},
      {"![a](u\\(1\\).jpg)", {"u(1).jpg"}},
      {"![a](u(1).jpg)", {"u(1).jpg"}},
      {"![a](u?x=1&amp;copy;=2)", {"u?x=1&copy;=2"}},
      {"`![a](u)` and ``![b](v) ` ``", {}},
      {"a ` alone\n\n![a](u) `", {"u"}},
      {"```\n![a](u)\n```\n\n![b](v)", {"v"}},
      {"> ~~~\n> ![a](u)\n> ~~~\n\n- ![b](v)", {"v"}},
      {"    ![a](u)", {}},
      {"\\![a](u)", {}},
      {"![a\n\nb](u)", {}},
      {"![a] (u)", {}},
      {"![a](u v)", {}},
      {"| ![a](u) | ![b](v) |\n|---|---|", {"u", "v"}},
      {"![", {}},
      {"![a](", {}},
      {"![a](u", {}},
  };
  for (const Row& row : rows) EXPECT_EQ(images(row.markdown), row.urls) << row.markdown;
}

/// What an independent reader of Markdown takes for images, in order.
std::vector<std::string> images_by_cmark(const std::string& markdown) {
  std::vector<std::string> urls;
  cmark_node* document = cmark_parse_document(markdown.data(), markdown.size(), CMARK_OPT_DEFAULT);
  cmark_iter* at = cmark_iter_new(document);
  for (cmark_event_type event; (event = cmark_iter_next(at)) != CMARK_EVENT_DONE;) {
    cmark_node* node = cmark_iter_get_node(at);
    if (event == CMARK_EVENT_EXIT && cmark_node_get_type(node) == CMARK_NODE_IMAGE)
      urls.emplace_back(cmark_node_get_url(node));
  }
  cmark_iter_free(at);
  cmark_node_free(document);
  return urls;
}

TEST(MarkdownLinks, agrees_with_a_reader_of_markdown_on_all_that_we_write) {
  int seen = 0;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(TESTS_DIR) / "golden")) {
    if (entry.path().extension() != ".html") continue;
    std::ifstream in(entry.path(), std::ios::binary);
    const std::string html{std::istreambuf_iterator<char>(in), {}};
    const std::string markdown = html::html_to_markdown(html, "https://example.org/a/");
    EXPECT_EQ(images(markdown), images_by_cmark(markdown)) << entry.path();
    seen += static_cast<int>(images(markdown).size());
  }
  EXPECT_GT(seen, 10) << "the golden pages have images";
}

TEST(ImageUrls, of_the_body_then_the_lead_each_once) {
  ExportArticle article = sample("a", "A",
                                 "![x](https://a.example/2)\n\n![y](data:image/png;base64,x)\n\n"
                                 "![x](https://a.example/2)");
  article.article.image = "https://a.example/1";
  EXPECT_THAT(image_urls(article.article), ElementsAre("https://a.example/2", "https://a.example/1"));
}

Article moved(const std::string& markdown, const ImagePlaces& places) {
  ExportArticle article = sample("a", "A", markdown);
  article.article.image = "https://a.example/1.jpg";
  rewrite(article, markdown);
  return with_images_at(article.article, places);
}

TEST(WithImagesAt, body_thumbnail_and_links_to_the_image_change) {
  const std::string markdown =
      "![x](https://a.example/1.jpg \"t\") and [![y](https://a.example/1.jpg)](https://a.example/1.jpg)\n\n"
      "`![x](https://a.example/1.jpg)` ![z](https://a.example/2.jpg)";
  const Article article = moved(markdown, {{"https://a.example/1.jpg", "/i/1.jpg"}});
  EXPECT_EQ(article.image, "/i/1.jpg");
  EXPECT_THAT(article.record, HasSubstr("\nthumbnail: \"/i/1.jpg\"\n"));
  EXPECT_TRUE(
      article.body().starts_with("![x](/i/1.jpg \"t\") and [![y](/i/1.jpg)](/i/1.jpg)\n\n"
                                 "`![x](https://a.example/1.jpg)` ![z](https://a.example/2.jpg)"))
      << article.body();
}

TEST(WithImagesAt, what_is_left_out_leaves_no_trace) {
  const ImagePlaces dot{{"https://a.example/dot", ""}};
  EXPECT_TRUE(
      moved("One.\n\n![](https://a.example/dot)\n\nTwo.", dot).body().starts_with("One.\n\nTwo.\n\n["));
  EXPECT_TRUE(moved("One ![](https://a.example/dot)two.", dot).body().starts_with("One two."));
  EXPECT_TRUE(moved("One [![](https://a.example/dot)](https://b.example/) two.", dot)
                  .body()
                  .starts_with("One  two."));
  EXPECT_THAT(std::string(moved("![](https://a.example/dot)", dot).body()), Not(HasSubstr("dot")));
}

TEST(WithImagesAt, nothing_kept_is_the_record_as_it_was) {
  const ExportArticle article = sample("a", "A", "![x](https://a.example/1.jpg)");
  EXPECT_EQ(with_images_at(article.article, {}).record, article.article.record);
  EXPECT_EQ(with_images_at(article.article, {{"https://b.example/", "/b"}}).record, article.article.record);
}

}  // namespace
}  // namespace gazette
