// Subscriptions of another reader as configuration.
#include "config/sources/subscriptions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "config/load.h"

namespace gazette {
namespace {

using ::testing::ElementsAre;

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

}  // namespace
}  // namespace gazette
