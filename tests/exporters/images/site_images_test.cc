// Images that a site keeps with its articles, on files and under git.
#include "exporters/images/site_images.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/text/strings.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::path_of;
using testing::rewrite;
using testing::sample;
using testing::Site;
using testing::withdrawn;
using testing::write_text;

const std::string kRemote = "https://a.example/";

/// Bytes that stand for a picture: the exporter does not look into them.
std::string bytes_of(const std::string& name) {
  return "picture " + name;
}
std::string hash_of(const std::string& name) {
  return sha256_hex(bytes_of(name));
}
std::string file_of(const std::string& name) {
  return hash_of(name).substr(0, 16) + ".jpg";
}
std::string static_path(const std::string& article, const std::string& name) {
  return "static/images/news/" + article + '/' + file_of(name);
}

/// An article that shows these images; `kept` of them are kept.
ExportArticle with_images(const std::string& id, const std::vector<std::string>& names,
                          const std::vector<std::string>& kept) {
  std::string markdown = "Text.";
  for (const std::string& name : names) markdown += "\n\n![图片](" + kRemote + name + ")";
  ExportArticle article = sample(id, "A title", markdown);
  if (!names.empty()) article.article.image = kRemote + names[0];
  rewrite(article, markdown);
  for (const std::string& name : kept)
    article.images.push_back({kRemote + name, hash_of(name), "jpg", false});
  return article;
}

class SiteWithImages : public ::testing::Test {
 protected:
  SiteWithImages() { site.options.keep_images = true; }

  ExportReport run(const std::vector<ExportArticle>& changes) {
    auto exporter = testing::must(make_site_exporter(site.options));
    exporter->read_images_with([this](const std::string& sha256) -> Result<std::optional<std::string>> {
      ++reads;
      for (const char* name : {"1", "2", "3"})
        if (hash_of(name) == sha256) return std::optional(bytes_of(name));
      return std::optional<std::string>();
    });
    return testing::must(testing::run(*exporter, changes));
  }

  Site site;
  int reads = 0;
};

TEST_F(SiteWithImages, come_with_the_article_and_stand_in_its_text) {
  const ExportReport report = run({with_images("a", {"1", "2"}, {"1", "2"})});
  EXPECT_EQ(report.written, 1);
  EXPECT_EQ(report.images, 2);
  EXPECT_EQ(site.text(static_path("a", "1")), bytes_of("1"));
  const std::string text = site.text(path_of("a"));
  EXPECT_THAT(text, HasSubstr("![图片](/images/news/a/" + file_of("2") + ")"));
  EXPECT_THAT(text, HasSubstr("thumbnail: \"/images/news/a/" + file_of("1") + "\""));
  EXPECT_THAT(text, Not(HasSubstr(kRemote)));
}

TEST_F(SiteWithImages, what_is_missing_stays_remote_until_it_is_there) {
  run({with_images("a", {"1", "2"}, {"1"})});
  EXPECT_THAT(site.text(path_of("a")), HasSubstr("![图片](" + kRemote + "2)"));
  const ExportReport report = run({with_images("a", {"1", "2"}, {"1", "2"})});
  EXPECT_EQ(report.images, 1);
  EXPECT_THAT(site.text(path_of("a")), Not(HasSubstr(kRemote)));
}

TEST_F(SiteWithImages, the_same_again_reads_and_writes_nothing) {
  run({with_images("a", {"1"}, {"1"})});
  reads = 0;
  const ExportReport report = run({with_images("a", {"1"}, {"1"})});
  EXPECT_EQ(report.written + report.images + report.removed, 0);
  EXPECT_EQ(reads, 0) << "the name tells the content";
}

TEST_F(SiteWithImages, an_image_that_the_article_shows_no_more_goes) {
  run({with_images("a", {"1", "2"}, {"1", "2"}), with_images("b", {"2"}, {"2"})});
  const ExportReport report = run({with_images("a", {"1"}, {"1"})});
  EXPECT_EQ(report.removed, 1);
  EXPECT_FALSE(site.has(static_path("a", "2")));
  EXPECT_TRUE(site.has(static_path("a", "1")));
  EXPECT_TRUE(site.has(static_path("b", "2"))) << "another article's";
}

TEST_F(SiteWithImages, go_with_a_withdrawn_article) {
  run({with_images("a", {"1", "2"}, {"1", "2"})});
  run({withdrawn(with_images("a", {"1", "2"}, {"1", "2"}))});
  EXPECT_THAT(site.files(), ElementsAre());
}

TEST_F(SiteWithImages, a_dot_that_tells_is_left_out) {
  ExportArticle article = with_images("a", {"1", "2"}, {"1"});
  article.images.push_back({kRemote + "2", "", "", true});
  EXPECT_EQ(run({article}).images, 1);
  EXPECT_THAT(site.text(path_of("a")), Not(HasSubstr(kRemote)));
}

