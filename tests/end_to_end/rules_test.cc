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

TEST_F(Rules_, apply_does_with_what_is_stored_what_a_poll_would_do_today) {
  serve("abcd");
  configure("[[rule]]\nwhen = \"title ~ 'title a'\"\ndo = \"tag\"\ntags = [\"old\"]\n");
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  configure(
      "[[rule]]\nwhen = \"title ~ 'title [bc]'\"\ndo = \"drop\"\n"
      "[[rule]]\nwhen = \"text ~ 'about d'\"\ndo = \"tag\"\ntags = [\"money\"]\n");
  const std::string before = world.sql("select group_concat(record) from article");

  const Finished tried = world.gazette({"rules", "apply", "--dry-run"});
  EXPECT_EQ(tried.status, 0) << tried.err;
  EXPECT_THAT(tried.out, AllOf(HasSubstr("tag   news"), HasSubstr("Title a  []"),
                               HasSubstr("Title d  [money]"), HasSubstr("Title b  [title ~ 'title [bc]']")));
  EXPECT_THAT(tried.err,
              AllOf(HasSubstr("4 articles looked at: 2 would have other tags, 2 would be withdrawn"),
                    HasSubstr("--drop")));
  EXPECT_EQ(world.sql("select group_concat(record) from article"), before);

  const Finished tagged = world.gazette({"rules", "apply", "news"});
  EXPECT_THAT(tagged.err, HasSubstr("2 have other tags, 2 would be withdrawn"));
  EXPECT_EQ(titles(), "Title a,Title b,Title c,Title d") << "nothing is withdrawn unasked";
  EXPECT_EQ(world.sql("select group_concat(tags, '') from (select tags from article order by title)"),
            "[\"money\"]");
  EXPECT_THAT(world.sql("select record from article where title = 'Title d'"),
              HasSubstr("  - \"money\"\nmenu"));
  EXPECT_EQ(world.gazette({"export"}).status, 0);
  EXPECT_EQ(world.sql("select written from exporter"), "1") << "exporters choose by the new tag";

  const Finished dropped = world.gazette({"rules", "apply", "--drop", "--json"});
  EXPECT_EQ(dropped.status, 0) << dropped.err;
  EXPECT_THAT(dropped.out, HasSubstr(R"({"rule":"title ~ 'title [bc]'","do":"drop")"));
  EXPECT_THAT(dropped.err, HasSubstr("0 have other tags, 2 withdrawn"));
  EXPECT_EQ(world.sql("select group_concat(deleted_why) from article where gone is not null"),
            "rule: title ~ 'title [bc]',rule: title ~ 'title [bc]'");
  world.gazette({"poll", "--all"});
  EXPECT_EQ(world.sql("select count(*) from article where gone is null"), "2") << "kept out";
  EXPECT_THAT(world.gazette({"rules", "apply", "--drop"}).err, HasSubstr("2 articles looked at: 0 have"));
}

TEST_F(Rules_, apply_leaves_alone_what_comes_from_no_configured_source) {
  serve("a");
  configure("[[rule]]\nwhen = \"title ~ 'title'\"\ndo = \"tag\"\ntags = [\"kept\"]\n");
  EXPECT_EQ(world.gazette({"poll", "--all"}).status, 0);
  world.configure(world.head() + "[[source]]\nname = \"other\"\nurl = \"" + world.origin.url("/o.xml") +
                  "\"\n");
  EXPECT_THAT(world.gazette({"rules", "apply", "--drop"}).err, HasSubstr("1 article looked at: 0 have"));
  EXPECT_EQ(world.sql("select tags from article"), "[\"kept\"]");
  const Finished unknown = world.gazette({"rules", "apply", "news"});
  EXPECT_EQ(unknown.status, 2);
  EXPECT_THAT(unknown.err, HasSubstr("news"));
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
