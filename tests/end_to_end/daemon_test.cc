// `gazette run` as systemd runs it: ready, reloaded, watched, ended, killed, started again.
#include <atomic>
#include <csignal>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/notify_socket.h"
#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSeed = "content/zh-CN/news/qq/20250208A01CMD.zh-CN.md";

std::string rss(int first, int last) {
  std::string items;
  for (int i = first; i <= last; ++i) {
    const std::string n = std::to_string(i);
    items += "<item><title>Item " + n + "</title><link>https://feed.example/" + n + "</link><guid>" + n +
             "</guid><pubDate>Mon, 23 Nov 2026 06:10:00 GMT</pubDate><description>Text of item " + n +
             ".</description></item>";
  }
  return "<?xml version=\"1.0\"?><rss "
         "version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link>"
         "<description>d</description><language>en</language>" +
         items + "</channel></rss>";
}

class RunningDaemon : public ::testing::Test {
 protected:
  std::string feed_source(const std::string& interval) const {
    return "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\ninterval "
           "= \"" +
           interval + "\"\n";
  }
  std::string site_exporter() const {
    return "[[export]]\ntype = \"site\"\nname = \"site\"\npath = \"site\"\ncommit = true\n";
  }
  bool exported(const std::string& path) const {
    return eventually([&] { return std::filesystem::exists(world.site() / path); });
  }
  bool committed(const std::string& subject) const {
    return eventually([&] {
      return world.site_git({"log", "--format=%s"}).find(subject) != std::string::npos;
    });
  }
  int files() const {
    int count = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(world.site() / "content"))
      count += file.is_regular_file() ? 1 : 0;
    return count;
  }
  World world;
};

TEST_F(RunningDaemon, polls_exports_and_serves) {
  world.configure(world.qq_to_site());
  const auto daemon = world.daemon();
  const int port = World::port_of(*daemon);
  ASSERT_NE(port, 0) << daemon->err();
  ASSERT_TRUE(committed("Add 3 articles (qq)")) << daemon->err();
  EXPECT_EQ(read_text(world.site() / kSeed), read_text(kTests + "/qq/expected/20250208A01CMD.zh-CN.md"));

  const HttpAnswer atom = http_get(port, "/feeds/qq.atom");
  EXPECT_EQ(atom.status, 200);
  EXPECT_EQ(atom.headers.at("content-type"), "application/atom+xml; charset=utf-8");
  EXPECT_THAT(atom.body, HasSubstr("软银要取代微软成最大投资方"));
  const HttpAnswer again = http_get(port, "/feeds/qq.atom", {{"If-None-Match", atom.headers.at("etag")}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(again.headers.at("etag"), atom.headers.at("etag"));
  EXPECT_EQ(http_get(port, "/feeds/all.rss").status, 200);
  EXPECT_EQ(http_get(port, "/feeds/all.json").status, 200);
  EXPECT_EQ(http_get(port, "/feeds/none.atom").status, 404);
  EXPECT_EQ(http_get(port, "/healthz").status, 200);
  EXPECT_THAT(http_get(port, "/").body, HasSubstr("qq"));
  EXPECT_THAT(http_get(port, "/articles/20250208A01CMD").body, HasSubstr("孙正义再次加注OpenAI"));
  EXPECT_TRUE(eventually([&] { return world.sql("select count(*) from unindexed") == "0"; }))
      << "nobody has searched yet";
  EXPECT_THAT(http_get(port, "/search?q=%E8%BD%AF%E9%93%B6").body, HasSubstr("<mark>软银</mark>要取代微软"));
}

TEST_F(RunningDaemon, ends_within_its_deadline_when_asked_to) {
  world.origin.serve("/feed/rss", rss(1, 1), "application/rss+xml");
  world.origin.serve("/feed/slow", rss(2, 2), "application/rss+xml");
  Fault slow;
  slow.delay = 60s;
  world.origin.fault("/feed/slow", slow);
  world.configure(world.head() + feed_source("1h") +
                  "[[source]]\nname = \"slow\"\nurl = \"https://feed.example/slow\"\n" + site_exporter());
  for (const int signal : {SIGTERM, SIGINT}) {
    SCOPED_TRACE(signal);
    const auto daemon = world.daemon();
    ASSERT_TRUE(world.origin.wait_for("/feed/slow", 1, 30s)) << daemon->err();
    ASSERT_TRUE(committed("Add 1 article (feed)")) << daemon->err();
    daemon->signal(signal);
    EXPECT_EQ(daemon->wait(8s), 0) << daemon->err();
    EXPECT_THAT(daemon->err(), HasSubstr("stopped"));
    EXPECT_EQ(world.sql("select failures from source where name = 'slow'"), "")
        << "nobody is blamed for our end";
    world.origin.forget_requests();
  }
}

/// More is read than can be digested by the deadline; pending polls must not outlive what they refer to.
TEST_F(RunningDaemon, P87_ends_within_its_deadline_in_the_middle_of_much_work) {
  std::string sources;
  for (int i = 0; i < 40; ++i) {
    const std::string n = std::to_string(i);
    world.origin.serve("/feed/" + n, rss(i * 3000, i * 3000 + 2999), "application/rss+xml");
    sources += "[[source]]\nname = \"s" + n + "\"\nurl = \"https://feed.example/" + n + "\"\n" +
               "full_text = \"never\"\n";
  }
  world.configure(world.head() + sources + site_exporter());
  const auto daemon = world.daemon();
  ASSERT_TRUE(world.origin.wait_for("/feed/3", 1, 30s)) << daemon->err();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(30s), 0) << daemon->err();
  EXPECT_THAT(daemon->err(), HasSubstr("stopped"));
  EXPECT_EQ(world.sql("pragma integrity_check"), "ok");
}

TEST_F(RunningDaemon, P87_a_git_that_hangs_does_not_keep_it) {
  const auto hold = world.folder / "hold", hook = world.site() / ".git/hooks/pre-commit";
  std::filesystem::create_directories(hook.parent_path());
  write_text(hold, "");
  write_text(hook, "#!/bin/sh\ntouch '" + hold.string() + ".begun'\nwhile test -e '" + hold.string() +
                       "'; do sleep 0.1; done\n");
  std::filesystem::permissions(hook, std::filesystem::perms::owner_all);
  world.origin.serve("/feed/rss", rss(1, 1), "application/rss+xml");
  world.configure(world.head() + feed_source("1h") + site_exporter());
  const auto daemon = world.daemon();
  ASSERT_TRUE(eventually([&] { return std::filesystem::exists(hold.string() + ".begun"); })) << daemon->err();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(30s), 0) << daemon->err();
  std::filesystem::remove(hold);
  EXPECT_TRUE(committed("Add 1 article (feed)")) << "git ends by itself";
  EXPECT_TRUE(eventually([&] { return world.gazette({"export"}).status == 0; }));
}

