// Subscriptions of another reader as configuration.
#include "config/sources/subscriptions.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"
#include "config/sources/edit.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(SourceTables, are_taken_at_the_end_of_a_configuration) {
  const std::string before = "[[source]]\nname = \"lwn-net\"\nurl = \"https://lwn.net/rss\"\n";
  const Result<Config> known = parse_config(before, "g.toml");
  ASSERT_TRUE(known);
  const std::vector<Subscription> subscriptions = {
      {"LWN", "https://lwn.net/rss", "", "", {"linux"}},
      {"LWN's \"kernel\"\\", "https://lwn.net/kernel", "", "", {"linux", "..", "a/b", "新闻"}},
      {"", "https://www.lwn.net/other", "", "", {}},
      {"it's\nmany\ttabs '''\"\"\"", "https://a.example/?q='\"", "", "", {}}};
  const SourceTables tables = source_tables(subscriptions, *known);
  EXPECT_EQ(tables.known, 1);
  EXPECT_EQ(tables.count, 3);
  const Result<Config> all = parse_config(before + tables.toml, "g.toml");
  ASSERT_TRUE(all) << all.error().message;
  ASSERT_EQ(all->sources.size(), 4u);
  EXPECT_EQ(all->sources[1].name, "lwn-net-2");
  EXPECT_EQ(all->sources[1].title, "LWN's \"kernel\"\\");
  EXPECT_THAT(all->sources[1].tags, ElementsAre("linux", "a-b", "新闻"));
  EXPECT_EQ(all->sources[2].name, "lwn-net-3");
  EXPECT_EQ(all->sources[3].url, "https://a.example/?q='\"");
  EXPECT_EQ(all->sources[3].title, "it's\nmany\ttabs '''\"\"\"");
}

/// An OPML file beside a configuration that names it.
class OpmlTable : public ::testing::Test {
 protected:
  OpmlTable() {
    std::string pattern = (std::filesystem::temp_directory_path() / "gazette-config-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
  }
  ~OpmlTable() override { std::filesystem::remove_all(folder_); }

  void write(const std::string& outlines) const {
    std::ofstream(folder_ / "feeds.opml") << "<opml version=\"2.0\"><body>" << outlines << "</body></opml>";
  }
  std::string file() const { return (folder_ / "g.toml").string(); }
  Result<Config> parse(const std::string& toml) const { return parse_config(toml, file()); }
  std::string problems_of(const std::string& toml) const {
    const Result<Config> config = parse(toml);
    return config ? "" : config.error().message;
  }
  static std::vector<std::string> names(const Result<Config>& config) {
    std::vector<std::string> names;
    if (config)
      for (const SourceOptions& source : config->sources) names.push_back(source.name);
    return names;
  }

  std::filesystem::path folder_;
};

constexpr const char* kList = "[[opml]]\nfile = \"feeds.opml\"\n";

TEST_F(OpmlTable, makes_a_source_of_each_feed_with_what_it_says_of_all) {
  write(
      "<outline text='Linux'><outline text='LWN' xmlUrl='https://lwn.net/rss'/></outline>"
      "<outline text='B' xmlUrl='https://me:word@b.example/feed'/>");
  const Result<Config> config = parse(std::string(kList) +
                                      "tags = [\"list\"]\ninterval = \"2h\"\nfull_text = \"never\"\n"
                                      "[[rule]]\nwhen = \"title ~ 'x'\"\ndo = \"drop\"\n");
  ASSERT_TRUE(config) << config.error().message;
  ASSERT_THAT(names(config), ElementsAre("lwn-net", "b-example"));
  const SourceOptions &lwn = config->sources[0], &b = config->sources[1];
  EXPECT_EQ(lwn.title, "LWN");
  EXPECT_THAT(lwn.tags, ElementsAre("list", "Linux"));
  EXPECT_THAT(b.tags, ElementsAre("list"));
  for (const SourceOptions& source : config->sources) {
    EXPECT_EQ(source.interval, std::chrono::hours(2));
    EXPECT_EQ(source.full_text, FullText::never);
    EXPECT_TRUE(source.rules);
  }
  EXPECT_EQ(b.url, "https://b.example/feed") << "shown everywhere";
  EXPECT_EQ(b.access.user + ":" + b.access.password, "me:word");
}

TEST_F(OpmlTable, leaves_a_feed_to_its_own_table) {
  write(
      "<outline text='LWN' xmlUrl='http://lwn.net/rss/'/><outline text='K' "
      "xmlUrl='https://lwn.net/kernel'/>");
  const Result<Config> config =
      parse(std::string(kList) + kList + "[[source]]\nname = \"own\"\nurl = \"https://lwn.net/rss\"\n");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_THAT(names(config), ElementsAre("own", "lwn-net"));
}

TEST_F(OpmlTable, gives_no_feed_the_name_of_one_that_was_taken_out) {
  const std::string a = "<outline xmlUrl='https://a.example/1'/>",
                    b = "<outline xmlUrl='https://a.example/2'/>",
                    c = "<outline xmlUrl='https://a.example/3'/>";
  write(a + b + c);
  const std::vector<std::string> all = names(parse(kList));
  ASSERT_EQ(all.size(), 3u);
  write(a + c);
  EXPECT_THAT(names(parse(kList)), ElementsAre("a-example", all[2]));
}

TEST_F(OpmlTable, tells_its_mistakes_once_with_file_and_line) {
  EXPECT_THAT(problems_of(kList),
              HasSubstr("g.toml:2: [[opml]] file: \"feeds.opml\" cannot be read: No such file"));
  std::ofstream(folder_ / "feeds.opml") << "<rss version='2.0'><channel/></rss>";
  EXPECT_THAT(problems_of(kList), HasSubstr("feeds.opml: no OPML, but an XML document of another kind"));
  write("<outline xmlUrl='https://a.example/1'/><outline xmlUrl='https://b.example/2'/>");
  const std::string mistakes = problems_of(std::string(kList) + "tag = 1\nheaders = { X = \"y\" }\n");
  EXPECT_THAT(mistakes, HasSubstr("g.toml:3: "));
  EXPECT_THAT(mistakes, HasSubstr("write that feed as [[source]]"));
  EXPECT_EQ(std::count(mistakes.begin(), mistakes.end(), '\n') + !mistakes.ends_with('\n'), 2) << mistakes;
  EXPECT_THAT(problems_of("[[opml]]\n"), HasSubstr("\"file\""));
}

TEST_F(OpmlTable, what_is_left_out_of_a_list_is_noted_and_no_mistake) {
  write(
      "<outline type='rss' text='no address'/><outline text='mail' xmlUrl='mailto:a@b.example'/>"
      "<outline xmlUrl='https://a.example/1'/>");
  const Result<Config> config = parse(kList);
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->sources.size(), 1u);
  ASSERT_FALSE(config->notes.empty());
  EXPECT_THAT(config->notes.front(), HasSubstr("feeds.opml: "));
}

TEST_F(OpmlTable, its_feeds_are_known_to_add_and_not_taken_out_of_the_configuration) {
  write("<outline xmlUrl='https://a.example/1'/>");
  const Result<EditedConfig> again = with_source(kList, file(), {"", "https://a.example/1", "", "", {}}, "");
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().message, HasSubstr("is a source already: a-example"));
  EXPECT_TRUE(with_source(kList, file(), {"", "https://a.example/2", "", "", {}}, ""));
  const Result<EditedConfig> without = without_source(kList, file(), "a-example");
  ASSERT_FALSE(without);
  EXPECT_THAT(without.error().message, HasSubstr("is in the file of an [[opml]] table"));
}

}  // namespace
}  // namespace gazette
