// How polite the program itself is: killed, with many sources of one host, towards sites, and with secrets.
#include <csignal>
#include <cstdlib>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;

std::string rss(const std::vector<std::string>& links) {
  std::string text = "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>T</title>";
  for (const std::string& link : links)
    text += "<item><title>At " + link + "</title><link>" + link +
            "</link><description>Teaser</description></item>";
  return text + "</channel></rss>";
}

std::string page(const std::string& title) {
  std::string text = "<!DOCTYPE html><title>" + title + "</title><article><h1>" + title + "</h1>";
  for (int i = 0; i < 6; ++i)
    text += "<p>Paragraph " + std::to_string(i) + " of " + title +
            ", so long that nobody takes it for a teaser, a menu or the foot of a page.</p>";
  return text + "</article>";
}

class Politeness : public ::testing::Test {
 protected:
  /// All that can be seen of a source after the fact.
  std::string all_that_is_shown(const std::string& source) const {
    std::string all = read_text(world.folder / "log");
    for (const std::vector<std::string>& command : {std::vector<std::string>{"status"},
                                                    {"status", "--json"},
                                                    {"explain", source},
                                                    {"explain", source, "--json"},
                                                    {"list", "--json"},
                                                    {"check"}}) {
      const Finished done = world.gazette(command);
      all += done.out + done.err;
    }
    return all + read_text(world.folder / "gazette.db") + read_text(world.folder / "gazette.db-wal");
  }
  World world;
};

TEST_F(Politeness, C11_killed_after_a_200_it_keeps_validators_and_due_time) {
  world.origin.on("/feed/rss", [](const Request& request) {
    const bool known = request.header("if-none-match") == "W/\"a b\"";
    return Answer{known ? 304 : 200,
                  known ? "" : rss({"https://feed.example/1"}),
                  {{"ETag", "W/\"a b\""}, {"Last-Modified", "Thu, 1 Jan 1970 00:00:00 GMT"}}};
  });
  world.configure(world.head() +
                  "[[source]]\nname = \"feed\"\nurl = \"https://feed.example/rss\"\nfull_text = \"never\"\n"
                  "interval = \"3s\"\n");
  {
    const auto daemon = world.daemon();
    ASSERT_TRUE(eventually([&] {
      return world.sql("select etag from source where name = 'feed'") == "W/\"a b\"";
    })) << daemon->err();
    daemon->signal(SIGKILL);
    daemon->wait(30s);
  }
  for (int start = 0; start < 2; ++start) {  // killed again, before anything is due
    const auto daemon = world.daemon();
    ASSERT_NE(World::port_of(*daemon), 0) << daemon->err();
    daemon->signal(SIGKILL);
    daemon->wait(30s);
  }
  const auto daemon = world.daemon();
  ASSERT_TRUE(world.origin.wait_for("/feed/rss", 2, 30s)) << daemon->err();
  const std::vector<Request> polls = world.origin.requests("/feed/rss");
  EXPECT_GE(polls[1].time - polls[0].time, 3s);
  EXPECT_EQ(polls[1].header("if-none-match"), "W/\"a b\"");
  EXPECT_EQ(polls[1].header("if-modified-since"), "Thu, 1 Jan 1970 00:00:00 GMT");
}

TEST_F(Politeness, T9_twenty_sources_and_thirty_articles_of_one_host) {
  const auto gap = 20ms;
  std::string toml = world.head();
  toml.replace(toml.find("host_gap = \"0s\""), 15, "host_gap = \"20ms\"");
  world.origin.on_prefix("/feed/story",
                         [](const Request& r) { return Answer::of(page(r.path), "text/html"); });
  Fault slow;
  slow.delay = 5ms;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "f" + std::to_string(i);
    std::vector<std::string> stories;
    for (int j = i; j < 30; j += 20) stories.push_back("https://feed.example/story" + std::to_string(j));
    world.origin.serve("/feed/" + name, rss(stories), "application/rss+xml");
    world.origin.fault("/feed/" + name, slow);
    toml += "[[source]]\nname = \"" + name + "\"\nurl = \"https://feed.example/" + name +
            "\"\nfull_text = \"always\"\n";
  }
  world.configure(toml);
  world.gazette({"poll"});
  EXPECT_EQ(world.sql("select count(*) from article"), "30");
  std::vector<Request> of_host;
  for (const Request& request : world.origin.requests())
    if (request.path.starts_with("/feed/")) of_host.push_back(request);
  EXPECT_EQ(world.origin.max_overlap(), 1);
  EXPECT_EQ(of_host.size(), 51u) << "20 feeds, robots.txt, 30 articles";
  for (std::size_t i = 1; i < of_host.size(); ++i)
    EXPECT_GE(of_host[i].time - of_host[i - 1].time, gap)
        << of_host[i].path << " after " << of_host[i - 1].path;
}

