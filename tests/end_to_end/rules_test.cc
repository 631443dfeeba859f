// Rules of the configuration, by the program itself.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Rules_ : public ::testing::Test {
 protected:
  void configure(const std::string& rules) {
    world.configure(
        world.head() + rules + "[[source]]\nname = \"news\"\nurl = \"" + world.origin.url("/news.xml") +
        "\"\nfull_text = \"never\"\n[[export]]\nname = \"site\"\ntype = \"site\"\npath = \"site\"\n"
        "tags = [\"money\"]\n");
  }
  void serve(const std::string& titles) {
    std::string items;
    for (const char c : titles)
      items += std::string("<item><guid>") + c + "</guid><title>Title " + c + "</title><description>About " +
               c + "</description></item>";
    world.origin.serve("/news.xml",
                       "<rss version='2.0'><channel><title>n</title>" + items + "</channel></rss>",
                       "application/rss+xml");
  }
  std::string titles() {
    return world.sql("select group_concat(title, ',') from (select title from article order by title)");
  }

  World world;
};

TEST_F(Rules_, drop_what_is_new_and_tag_what_exporters_choose) {
  serve("ab");
  configure("");
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  configure(
      "[[rule]]\nwhen = \"title ~ 'title [bc]'\"\ndo = \"drop\"\n"
      "[[rule]]\nwhen = \"text ~ 'about d'\"\ndo = \"tag\"\ntags = [\"money\"]\n");
  serve("abcd");
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  EXPECT_EQ(titles(), "Title a,Title b,Title d") << "b is stored already, c is not wanted";
  EXPECT_EQ(world.sql("select tags from article where title = 'Title d'"), "[\"money\"]");
  EXPECT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(world.sql("select written from exporter"), "1");

  const Finished tried = world.gazette({"rules", "test"});
  EXPECT_EQ(tried.status, 0) << tried.err;
  EXPECT_THAT(tried.out, AllOf(HasSubstr("drop title ~ 'title [bc]': 1 of 3 articles"), HasSubstr("Title b"),
                               HasSubstr("tag text ~ 'about d': 1 of 3 articles")));
  const Finished as_json = world.gazette({"rules", "test", "--json"});
  EXPECT_THAT(as_json.out, HasSubstr("\"do\":\"drop\""));
  world.gazette({"poll", "--all"});
  EXPECT_THAT(titles(), Not(HasSubstr("Title c"))) << "dropped for good";
}

TEST_F(Rules_, mistakes_are_told_with_file_and_line) {
  configure(
      "[[rule]]\nwhen = \"titel ~ 'x'\"\ndo = \"drop\"\n[[rule]]\nwhen = \"title ~ 'x'\"\ndo = \"tag\"\n");
  const Finished done = world.gazette({"check"});
  EXPECT_EQ(done.status, 2);
  EXPECT_THAT(done.err, AllOf(HasSubstr("no field is named \"titel\""), HasSubstr("\"tag\" needs tags")));
}

}  // namespace
}  // namespace gazette::testing