TEST_F(RunningDaemon, killed_at_any_moment_loses_and_doubles_nothing) {
  std::atomic<int> last = 1;  // the origin answers on a thread of its own
  world.origin.on("/feed/rss", [&](const Request&) {
    const int newest = last;
    return Answer::of(rss(std::max(1, newest - 20), newest), "application/rss+xml");
  });
  world.configure(world.head() + feed_source("30ms") + site_exporter());
  for (int round = 0; round < 8; ++round) {
    const auto daemon = world.daemon();
    for (int i = 0; i < 6; ++i) {
      ++last;
      const std::size_t polls = world.origin.count("/feed/rss");
      ASSERT_TRUE(world.origin.wait_for("/feed/rss", polls + 1, 30s)) << daemon->err();
      std::this_thread::sleep_for(std::chrono::milliseconds(37 * round + 11 * i));
    }
    daemon->signal(SIGKILL);
    daemon->wait(30s);
    EXPECT_EQ(world.sql("pragma integrity_check"), "ok");
  }
  const auto daemon = world.daemon();
  ASSERT_NE(World::port_of(*daemon), 0) << daemon->err();  // it heeds signals from here on
  const std::string total = std::to_string(last);
  ASSERT_TRUE(eventually([&] { return world.sql("select count(*) from article") == total; }))
      << daemon->err();
  ASSERT_TRUE(eventually([&] {
    return std::to_string(files()) == total && world.site_git({"status", "--porcelain"}).empty();
  })) << world.site_git({"status", "--porcelain"})
      << daemon->err();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(8s), 0);
  EXPECT_EQ(world.sql("select count(distinct guid) from article"), total);
  EXPECT_EQ(world.sql("select count(*) from version"), "0") << "nothing was stored twice";
  EXPECT_EQ(world.gazette({"check"}).status, 0);
  for (const auto& file : std::filesystem::recursive_directory_iterator(world.site() / "content"))
    EXPECT_THAT(file.path().filename().string(), Not(HasSubstr(".tmp")));
  const std::string log = world.site_git({"log", "--format=", "--name-status", "--diff-filter=MD"});
  EXPECT_EQ(log, "") << "each file was added once and never changed";
}