TEST_F(Politeness, three_hundred_hosts_that_hang_do_not_keep_the_others) {
  Fault silent;
  silent.delay = 5min;
  std::string toml = world.head();
  for (int i = 0; i < 300; ++i) {
    const std::string path = "/feed/hang" + std::to_string(i);
    world.origin.fault(path, silent);
    toml += "[[source]]\nname = \"h" + std::to_string(i) + "\"\nurl = \"" + world.origin.url(path) + "\"\n";
  }
  world.origin.serve("/feed/good", rss({"https://feed.example/1"}), "application/rss+xml");
  world.configure(toml +
                  "[[source]]\nname = \"z\"\nurl = \"https://feed.example/good\"\nfull_text = \"never\"\n");
  const auto daemon = world.daemon();
  EXPECT_TRUE(world.origin.wait_for("/feed/good", 1, 40s)) << daemon->err();
  daemon->signal(SIGTERM);
  EXPECT_EQ(daemon->wait(8s), 0) << "and they do not keep it from its end";
}

/// How often its threads have gone to sleep until now.
long times_asleep(int pid) {
  long times = 0;
  for (const auto& thread : std::filesystem::directory_iterator("/proc/" + std::to_string(pid) + "/task")) {
    const std::string status = read_text(thread.path() / "status"), name = "\nvoluntary_ctxt_switches:";
    if (const std::size_t at = status.find(name); at != status.npos)
      times += std::stol(status.substr(at + name.size()));
  }
  return times;
}

TEST_F(Politeness, a_daemon_that_has_nothing_to_do_wakes_less_than_once_a_second) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "ThreadSanitizer has a thread of its own that wakes ten times a second";
#endif
  std::string toml = world.head();
  for (int i = 0; i < 50; ++i) {
    const std::string name = "f" + std::to_string(i);
    world.origin.serve("/feed/" + name, rss({"https://feed.example/1"}), "application/rss+xml");
    toml += "[[source]]\nname = \"" + name + "\"\nurl = \"https://feed.example/" + name +
            "\"\nfull_text = \"never\"\n";
  }
  world.configure(toml);
  const auto daemon = world.daemon();
  EXPECT_EQ(http_get(World::port_of(*daemon), "/healthz").status, 200) << "somebody was connected";
  ASSERT_TRUE(
      eventually([&] { return world.sql("select count(*) from source where last_poll > 0") == "50"; }));
  std::this_thread::sleep_for(2s);  // connections are let go, what was new is exported
  const long before = times_asleep(daemon->pid());
  std::this_thread::sleep_for(5s);
  EXPECT_LE(times_asleep(daemon->pid()) - before, 5);
}

