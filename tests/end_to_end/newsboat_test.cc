// The real newsboat as a client of the Google Reader API: what is read in one place is read in the other.
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string rss() {
  std::string items;
  for (int i = 1; i <= 3; ++i) {
    const std::string n = std::to_string(i);
    items += "<item><title>Item " + n + "</title><link>https://feed.example/" + n +
             "</link><guid>https://feed.example/" + n + "</guid><pubDate>Mon, 0" + n +
             " Sep 2025 10:00:00 GMT</pubDate><description>Text " + n + ".</description></item>";
  }
  return "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>The sea</title>"
         "<link>https://feed.example/</link><description>d</description>" +
         items + "</channel></rss>";
}

/// One installation of newsboat: its own configuration and cache.
class Newsboat {
 public:
  Newsboat(const World& world, const std::string& name, const std::string& reader, int port)
      : folder_(world.folder / name) {
    std::filesystem::create_directory(folder_);
    setenv("HOME", folder_.c_str(), 1);
    setenv("TERM", "xterm", 1);
    write_text(folder_ / "urls", "");
    config_ = "urls-source \"feedhq\"\nfeedhq-url \"http://127.0.0.1:" + std::to_string(port) +
              "\"\nfeedhq-login \"" + reader + "\"\nfeedhq-passwordfile \"" +
              (world.folder / (reader + ".password")).string() +
              "\"\nfeedhq-show-special-feeds no\nfeedhq-flag-star \"s\"\nfeedhq-min-items 100\n";
  }
  /// Gets what there is; what newsboat says then: "3 unread articles".
  std::string reload() const {
    write_text(folder_ / "config", config_);
    const Finished done = run_program(command({"-x", "reload", "print-unread"}), folder_);
    return done.out + done.err;
  }
  /// At a terminal, doing these operations; until it goes out of scope.
  std::unique_ptr<Background> open(const std::string& operations) const {
    write_text(folder_ / "config", config_ + "run-on-startup " + operations + "\n");
    std::vector<std::string> at_terminal = {"python3", "-c", "import pty, sys; pty.spawn(sys.argv[1:])"};
    for (const std::string& word : command({})) at_terminal.push_back(word);
    return std::make_unique<Background>(at_terminal, folder_);
  }
  /// Titles of what it takes for read, and of what it takes for unread.
  std::string titles(bool unread) const {
    return run_program({"sqlite3", "-readonly", (folder_ / "cache.db").string(),
                        "select group_concat(title, ', ') from (select title from rss_item where unread = " +
                            std::string(unread ? "1" : "0") + " order by title)"})
        .out;
  }

 private:
  std::vector<std::string> command(const std::vector<std::string>& more) const {
    std::vector<std::string> words = {"newsboat",
                                      "-C",
                                      (folder_ / "config").string(),
                                      "-u",
                                      (folder_ / "urls").string(),
                                      "-c",
                                      (folder_ / "cache.db").string()};
    words.insert(words.end(), more.begin(), more.end());
    return words;
  }
  std::filesystem::path folder_;
  std::string config_;
};

TEST(NewsboatClient, what_is_read_in_one_place_is_read_in_the_other) {
  World world;
  world.origin.serve("/feed/rss", rss(), "application/rss+xml");
  write_text(world.folder / "ann.password", "a long password\n");
  write_text(world.folder / "bob.password", "another password\n");
  std::string readers;
  for (const char* name : {"ann", "bob"})
    readers += "[[server.reader]]\nname = \"" + std::string(name) + "\"\npassword = { file = \"" + name +
               ".password\" }\n";
  world.configure(world.head() + readers +
                  "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n");
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_TRUE(eventually([&] { return world.sql("select count(*) from article") == "3"; })) << daemon->err();
  const auto state_of = [&](const std::string& column) {
    return world.sql("select group_concat(article) from reading where " + column +
                     " = 1 and reader = (select number "
                     "from reader where name = 'ann')");
  };

  const Newsboat desk(world, "desk", "ann", port);
  ASSERT_THAT(desk.reload(), HasSubstr("3 unread articles")) << daemon->err();
  const std::string third = world.sql("select number from article where title = 'Item 3'");
  {
    const auto starring = desk.open("open; edit-flags \"s\"");  // the feed; its newest article
    EXPECT_TRUE(eventually([&] { return state_of("starred") == third; })) << daemon->err();
  }
  {
    const auto reading = desk.open("open; toggle-article-read");
    EXPECT_TRUE(eventually([&] { return state_of("read") == third; })) << state_of("read") << daemon->err();
  }

  const Newsboat train(world, "train", "ann", port);
  EXPECT_THAT(train.reload(), HasSubstr("2 unread articles"));
  EXPECT_EQ(train.titles(false), "Item 3\n");
  EXPECT_EQ(train.titles(true), "Item 1, Item 2\n");
  {
    const auto marking = train.open("mark-feed-read");
    EXPECT_TRUE(eventually([&] { return world.sql("select count(*) from reading where read = 1") == "3"; }))
        << daemon->err();
  }
  EXPECT_THAT(desk.reload(), HasSubstr("0 unread articles"));
  {
    const auto keeping = train.open("open; toggle-article-read");
    EXPECT_TRUE(eventually([&] { return state_of("read").find(third) == std::string::npos; }))
        << daemon->err();
  }
  EXPECT_THAT(desk.reload(), HasSubstr("1 unread articles")) << "unread again, too";
  EXPECT_EQ(desk.titles(true), "Item 3\n");

  EXPECT_THAT(Newsboat(world, "other", "bob", port).reload(), HasSubstr("3 unread articles"))
      << "what ann has read is nothing to bob";
  EXPECT_THAT(daemon->err(), ::testing::Not(HasSubstr("a long password"))) << "no secret in the log";
}

}  // namespace
}  // namespace gazette::testing
