// Where images go and how articles name them.
#include "exporters/images/placing.h"

#include <gtest/gtest.h>

namespace gazette {
namespace {

struct Row {
  const char *dialect, *layout, *folder, *url;
  const char *path, *link;
};

TEST(ImagePlacing, by_dialect_layout_and_the_owners_word) {
  const Row rows[] = {
      {"hugo", "content/{id}.md", "", "", "static/images/news/a1/n.jpg", "/images/news/a1/n.jpg"},
      {"hugo", "content/{id}/index.md", "", "", "content/x/n.jpg", "n.jpg"},
      {"hugo", "content/{id}/index.{lang}.md", "", "", "content/x/n.jpg", "n.jpg"},
      {"hugo", "content/{id}/index.md", "static/pics", "/pics", "static/pics/a1/n.jpg", "/pics/a1/n.jpg"},
      {"hugo", "content/{id}.md", "static/p/", "https://cdn.example/p/", "static/p/a1/n.jpg",
       "https://cdn.example/p/a1/n.jpg"},
      {"hugo", "content/{id}.md", "static", "/", "static/a1/n.jpg", "/a1/n.jpg"},
      {"hugo", "content/{id}.md", "", "/sub/images/news", "static/images/news/a1/n.jpg",
       "/sub/images/news/a1/n.jpg"},
      {"zola", "content/{id}/index.md", "", "", "content/x/n.jpg", "n.jpg"},
      {"jekyll", "_posts/{id}.md", "", "", "assets/news/a1/n.jpg", "/assets/news/a1/n.jpg"},
      {"jekyll", "_posts/{id}/index.md", "", "", "assets/news/a1/n.jpg", "/assets/news/a1/n.jpg"},
      {"eleventy", "posts/{id}.md", "", "", "assets/news/a1/n.jpg", "/assets/news/a1/n.jpg"},
      {"plain", "{id}.md", "", "", "assets/a1/n.jpg", "../../assets/a1/n.jpg"},
  };
  for (const Row& row : rows) {
    const auto placing = ImagePlacing::make(*find_dialect(row.dialect), row.layout, row.folder, row.url);
    ASSERT_TRUE(placing) << placing.error().message;
    EXPECT_EQ(placing->path("a1", "content/x/index.md", "n.jpg"), row.path) << row.dialect << row.layout;
    EXPECT_EQ(placing->link("a1", "content/x/index.md", "n.jpg"), row.link) << row.dialect << row.layout;
  }
}

TEST(ImagePlacing, refuses_what_leaves_the_site_or_breaks_a_link) {
  const Dialect& hugo = *find_dialect("hugo");
  for (const char* folder : {"../x", "/x", "a//b", ".git", "a/.gazette", "-x", "a b"})
    EXPECT_FALSE(ImagePlacing::make(hugo, "content/{id}.md", folder, "/x")) << folder;
  for (const char* url : {"/a b", "/a)", "/<x>", "/a\"b", "/图"})
    EXPECT_FALSE(ImagePlacing::make(hugo, "content/{id}.md", "", url)) << url;
  EXPECT_FALSE(ImagePlacing::make(hugo, "content/{id}.md", "static/elsewhere", ""))
      << "nobody knows how it is reached";
}

TEST(ImageFileName, tells_the_content) {
  EXPECT_EQ(image_file_name("0123456789abcdef0123", "png"), "0123456789abcdef.png");
}

}  // namespace
}  // namespace gazette
