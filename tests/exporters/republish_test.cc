// No more of an article than its source allows.
#include "exporters/render/republish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exporters/feed_files.h"
#include "feeds/text/strings.h"
#include "tests/exporters/samples.h"

namespace gazette {
namespace {

using ::testing::HasSubstr;
using testing::must;
using ::testing::Not;
using testing::path_of;
using testing::sample;

ExportArticle article() {
  ExportArticle made = sample("a", "A title", "The whole text.");
  made.article.summary = "The *whole* & its parts.";
  made.article.enclosures = {{"https://example.org/a.mp3", "audio/mpeg", 1, 1}};
  testing::rewrite(made, "The whole text.");
  return made;
}

TEST(Republished, full_is_as_it_was) {
  EXPECT_EQ(republished(article(), {}).article.record, article().article.record);
  EXPECT_EQ(republished(article(), {{"qq", Amount::full}, {"other", Amount::link}}).article.record,
            article().article.record);
}

TEST(Republished, an_excerpt_is_the_summary_and_the_link) {
  const ExportArticle short_one = republished(article(), {{"qq", Amount::excerpt}});
  EXPECT_EQ(short_one.article.body(), "The \\*whole\\* & its parts.\n\n[qq](https://example.org/a)\n");
  EXPECT_THAT(short_one.article.record, HasSubstr("title: \"A title\"\n"));
  EXPECT_TRUE(short_one.article.enclosures.empty());
}

TEST(Republished, a_long_summary_is_cut) {
  ExportArticle made = article();
  for (int i = 0; i < 400; ++i) made.article.summary += "银";
  const ExportArticle short_one = republished(made, {{"qq", Amount::excerpt}});
  EXPECT_LT(count_code_points(short_one.article.body()), 350u);
  EXPECT_THAT(std::string(short_one.article.body()), HasSubstr("银…\n"));
}

TEST(Republished, a_link_is_all) {
  const ExportArticle link = republished(article(), {{"qq", Amount::link}});
  EXPECT_EQ(link.article.body(), "[qq](https://example.org/a)\n");
  EXPECT_EQ(link.article.summary, "");
  EXPECT_THAT(link.article.record, HasSubstr("summary: \"\"\n"));
}

TEST(Republished, sites_and_feeds_keep_to_it) {
  testing::Site site;
  site.options.republish = {{"qq", Amount::link}};
  must(site.run({article()}));
  EXPECT_THAT(site.text(path_of("a")), Not(HasSubstr("The whole text.")));
  site.options.republish.clear();
  EXPECT_TRUE(must(must(make_site_exporter(site.options))->wants_everything())) << "the files are others";
  testing::TempFolder temp;
  FeedFilesOptions options;
  options.name = "all";
  options.path = temp.path().string();
  options.republish = {{"qq", Amount::excerpt}};
  must(testing::run(*make_feed_exporter(options), {article()}));
  const std::string atom = testing::read_text(temp / "all.atom");
  EXPECT_THAT(atom, Not(HasSubstr("The whole text.")));
  EXPECT_THAT(atom, HasSubstr("its parts."));
}

}  // namespace
}  // namespace gazette
