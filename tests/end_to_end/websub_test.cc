// WebSub in a chain of two real daemons: what is published at the origin is pushed from one into the other.
#include <atomic>
#include <chrono>

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/end_to_end/world.h"

namespace gazette::testing {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

std::string rss(int last) {
  std::string items;
  for (int i = 1; i <= last; ++i) {
    const std::string n = std::to_string(i);
    items += "<item><title>Item " + n + "</title><link>https://feed.example/" + n + "</link><guid>" + n +
             "</guid><description>Text " + n + ".</description></item>";
  }
  return "<?xml version=\"1.0\"?><rss "
         "version=\"2.0\"><channel><title>F</title><link>https://feed.example/</link>"
         "<description>d</description>" +
         items + "</channel></rss>";
}

/// One that nobody listens on.
int free_port() {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(bind(fd, reinterpret_cast<sockaddr*>(&address), size), 0);
  getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  close(fd);
  return ntohs(address.sin_port);
}

std::string config(int port, const std::string& url, const std::string& interval) {
  const std::string address = "127.0.0.1:" + std::to_string(port);
  return "database = \"gazette.db\"\n[fetch]\nallow_private = true\nhost_gap = \"0s\"\nmin_interval = "
         "\"30ms\"\n"
         "[server]\nlisten = \"" +
         address + "\"\npublic_url = \"http://" + address +
         "\"\n"
         "[[source]]\nname = \"up\"\nurl = \"" +
         url + "\"\nfull_text = \"never\"\ninterval = \"" + interval + "\"\n";
}

TEST(WebSubChain, an_entry_is_pushed_through_two_daemons) {
  World world;
  TempFolder second;
  std::atomic<int> last = 1;
  world.origin.on("/feed/rss", [&](const Request&) { return Answer::of(rss(last), "application/rss+xml"); });
  const int near_port = free_port(), far_port = free_port();
  const std::string near_url = "http://127.0.0.1:" + std::to_string(near_port);
  write_text(world.folder / "gazette.toml", config(near_port, world.origin.base_url() + "/feed/rss", "50ms"));
  write_text(second / "gazette.toml", config(far_port, near_url + "/feeds/up.atom", "24h"));
  const auto near_one = world.daemon();
  ASSERT_TRUE(eventually([&] {
    return http_get(near_port, "/feeds/up.atom").body.find("Item 1") != std::string::npos;
  })) << near_one->err();
  EXPECT_THAT(http_get(near_port, "/feeds/up.atom").headers.at("link"),
              HasSubstr("<" + near_url + "/hub>; rel=\"hub\""));

  const Background far_one({kProgram, "run"}, second.path());
  ASSERT_TRUE(eventually([&] { return far_one.err().find("pushed by") != std::string::npos; }))
      << far_one.err() << near_one->err();
  const auto before = http_get(far_port, "/feeds/all.atom");
  EXPECT_EQ(before.body.find("Item 2"), std::string::npos);

  last = 2;
  const auto published = std::chrono::steady_clock::now();
  ASSERT_TRUE(eventually([&] {
    return http_get(far_port, "/feeds/all.atom").body.find("Item 2") != std::string::npos;
  })) << far_one.err()
      << near_one->err();
  const auto took =
      std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - published);
  RecordProperty("milliseconds", static_cast<int>(took.count()));
  std::cerr << "from the origin through two daemons: " << took.count() << " ms\n";
  EXPECT_LT(took, 24h) << "its own poll is a day away: it was pushed";
  EXPECT_THAT(http_get(near_port, "/metrics").body, HasSubstr("gazette_hub_subscribers 1"));
}

/// A daemon whose feed, at the origin, says with `head` what it likes.
class WebSubHubElsewhere : public ::testing::Test {
 protected:
  void begin(const std::string& server) {
    world.origin.on("/feed/rss", [this](const Request&) {
      Answer answer = Answer::of(rss(last), "application/rss+xml");
      answer.headers.insert(answer.headers.end(), head.begin(), head.end());
      return answer;
    });
    std::string toml = config(port, world.origin.url("/feed/rss"), "50ms");
    toml.insert(toml.find("[[source]]"), server);
    write_text(world.folder / "gazette.toml", toml);
    daemon = world.daemon();
  }
  std::string log() const { return daemon->err(); }

  World world;
  const int port = free_port();
  std::atomic<int> last = 1;
  std::vector<std::pair<std::string, std::string>> head;
  std::unique_ptr<Background> daemon;
};