TEST_F(SiteWithImages, stand_beside_an_article_in_a_bundle) {
  site.options.layout = "content/news/{id}/index.md";
  run({with_images("a", {"1"}, {"1"})});
  EXPECT_EQ(site.text("content/news/a/" + file_of("1")), bytes_of("1"));
  EXPECT_THAT(site.text("content/news/a/index.md"), HasSubstr("![图片](" + file_of("1") + ")"));
}

TEST_F(SiteWithImages, two_articles_that_want_one_bundle_have_their_own_images) {
  site.options.layout = "content/{slug}/index.md";
  run({with_images("a", {"1"}, {"1"}), with_images("b", {"1", "2"}, {"1", "2"})});
  const auto files = site.files();
  EXPECT_THAT(files, Contains("content/a-title/" + file_of("1")));
  EXPECT_EQ(files.size(), 5u) << "two articles, three images";
  run({withdrawn(with_images("b", {"1", "2"}, {"1", "2"}))});
  EXPECT_THAT(site.files(), ElementsAre("content/a-title/" + file_of("1"), "content/a-title/index.md"));
}

TEST_F(SiteWithImages, follow_a_new_layout) {
  run({with_images("a", {"1"}, {"1"})});
  site.options.layout = "content/news/{id}/index.md";
  run({with_images("a", {"1"}, {"1"})});
  EXPECT_THAT(site.files(), ElementsAre("content/news/a/" + file_of("1"), "content/news/a/index.md"));
  site.options.keep_images = false;
  run({with_images("a", {"1"}, {})});
  EXPECT_THAT(site.files(), ElementsAre("content/news/a/index.md")) << "nobody keeps them any more";
}

TEST_F(SiteWithImages, the_owners_picture_and_text_are_left_alone) {
  run({with_images("a", {"1", "2"}, {"1", "2"})});
  write_text(site.folder / static_path("a", "1"), "retouched");
  run({with_images("a", {"3"}, {"3"})});
  EXPECT_EQ(site.text(static_path("a", "1")), "retouched");
  EXPECT_FALSE(site.has(static_path("a", "2")));
  write_text(site.folder / path_of("a"), "my own words, with picture 3");
  run({with_images("a", {"2"}, {"2"})});
  EXPECT_TRUE(site.has(static_path("a", "3"))) << "the owner's text may show it";
}

TEST_F(SiteWithImages, a_lost_memory_is_rebuilt) {
  run({with_images("a", {"1"}, {"1"})});
  std::filesystem::remove_all(site.folder / ".gazette");
  const ExportReport report = run({with_images("a", {"1"}, {"1"})});
  EXPECT_EQ(report.written + report.images + report.removed + report.kept, 0);
  run({withdrawn(with_images("a", {"1"}, {"1"}))});
  EXPECT_THAT(site.files(), ElementsAre());
}

TEST_F(SiteWithImages, late_articles_without_a_file_bring_none) {
  ExportArticle late = with_images("a", {"1"}, {"1"});
  late.late = true;
  run({late});
  EXPECT_THAT(site.files(), ElementsAre());
}

TEST_F(SiteWithImages, an_excerpt_has_only_its_lead) {
  site.options.republish["qq"] = Amount::excerpt;
  EXPECT_EQ(run({with_images("a", {"1", "2"}, {"1", "2"})}).images, 1);
  EXPECT_TRUE(site.has(static_path("a", "1")));
}

TEST_F(SiteWithImages, are_in_the_commit_with_their_article) {
  testing::git(site.folder.path(), {"init", "-q", "-b", "main"});
  site.options.commit = true;
  site.options.author = "A <a@example.org>";
  run({with_images("a", {"1", "2"}, {"1", "2"})});
  const std::string log = testing::git(site.folder.path(), {"log", "--format=%s%n%b", "--name-only"});
  EXPECT_THAT(log, HasSubstr("Add 1 article, 2 images (qq)"));
  EXPECT_THAT(log, HasSubstr("+ A title"));
  EXPECT_THAT(log, HasSubstr(static_path("a", "1")));
  EXPECT_EQ(testing::git(site.folder.path(), {"status", "--porcelain"}), "");
}

TEST_F(SiteWithImages, a_preview_names_them_and_writes_nothing) {
  auto exporter = testing::must(make_site_exporter(site.options));
  const auto changes = testing::must(exporter->preview(std::vector{with_images("a", {"1"}, {"1"})}));
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[1].path, static_path("a", "1"));
  EXPECT_FALSE(changes[1].before);
  EXPECT_EQ(changes[1].after.value().front(), '\0') << "shown as binary";
  EXPECT_THAT(site.files(), ElementsAre());
}

}  // namespace
}  // namespace gazette
