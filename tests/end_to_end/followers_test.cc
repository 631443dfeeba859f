// An exporter that is very many changes behind catches up without holding them: memory does not grow with how
// far. Changes: GAZETTE_FOLLOWER_CHANGES (20000).
#include <cstdlib>
#include <fstream>

#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using std::chrono::seconds;

/// kB.
long most_memory_of(const Background& program) {
  std::ifstream lines("/proc/" + std::to_string(program.pid()) + "/status");
  for (std::string line; std::getline(lines, line);)
    if (line.starts_with("VmHWM:")) return std::atol(line.c_str() + 6);
  return 0;
}

class FarBehind : public ::testing::Test {
 protected:
  void SetUp() override {
    world.configure(world.head() +
                    "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n"
                    "[[export]]\ntype = \"feed\"\nname = \"all\"\npath = \"feeds\"\n");
    world.origin.serve(
        "/feed/rss",
        "<rss version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link><item>"
        "<guid>1</guid><title>One</title><link>https://feed.example/1</link><description>" +
            std::string(2'000, 'x') + "</description></item></channel></rss>",
        "application/rss+xml");
    ASSERT_EQ(world.gazette({"poll", "--all"}).status, 0);
  }
  /// Copies of the article that is there, each with its change, until there are so many.
  void store_copies(int articles) const {
    const std::string from = world.sql("select max(number) from article"), to = std::to_string(articles);
    std::string columns = world.sql(
        "select group_concat(name) from pragma_table_info('article') where name not in ('number', 'id', "
        "'simhash', "
        "'url_key')");
    const Finished done = run_program(
        {"sqlite3", (world.folder / "gazette.db").string(),
         "begin; create temp table n as with recursive c(i) as (select " + from +
             " + 1 union all select i + 1 from c where i < " + to +
             ") select i from c; insert into article (number, id, simhash, url_key, " + columns +
             ") select i, 'copy-' || i, 0, null, " + columns + " from n, article a where a.number = 1;" +
             "insert into article_source (article, source, entry_fingerprint, since, date) select i, 1, 0, "
             "0, date "
             "from n, article a where a.number = 1;"
             "insert into change (number, article, kind) select i, i, 'added' from n; commit"},
        {}, seconds(600));
    ASSERT_EQ(done.status, 0) << done.err;
    ASSERT_EQ(world.sql("select count(*) from change"), to);
  }
  /// The most memory of a daemon that catches up from the first change on.
  long memory_to_follow(int changes) const {
    store_copies(changes);
    run_program({"sqlite3", (world.folder / "gazette.db").string(), "delete from cursor"});
    const auto daemon = world.daemon();
    EXPECT_TRUE(eventually(
        [&] {
          return world.sql("select change from cursor where follower = 'export:all'") ==
                 std::to_string(changes);
        },
        seconds(600)))
        << daemon->err();
    return most_memory_of(*daemon);
  }
  World world;
};

TEST_F(FarBehind, a_follower_catches_up_in_bounded_memory) {
  const char* wanted = std::getenv("GAZETTE_FOLLOWER_CHANGES");
  const int changes = wanted ? std::atoi(wanted) : 20'000;
  const long few = memory_to_follow(changes / 10);
  const long many = memory_to_follow(changes);
  ASSERT_GT(few, 0);
  std::cout << few << " kB for " << changes / 10 << " changes, " << many << " kB for " << changes << '\n';
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP()
      << "a sanitizer keeps memory that was let go: it was followed, and how much it took is not compared";
#endif
  EXPECT_LT(many, few + 10'000) << "kB";
}

}  // namespace
}  // namespace gazette::testing