TEST_F(WebSubHubElsewhere, a_configured_hub_is_told_which_feeds_are_others_now) {
  std::atomic<int> status = 503;
  world.origin.on("/pinged", [&](const Request&) { return Answer::of("", "text/plain", status); });
  begin("hub = \"" + world.origin.url("/pinged") + "\"\n");
  ASSERT_TRUE(eventually([&] { return http_get(port, "/readyz").status == 200; })) << log();
  EXPECT_EQ(http_post(port, "/hub", "hub.mode=subscribe").status, 404) << "the hub is elsewhere";
  EXPECT_THAT(http_get(port, "/feeds/up.atom").headers.at("link"),
              HasSubstr("<" + world.origin.url("/pinged") + ">; rel=\"hub\""));
  last = 2;
  ASSERT_TRUE(world.origin.wait_for("/pinged", 1, 30s)) << log();
  EXPECT_TRUE(
      eventually([&] { return log().find("not told of a change: HTTP status 503") != std::string::npos; }));
  status = 204;
  last = 3;
  const auto told = [&] {
    const auto requests = world.origin.requests("/pinged");
    return !requests.empty() && requests.back().status == 204;
  };
  ASSERT_TRUE(eventually(told)) << log();
  const Request ping = world.origin.requests("/pinged").back();
  EXPECT_EQ(ping.method, "POST");
  EXPECT_EQ(ping.header("content-type"), "application/x-www-form-urlencoded");
  EXPECT_THAT(ping.body, HasSubstr("hub.mode=publish"));
  const std::string feeds = "hub.url=http%3A%2F%2F127.0.0.1%3A" + std::to_string(port) + "%2Ffeeds%2F";
  for (const char* name : {"all.atom", "all.json", "up.atom", "up.rss"})
    EXPECT_THAT(ping.body, HasSubstr(feeds + name));
  const auto quiet = [&] {  // the items may have been found, and told of, one by one
    const std::size_t pings = world.origin.count("/pinged");
    EXPECT_TRUE(world.origin.wait_for("/feed/rss", world.origin.count("/feed/rss") + 5, 30s));
    return world.origin.count("/pinged") == pings;
  };
  EXPECT_TRUE(eventually(quiet)) << "nothing changed, nothing is said";
}

TEST_F(WebSubHubElsewhere, S6_a_hub_that_moved_is_followed_with_the_whole_request) {
  for (const int status : {307, 308}) {
    const std::string n = std::to_string(status);
    world.origin.redirect("/hub" + n, "/new" + n, status);
    world.origin.on("/new" + n, [](const Request&) { return Answer::of("", "text/plain", 202); });
    head = {{"Link", "<" + world.origin.url("/hub" + n) + ">; rel=\"hub\", <" +
                         world.origin.url("/feed/rss") + ">; rel=\"self\""}};
    begin("");
    ASSERT_TRUE(world.origin.wait_for("/new" + n, 1, 30s)) << log();
    const Request asked = world.origin.requests("/new" + n).at(0);
    EXPECT_EQ(asked.method, "POST");
    EXPECT_THAT(asked.body, HasSubstr("hub.mode=subscribe"));
    EXPECT_THAT(asked.body, HasSubstr("hub.topic="));
    daemon.reset();
    std::filesystem::remove(world.folder / "gazette.db");
    std::filesystem::remove(world.folder / "gazette.db-wal");
    std::filesystem::remove(world.folder / "gazette.db-shm");
  }
}

TEST(WebSubHub, H11_nobody_is_made_to_call_an_address_inside) {
  World world;
  world.origin.on("/callback", [](const Request& request) {
    return Answer::of(request.query, "text/plain");  // would confirm anything
  });
  const int port = free_port();
  const std::string url = "http://127.0.0.1:" + std::to_string(port);
  world.configure("database = \"gazette.db\"\n[server]\nlisten = \"127.0.0.1:" + std::to_string(port) +
                  "\"\npublic_url = \"" + url + "\"\n");
  const auto daemon = world.daemon();
  ASSERT_TRUE(eventually([&] { return http_get(port, "/healthz").status == 200; })) << daemon->err();
  const auto subscribe = [&](const std::string& callback) {
    return http_post(port, "/hub",
                     "hub.mode=subscribe&hub.topic=" + url + "/feeds/all.atom&hub.callback=" + callback)
        .status;
  };
  for (const std::string& callback :
       {world.origin.url("/callback"), std::string("http://169.254.169.254/latest"),
        std::string("http://[::1]:" + std::to_string(world.origin.port()) + "/callback")})
    EXPECT_EQ(subscribe(callback), 202) << "accepted before it is asked";
  EXPECT_EQ(subscribe(url + "/hub"), 400) << "ourselves";
  EXPECT_EQ(subscribe("ftp://example.org/x"), 400);
  const auto refusals = [&] {
    const std::string log = daemon->err();
    int n = 0;
    for (std::size_t at = log.find("did not confirm"); at != log.npos;
         at = log.find("did not confirm", at + 1))
      ++n;
    return n;
  };
  EXPECT_TRUE(eventually([&] { return refusals() == 3; })) << daemon->err();
  EXPECT_EQ(world.origin.count("/callback"), 0u);
}

}  // namespace
}  // namespace gazette::testing
