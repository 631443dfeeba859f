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

}  // namespace
}  // namespace gazette::testing