TEST_F(Politeness, Q10_a_sites_lists_and_pages_obey_its_robots_txt) {
  world.origin.serve("/qq/robots.txt", "User-agent: *\nDisallow: /web_feed/\n", "text/plain");
  world.configure(world.qq_to_site());
  const Finished refused = world.gazette({"poll"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.err, HasSubstr("robots.txt asks not to fetch this"));
  EXPECT_EQ(world.origin.count("/qq/web_feed/getPCList"), 0u);
  EXPECT_EQ(world.origin.count("/qq/robots.txt"), 1u);
  world.gazette({"poll", "qq"});
  EXPECT_EQ(world.origin.count("/qq/robots.txt"), 1u) << "kept for a day, also over a restart";

  std::string toml = world.qq_to_site();
  toml.insert(toml.find("channel ="), "robots = false\n");
  world.configure(toml);
  EXPECT_EQ(world.gazette({"poll", "qq"}).status, 0);
  EXPECT_EQ(world.origin.count("/qq/web_feed/getPCList"), 1u);
}

TEST_F(Politeness, secrets_from_file_environment_and_credential_are_sent_and_shown_nowhere) {
  const std::vector<std::string> secrets = {"in-a-file-5e1", "in-the-environment-5e2", "as-a-credential-5e3",
                                            "of-the-url-5e4", "of-a-header-5e5"};
  write_text(world.folder / "word", secrets[0] + "\n");
  write_text(world.folder / "credentials" / "cookie", "sid=" + secrets[2] + "\n");
  ::setenv("GAZETTE_TEST_TOKEN", secrets[1].c_str(), 1);
  ::setenv("CREDENTIALS_DIRECTORY", (world.folder / "credentials").c_str(), 1);
  std::string with_user = world.origin.url("/url");
  with_user.insert(7, "me:" + secrets[3] + "@");
  for (const char* path : {"/basic", "/bearer", "/cookies", "/url", "/header"})
    world.origin.on(path, [this](const Request& r) {  // the second answer is an error, which tells of itself
      return world.origin.count(r.path) > 1 ? Answer{500, "", {}}
                                            : Answer::of(rss({"https://a.example" + r.path}), "text/xml");
    });
  std::string toml = world.head();
  const auto add = [&](const std::string& name, const std::string& url, const std::string& access) {
    toml += "[[source]]\nname = \"" + name + "\"\nurl = \"" + url + "\"\nfull_text = \"never\"\n" + access;
  };
  add("basic", world.origin.url("/basic"),
      "[source.access]\nuser = \"me\"\npassword = { file = \"word\" }\n");
  add("bearer", world.origin.url("/bearer"), "[source.access]\nbearer = { env = \"GAZETTE_TEST_TOKEN\" }\n");
  add("cookies", world.origin.url("/cookies"), "[source.access]\ncookies = { credential = \"cookie\" }\n");
  add("url", with_user, "");
  add("header", world.origin.url("/header"), "headers = { \"X-Key\" = \"" + secrets[4] + "\" }\n");
  world.configure(toml);
  const Finished first = world.gazette({"poll"}), second = world.gazette({"poll", "--all", "--force"});
  write_text(world.folder / "log", first.out + first.err + second.out + second.err);

  EXPECT_EQ(world.origin.requests("/basic").at(0).header("authorization"), "Basic bWU6aW4tYS1maWxlLTVlMQ==");
  EXPECT_EQ(world.origin.requests("/bearer").at(0).header("authorization"), "Bearer " + secrets[1]);
  EXPECT_EQ(world.origin.requests("/cookies").at(0).header("cookie"), "sid=" + secrets[2]);
  EXPECT_EQ(world.origin.requests("/url").at(0).header("authorization"), "Basic bWU6b2YtdGhlLXVybC01ZTQ=");
  EXPECT_EQ(world.origin.requests("/header").at(0).header("x-key"), secrets[4]);
  for (const char* source : {"basic", "bearer", "cookies", "url", "header"}) {
    SCOPED_TRACE(source);
    const std::string shown = all_that_is_shown(source);
    EXPECT_THAT(shown, HasSubstr(source));
    for (const std::string& secret : secrets) EXPECT_THAT(shown, Not(HasSubstr(secret)));
    for (const char* encoded : {"bWU6aW4tYS1maWxlLTVlMQ", "bWU6b2YtdGhlLXVybC01ZTQ"})
      EXPECT_THAT(shown, Not(HasSubstr(encoded)));
  }
  ::unsetenv("GAZETTE_TEST_TOKEN");
  ::unsetenv("CREDENTIALS_DIRECTORY");
}

}  // namespace
}  // namespace gazette::testing