TEST_F(RunningDaemon, reloads_and_refuses_a_broken_configuration) {
  world.origin.serve("/feed/rss", rss(1, 1), "application/rss+xml");
  world.origin.serve("/feed/two", rss(2, 2), "application/rss+xml");
  const std::string second =
      "[[source]]\nname = \"two\"\nurl = \"https://feed.example/two\"\nfull_text = \"never\"\n";
  world.configure(world.head() + feed_source("1h") + site_exporter());
  NotifySocket systemd;
  const auto daemon = world.daemon();
  ASSERT_TRUE(systemd.saw("READY=1"));
  ASSERT_TRUE(committed("Add 1 article (feed)")) << daemon->err();
  systemd.forget();

  world.configure(world.head() + feed_source("1h") + second + "[[export]]\ntyp = \"site\"\n");
  daemon->signal(SIGHUP);
  ASSERT_TRUE(systemd.saw("reload refused"));
  EXPECT_TRUE(systemd.saw("RELOADING=1"));
  EXPECT_TRUE(systemd.saw("READY=1"));
  EXPECT_TRUE(eventually([&] { return daemon->err().find("gazette.toml:") != std::string::npos; }))
      << daemon->err();
  EXPECT_EQ(http_get(World::port_of(*daemon), "/feeds/feed.atom").status, 200) << "the old one goes on";
  EXPECT_EQ(http_get(World::port_of(*daemon), "/feeds/two.atom").status, 404);

  world.configure(world.head() + feed_source("1h") + second + site_exporter());
  daemon->signal(SIGHUP);
  ASSERT_TRUE(world.origin.wait_for("/feed/two", 1, 30s)) << daemon->err();
  ASSERT_TRUE(committed("Add 1 article (two)")) << daemon->err();
  EXPECT_EQ(http_get(World::port_of(*daemon), "/feeds/two.atom").status, 200);
  EXPECT_EQ(world.origin.count("/feed/rss"), 1u) << "what is not due is not polled again";
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(8s), 0);
}

TEST_F(RunningDaemon, tells_systemd_how_it_is) {
  world.configure(world.qq_to_site());
  NotifySocket systemd;
  setenv("WATCHDOG_USEC", "200000", 1);
  const auto daemon = world.daemon();
  unsetenv("WATCHDOG_USEC");
  EXPECT_TRUE(systemd.saw("READY=1\nSTATUS=1 source"));
  EXPECT_TRUE(systemd.saw("WATCHDOG=1\nSTATUS=1 source, 3 articles, 0 being polled")) << systemd.all();
  systemd.forget();
  EXPECT_TRUE(systemd.saw("WATCHDOG=1")) << "again and again";
  daemon->signal(SIGTERM);
  EXPECT_TRUE(systemd.saw("STOPPING=1"));
  EXPECT_EQ(daemon->wait(8s), 0);
}

TEST_F(RunningDaemon, a_second_one_on_the_same_database_is_refused) {
  world.configure(world.qq_to_site());
  const auto first = world.daemon();
  ASSERT_NE(World::port_of(*first), 0);
  const Finished second = world.gazette({"run"});
  EXPECT_EQ(second.status, 1);
  EXPECT_THAT(second.err, HasSubstr("another gazette daemon runs on this database"));
  first->signal(SIGTERM);
  EXPECT_EQ(first->wait(8s), 0);
}

TEST_F(RunningDaemon, the_commands_work_beside_it) {
  world.configure(world.qq_to_site());
  const auto daemon = world.daemon();
  ASSERT_TRUE(committed("Add 3 articles (qq)")) << daemon->err();
  EXPECT_THAT(world.gazette({"list"}).out, HasSubstr("20250208A01CMD"));
  EXPECT_EQ(world.gazette({"poll", "qq", "--force"}).status, 0);
  EXPECT_EQ(world.gazette({"check"}).status, 0);
  EXPECT_EQ(world.gazette({"export"}).status, 0);
}

TEST_F(RunningDaemon, an_export_that_failed_is_made_up_for) {
  world.origin.serve("/feed/rss", rss(1, 1), "application/rss+xml");
  world.configure(world.head() + feed_source("1h") + site_exporter());
  world.site_git({"checkout", "-q", "--detach"});
  {
    const auto daemon = world.daemon();
    ASSERT_TRUE(eventually([&] { return daemon->err().find("detached HEAD") != std::string::npos; }))
        << daemon->err();
    daemon->signal(SIGTERM);
    EXPECT_EQ(daemon->wait(8s), 0);
  }
  world.site_git({"checkout", "-q", "main"});
  const auto daemon = world.daemon();
  EXPECT_TRUE(committed("Add 1 article (feed)")) << daemon->err();
}

TEST_F(RunningDaemon, a_port_in_use_and_a_database_that_cannot_be_are_told) {
  world.configure("[server]\nlisten = \"127.0.0.1:" + std::to_string(world.origin.port()) + "\"\n");
  const Finished taken = world.gazette({"run"});
  EXPECT_EQ(taken.status, 1);
  EXPECT_THAT(taken.err, HasSubstr(std::to_string(world.origin.port())));
  world.configure("database = \"site/hugo.toml/gazette.db\"\n[server]\nlisten = \"off\"\n");
  const Finished no_database = world.gazette({"run"});
  EXPECT_EQ(no_database.status, 1);
  EXPECT_THAT(no_database.err, HasSubstr("hugo.toml/gazette.db"));
}

}  // namespace
}  // namespace gazette::testing
