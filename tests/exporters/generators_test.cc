// No title and no body breaks a site: hostile articles by the thousand, built by the real generators without
// a warning.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "feeds/html/markdown.h"
#include "tests/exporters/hostile.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::hostile;
using testing::hostile_text;
using testing::must;
using ::testing::Not;
using testing::rewrite;
using testing::run_program;
using testing::sample;
using testing::Site;
using testing::write_text;

/// How many; GAZETTE_HOSTILE asks for another number.
int wanted_number() {
  const char* wanted = std::getenv("GAZETTE_HOSTILE");
  return wanted ? std::atoi(wanted) : 1500;
}

std::chrono::seconds build_limit() {
  return std::chrono::seconds(wanted_number() > 2000 ? 3000 : 280);
}

std::vector<ExportArticle> hostile_articles(unsigned seed) {
  std::mt19937 random(seed);
  std::vector<ExportArticle> articles;
  for (int i = 0; i < wanted_number(); ++i) {
    ExportArticle article = sample("h" + std::to_string(i));
    Article& a = article.article;
    a.title = hostile(random);
    a.summary = collapse_whitespace(hostile_text(random, 12));
    a.categories = {hostile(random, 4), hostile(random, 4)};
    a.authors = {{hostile(random, 6), "", ""}};
    a.image = random() % 2 ? "https://e.org/" + std::to_string(i) : "";
    // Every other one as it comes from a page's text; the others as no converter of ours would write them.
    const std::string text = hostile_text(random, 40);
    rewrite(article, i % 2 ? html::html_to_markdown("<p>" + escape_markup(text) + "</p>", "") : text);
    articles.push_back(std::move(article));
  }
  return articles;
}

/// An element that runs, or an attribute of one that does.
bool runs_something(const std::string& html) {
  for (std::size_t at = 0; (at = html.find('<', at)) != html.npos; ++at) {
    const std::string tag = html.substr(at, html.find('>', at) - at);
    if (tag.find(" onclick=") != tag.npos || tag.starts_with("<script") || tag.starts_with("<!--"))
      return true;
  }
  return false;
}

std::size_t count_files(const fs::path& folder, const std::string& mark) {
  std::size_t count = 0;
  for (const auto& file : fs::recursive_directory_iterator(folder))
    if (file.path().extension() == ".html" && testing::read_text(file.path()).find(mark) != std::string::npos)
      ++count;
  return count;
}

void build_with_hugo(const std::string& profile) {
  SiteOptions options;
  options.profile = profile;
  Site site(options);
  fs::copy(TESTS_DIR "/site", site.folder.path(), fs::copy_options::recursive);
  const std::vector<ExportArticle> articles = hostile_articles(1);
  ASSERT_EQ(must(site.run(articles)).written, static_cast<int>(articles.size()));
  const auto built = run_program({"hugo", "--panicOnWarning"}, site.folder.path(), build_limit());
  ASSERT_EQ(built.status, 0) << built.out.substr(0, 3000) << built.err.substr(0, 3000);
  EXPECT_THAT(built.out + built.err, Not(HasSubstr("WARN")));
  EXPECT_EQ(count_files(site.folder / "public/news", "<article>"), articles.size());
}

TEST(Generators, hugo_builds_every_record) {
  build_with_hugo("mainroad");
}
TEST(Generators, hugo_builds_every_article_of_its_own_profile) {
  build_with_hugo("hugo");
}

TEST(Generators, jekyll_builds_every_article) {
  SiteOptions options;
  options.dialect = "jekyll";
  Site site(options);
  write_text(site.folder / "_config.yml",
             "title: site\ndefaults: [{scope: {path: \"\"}, values: {layout: post}}]\nexclude: [.gazette]\n");
  write_text(site.folder / "_layouts/post.html",
             "<!DOCTYPE html><html><head><title>{{ page.title | escape }}</title></head><body><article>{{ "
             "content }}</article>"
             "{% for tag in page.tags %}{{ tag | escape }}{% endfor %}{{ page.excerpt }}</body></html>\n");
  const std::vector<ExportArticle> articles = hostile_articles(2);
  ASSERT_EQ(must(site.run(articles)).written, static_cast<int>(articles.size()));
  const auto built = run_program({"jekyll", "build", "--disable-disk-cache", "--strict_front_matter"},
                                 site.folder.path(), build_limit());
  ASSERT_EQ(built.status, 0) << built.out.substr(0, 3000) << built.err.substr(0, 3000);
  EXPECT_THAT(built.out + built.err, Not(HasSubstr("Warning")));
  EXPECT_THAT(built.out + built.err, Not(HasSubstr("Error")));
  EXPECT_EQ(count_files(site.folder / "_site", "<article>"), articles.size());
  for (std::size_t i = 1; i < articles.size(); i += 2) {
    const std::string page =
        testing::read_text(site.folder / ("_site/qq/2025/02/08/h" + std::to_string(i) + ".html"));
    EXPECT_FALSE(runs_something(page)) << page;
  }
}

}  // namespace
}  // namespace gazette
